using System.Collections.Immutable;

namespace LazAI.Enclave.Evidence;

/// <summary>Chooses the way to evidence: the one that was asked for, else the first that this machine has.</summary>
public sealed class EvidenceSources(TimeProvider time, EvidencePaths? paths = null)
{
    /// <summary>The name of evidence that proves nothing; it is never chosen by what a machine has.</summary>
    public const string Development = "development";

    private const string AzureChassisAssetTag = "7783-7084-3265-9085-8269-3286-77";

    private readonly EvidencePaths _paths = paths ?? new EvidencePaths();

    /// <summary>The names of sources in hardware, in the order in which they are looked for.</summary>
    public static ImmutableArray<string> HardwareNames { get; } =
        [ConfigfsTsmSource.SourceName, TdxGuestSource.SourceName, SevGuestSource.SourceName, AzureVtpmSource.SourceName];

    /// <summary>What was looked for where nothing is there, and what can be done.</summary>
    public string NothingFound =>
        $"this machine has no evidence of hardware. Looked for: {_paths.ConfigfsTsm} (Linux 6.7 and later), {_paths.TdxGuest} and "
        + $"{_paths.SevGuest} (older), {_paths.Tpm} on Azure. Run it in a virtual machine with Intel TDX or AMD SEV-SNP, load the driver "
        + "tdx_guest or sev-guest, mount configfs, let this process read the device; or set Worker:DevelopmentRoot in Development";

    /// <summary>The name of the first source that this machine shows; null for none.</summary>
    public string? Detect() =>
        Directory.Exists(_paths.ConfigfsTsm) ? ConfigfsTsmSource.SourceName
        : File.Exists(_paths.TdxGuest) ? TdxGuestSource.SourceName
        : File.Exists(_paths.SevGuest) ? SevGuestSource.SourceName
        : File.Exists(_paths.Tpm) && IsAzure() ? AzureVtpmSource.SourceName
        : null;

    /// <summary>Opens the named source, or for an empty name the first that this machine shows.</summary>
    /// <exception cref="EvidenceSourceException">There is none, or none of that name.</exception>
    public IEvidenceSource Open(string name)
    {
        var chosen = string.IsNullOrEmpty(name) ? Detect() : name;
        return chosen switch
        {
            ConfigfsTsmSource.SourceName => new ConfigfsTsmSource(new KernelFiles(), time, _paths.ConfigfsTsm),
            TdxGuestSource.SourceName => new TdxGuestSource(
                new KernelDevice(_paths.TdxGuest),
                new QuoteGenerationService(_ => Task.FromResult(VirtualSocket.Connect(VirtualSocket.QuoteGenerationPort))),
                time),
            SevGuestSource.SourceName => new SevGuestSource(new KernelDevice(_paths.SevGuest), time),
            AzureVtpmSource.SourceName => new AzureVtpmSource(new TpmDevice(_paths.Tpm), new AzureMetadata(time), time),
            null => throw new EvidenceSourceException($"No evidence: {NothingFound}."),
            _ => throw new EvidenceSourceException(
                $"There is no source of evidence '{chosen}'; there are {string.Join(", ", HardwareNames)} and {Development}."),
        };
    }

    private bool IsAzure()
    {
        try
        {
            return File.ReadAllText(_paths.ChassisAssetTag).Trim() == AzureChassisAssetTag;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
