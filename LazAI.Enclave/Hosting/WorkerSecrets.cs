using LazAI.Attestation.Development;
using LazAI.Client.Attestation;
using LazAI.Client.Keys;
using LazAI.Enclave.Evidence;

namespace LazAI.Enclave.Hosting;

/// <summary>Reads the files that a worker must not lose. Nothing of their content reaches a log.</summary>
internal static class WorkerSecrets
{
    /// <exception cref="KeyFileException">The file cannot be used.</exception>
    public static OperatorKey ReadOperatorKey(WorkerOptions options)
    {
        var passphrase = options.OperatorPassphrase.Length > 0 ? File.ReadAllText(options.OperatorPassphrase).TrimEnd('\r', '\n') : null;
        return new OperatorKey(KeyFile.Read(options.OperatorKey, passphrase));
    }

    /// <exception cref="InvalidDataException">The file holds no development root.</exception>
    public static DevelopmentEvidenceProvider ReadDevelopmentEvidence(WorkerOptions options, TimeProvider time) =>
        DevelopmentRoot.TryImportPem(File.ReadAllText(options.DevelopmentRoot), out var root)
            ? new DevelopmentEvidenceProvider(root, EnclaveMeasurement.Compute(AppContext.BaseDirectory), time)
            : throw new InvalidDataException($"{options.DevelopmentRoot} holds no development root with its key.");

    /// <summary>Evidence from where the options say. Hardware is asked once, so that a machine that cannot is found at the start.</summary>
    /// <exception cref="InvalidDataException">The file holds no development root.</exception>
    /// <exception cref="EvidenceSourceException">The hardware gives no evidence, or the instance of Azure Attestation no token.</exception>
    public static IEvidenceProvider OpenEvidence(WorkerOptions options, EvidenceSources sources, TimeProvider time) =>
        options.MakesDevelopmentEvidence
            ? ReadDevelopmentEvidence(options, time)
            : OpenHardwareAsync(options, sources.Open(options.EvidenceSource), time).GetAwaiter().GetResult();

    private static async Task<IEvidenceProvider> OpenHardwareAsync(WorkerOptions options, IEvidenceSource source, TimeProvider time)
    {
        if (options.AzureAttestationInstance.Length == 0)
        {
            return await HardwareEvidenceProvider.CreateAsync(source, CancellationToken.None);
        }

#pragma warning disable CA2000 // The provider has the client, and the connection lives as long as the process.
        var instance = new AzureAttestationClient(
            AzureAttestationClient.CreateHttpClient(options.AzureAttestationInstance), options.AzureAttestationInstance, new AzureAttestationOptions(), time);
#pragma warning restore CA2000
        return await AzureTokenEvidenceProvider.CreateAsync(source, instance, CancellationToken.None);
    }
}
