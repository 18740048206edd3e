using LazAI.Client.Attestation.Collateral;
using Microsoft.Extensions.Options;

namespace LazAI.Gateway.Attestation;

/// <summary>Where the service gets the collateral of genuine evidence. Nothing is asked while there is none.</summary>
public sealed class CollateralServiceOptions
{
    public const string Section = "Collateral";

    /// <summary>A folder of bundle files (docs/collateral.md) in place of all services, for a gateway without a way out.</summary>
    public string? Folder { get; set; }

    /// <summary>A PCCS of the data centre, which is asked before Intel and which alone knows the certificates of platforms whose quotes do not
    /// carry them.</summary>
    public string? Pccs { get; set; }

    /// <summary>Intel's service. Empty asks none.</summary>
    public string Pcs { get; set; } = IntelCollateralService.PcsAddress;

    /// <summary>The revocation list of Intel's root, which is published apart.</summary>
    public string RootCrl { get; set; } = IntelCollateralService.RootCrlAddress;

    /// <summary>AMD's key distribution service. Empty asks none.</summary>
    public string Kds { get; set; } = AmdKeyDistributionService.Address;

    /// <summary>Instances of Azure Attestation whose tokens open sessions, such as <c>https://sharedweu.weu.attest.azure.net</c>. Empty, the
    /// default, takes none.</summary>
    public IList<string> AzureInstances { get; init; } = [];

    /// <summary>Where fetched collateral is kept over restarts. Nothing in it is believed without its signatures.</summary>
    public string CacheFolder { get; set; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } data ? data : Path.GetTempPath(),
        "lazai", "collateral");

    /// <summary>How often open sessions are judged again by what is new. Less learns of revocations and TCB recoveries sooner.</summary>
    public TimeSpan ReappraiseEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long the opening of a session waits for collateral; what comes later serves the next attempt.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(20);
}

/// <summary>Refuses addresses that are none and times with which nothing would come in time.</summary>
public sealed class CollateralServiceOptionsValidator : IValidateOptions<CollateralServiceOptions>
{
    public ValidateOptionsResult Validate(string? name, CollateralServiceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Folder is { } folder && !Directory.Exists(folder))
        {
            return ValidateOptionsResult.Fail($"Collateral:Folder '{folder}' does not exist.");
        }

        foreach (var (setting, address) in new[]
        {
            (nameof(options.Pccs), options.Pccs), (nameof(options.Pcs), options.Pcs), (nameof(options.RootCrl), options.RootCrl), (nameof(options.Kds), options.Kds),
        })
        {
            if (!string.IsNullOrEmpty(address) && !IsAddress(address))
            {
                return ValidateOptionsResult.Fail($"Collateral:{setting} '{address}' is no http:// or https:// address.");
            }
        }

        if (options.AzureInstances.FirstOrDefault(instance => !IsInstance(instance)) is { } notInstance)
        {
            return ValidateOptionsResult.Fail(
                $"Collateral:AzureInstances: '{notInstance}' is no https:// address without a slash at the end.");
        }

        return options.ReappraiseEvery < TimeSpan.FromMinutes(1) || options.ReappraiseEvery > TimeSpan.FromDays(1)
                ? ValidateOptionsResult.Fail("Collateral:ReappraiseEvery is from a minute to a day.")
            : options.Patience < TimeSpan.FromSeconds(1) || options.Patience > TimeSpan.FromMinutes(5)
                ? ValidateOptionsResult.Fail("Collateral:Patience is from a second to five minutes.")
            : ValidateOptionsResult.Success;
    }

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    private static bool IsInstance(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == "https" && !text.EndsWith('/');
}
