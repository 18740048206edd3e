using System.Security.Cryptography;
using System.Text;
using LazAI.Attestation;
using LazAI.Client;
using LazAI.Client.Attestation;

namespace LazAI.Enclave.Evidence;

/// <summary>
/// Evidence from this machine's hardware as an instance of Azure Attestation judges it: a fresh token each time. Whoever verifies it needs the
/// instance's keys and no collateral of the hardware's vendor. Where a paravisor is in between, what it and its vTPM say goes along, since no
/// token says which software was started.
/// </summary>
public sealed class AzureTokenEvidenceProvider : IEvidenceProvider, IDisposable
{
    private readonly IEvidenceSource _source;
    private readonly AzureAttestationClient _instance;

    private AzureTokenEvidenceProvider(IEvidenceSource source, AzureAttestationClient instance, PlatformEvidence first)
    {
        _source = source;
        _instance = instance;
        Measurement = first.Measurement;
        Description = $"Evidence of {first.Platform} by {source.Name}, in tokens of {instance.Instance}";
    }

    public string Description { get; }

    public Measurement48 Measurement { get; }

    /// <summary>A provider that has shown once that it can: a machine or an instance that cannot is found when the worker starts.</summary>
    /// <param name="instance">The instance; from then on the provider's.</param>
    /// <exception cref="EvidenceSourceException">No evidence or no token could be had.</exception>
    public static async Task<AzureTokenEvidenceProvider> CreateAsync(
        IEvidenceSource source, AzureAttestationClient instance, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(instance);
        var first = await source.ReadAsync(default, cancellationToken);
        var provider = new AzureTokenEvidenceProvider(source, instance, first);
        await provider.AttestAsync(first, cancellationToken);
        return provider;
    }

    public async ValueTask<ReadOnlyMemory<byte>> ProveAsync(ReportData reportData, CancellationToken cancellationToken)
    {
        var evidence = await _source.ReadAsync(reportData, cancellationToken);
        var token = await AttestAsync(evidence, cancellationToken);
        return evidence.HclReport.IsEmpty ? token : (byte[])[.. token, (byte)'\n', .. evidence.ToParavisorEvidence(hardware: default)];
    }

    public void Dispose() => _instance.Dispose();

    /// <summary>The instance compares the runtime data, where there are any, with what the hardware says; without them it only repeats that.</summary>
    private async Task<byte[]> AttestAsync(PlatformEvidence evidence, CancellationToken cancellationToken)
    {
        var runtimeData = RuntimeDataOf(evidence);
        try
        {
            return evidence.Platform == EvidencePlatform.Tdx
                ? await _instance.AttestTdxVmAsync(evidence.Report, runtimeData, cancellationToken: cancellationToken)
                : await _instance.AttestSevSnpVmAsync(
                    evidence.Report[..PlatformEvidence.SnpReportLength], CertificatesOf(evidence), runtimeData, cancellationToken: cancellationToken);
        }
        catch (LazAIException failure)
        {
            throw new EvidenceSourceException($"{_instance.Instance} (Worker:AzureAttestationInstance) gave no token: {failure.Detail} ({failure.Code})", failure);
        }
    }

    private static AzureRuntimeData? RuntimeDataOf(PlatformEvidence evidence) =>
        evidence.HclReport.IsEmpty ? null
        : HclReport.TryParse(evidence.HclReport, out var report, out var error) ? new AzureRuntimeData(report.RuntimeData, IsJson: true)
        : throw new EvidenceSourceException($"The paravisor gave a report that cannot be read: {error}.");

    /// <summary>Endorsement key, signing key and root key in PEM, as the instance wants them; a host's table has them in DER.</summary>
    private static ReadOnlyMemory<byte> CertificatesOf(PlatformEvidence evidence)
    {
        if (!evidence.HclReport.IsEmpty)
        {
            return evidence.Certificates;
        }

        return SnpReport.TryParse(evidence.Report, out var report, out _)
            && SnpCertificateTable.TryParse(evidence.Certificates, out var table)
            && SnpCertificates.TryFind(table, report.KeyInfo.SigningKey, out var found)
                ? Encoding.ASCII.GetBytes(string.Concat(
                    new[] { found.EndorsementKey, found.SigningKey, found.RootKey }.Select(der => PemEncoding.WriteString("CERTIFICATE", der.Span) + "\n")))
                : throw new EvidenceSourceException("The host gave no certificates beside the SEV-SNP report, and Azure Attestation takes none without.");
    }
}
