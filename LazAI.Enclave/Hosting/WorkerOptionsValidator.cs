using LazAI.Enclave.Evidence;
using LazAI.Protocol;
using LazAI.Protocol.Models;
using LazAI.Protocol.Ownership;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LazAI.Enclave.Hosting;

/// <summary>Refuses options with which a worker could not run, or not safely.</summary>
public sealed class WorkerOptionsValidator(IHostEnvironment environment, EvidenceSources evidence) : IValidateOptions<WorkerOptions>
{
    public ValidateOptionsResult Validate(string? name, WorkerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string[] faults = [.. FindFaults(options)];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> FindFaults(WorkerOptions options)
    {
        if (!options.Gateway.IsAbsoluteUri || options.Gateway.Scheme is not ("http" or "https"))
        {
            yield return "Worker:Gateway is an http:// or https:// address.";
        }

        if (!File.Exists(options.OperatorKey))
        {
            yield return $"Worker:OperatorKey names no file: '{options.OperatorKey}'. Make one with 'lazai keys new'.";
        }

        if (options.OperatorPassphrase.Length > 0 && !File.Exists(options.OperatorPassphrase))
        {
            yield return $"Worker:OperatorPassphrase names no file: '{options.OperatorPassphrase}'.";
        }

        if (FindEvidenceFault(options) is { } fault)
        {
            yield return fault;
        }

        if (FindInstanceFault(options) is { } instanceFault)
        {
            yield return instanceFault;
        }

        if (options.Capacity is < 1 or > ProtocolRulesValidator.SessionCapacityMaximum)
        {
            yield return $"Worker:Capacity is from 1 to {ProtocolRulesValidator.SessionCapacityMaximum}.";
        }

        if (options.Parallelism is < 1 or > 1_024)
        {
            yield return "Worker:Parallelism is from 1 to 1,024.";
        }

        if (options.PollItemsMaximum is < 1 or > 1_000 || options.ResultBatchMaximum is < 1 or > 1_000)
        {
            yield return "Worker:PollItemsMaximum and Worker:ResultBatchMaximum are from 1 to 1,000.";
        }

        if (options.ResultLinger < TimeSpan.Zero || options.ResultLinger > TimeSpan.FromSeconds(1))
        {
            yield return "Worker:ResultLinger is from 0 to 1 s.";
        }

        if (options.DrainTimeout <= TimeSpan.Zero || options.DrainTimeout > TimeSpan.FromHours(1))
        {
            yield return "Worker:DrainTimeout is positive and at most 1 h.";
        }

        if (options.InputBytesMaximum < 1)
        {
            yield return "Worker:InputBytesMaximum is at least 1.";
        }

        if (options.ProvingBytesMaximum < 1)
        {
            yield return "Worker:ProvingBytesMaximum is at least 1.";
        }

        foreach (var (member, value) in new[] { ("IpfsGateway", options.IpfsGateway), ("ArweaveGateway", options.ArweaveGateway) })
        {
            if (value.Length > 0
                && !(Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && value.EndsWith('/')))
            {
                yield return $"Worker:{member} is an http:// or https:// address that ends with a slash.";
            }
        }

        if (options.ModelServer.Length > 0 && !PassThrough.ModelServer.TryParseAddress(options.ModelServer, out _))
        {
            yield return "Worker:ModelServer is an http:// address by number on loopback without a path, as http://127.0.0.1:8000/.";
        }

        if (options.ModelServerTimeout <= TimeSpan.Zero || options.ModelServerTimeout > TimeSpan.FromHours(1))
        {
            yield return "Worker:ModelServerTimeout is positive and at most 1 h.";
        }

        if (options.ModelServerParallelism is < 1 or > 1_024)
        {
            yield return "Worker:ModelServerParallelism is from 1 to 1,024.";
        }

        if (options.DataSetBytesMaximum is < 0 or > ModelAggregate.WeightsBytesMaximum * JointAnalysis.DataSetsMaximum)
        {
            yield return $"Worker:DataSetBytesMaximum is from 0, for none, to {ModelAggregate.WeightsBytesMaximum * JointAnalysis.DataSetsMaximum}.";
        }

        if (options.DataSetTimeout <= TimeSpan.Zero || options.DataSetTimeout > TimeSpan.FromHours(1))
        {
            yield return "Worker:DataSetTimeout is positive and at most 1 h.";
        }

        if (options.Health.Length > 0
            && !(Uri.TryCreate(options.Health, UriKind.Absolute, out var health) && health.Scheme == "http" && health.IsLoopback))
        {
            yield return "Worker:Health is an http:// address on loopback.";
        }
    }

    /// <summary>Tokens name their instance by exactly this address, so that a slash or a path more would be another instance.</summary>
    private static string? FindInstanceFault(WorkerOptions options) =>
        options.AzureAttestationInstance.Length == 0 ? null
        : !Uri.TryCreate(options.AzureAttestationInstance, UriKind.Absolute, out var instance) || options.AzureAttestationInstance != $"https://{instance.Authority}"
            ? "Worker:AzureAttestationInstance is an https:// address in lower case without path and slash at the end, as https://sharedweu.weu.attest.azure.net."
        : options.MakesDevelopmentEvidence ? "Worker:AzureAttestationInstance is of no use for development evidence; leave one of them out."
        : null;

    private string? FindEvidenceFault(WorkerOptions options)
    {
        if (options.EvidenceSource.Length > 0 && options.EvidenceSource != EvidenceSources.Development)
        {
            return !EvidenceSources.HardwareNames.Contains(options.EvidenceSource)
                ? $"Worker:EvidenceSource is one of {string.Join(", ", EvidenceSources.HardwareNames)}, {EvidenceSources.Development}, or empty."
                : options.DevelopmentRoot.Length > 0
                ? "Worker:DevelopmentRoot is of no use where Worker:EvidenceSource names hardware; leave one of them out."
                : null;
        }

        if (!options.MakesDevelopmentEvidence)
        {
            return evidence.Detect() is null ? $"Worker:DevelopmentRoot names no file, and {evidence.NothingFound}." : null;
        }

        return !File.Exists(options.DevelopmentRoot) ? $"Worker:DevelopmentRoot names no file: '{options.DevelopmentRoot}'."
            : environment.IsDevelopment() ? null
            : "Worker:DevelopmentRoot makes evidence that proves nothing about hardware; it may only be set where DOTNET_ENVIRONMENT is "
                + "Development.";
    }
}
