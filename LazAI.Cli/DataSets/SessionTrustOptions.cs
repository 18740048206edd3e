using System.CommandLine;
using LazAI.Attestation;
using LazAI.Cli.Invocation;
using LazAI.Cli.Receipts;
using LazAI.Client.DataSets;

namespace LazAI.Cli.DataSets;

/// <summary>Which enclaves the owner trusts with a data key: options of the commands that hand one over.</summary>
internal static class SessionTrustOptions
{
    public static readonly Option<string[]> DevelopmentRoots = new("--trust-development-root")
    {
        Description = "A development root to trust: its PEM certificate file or SHA-256 fingerprint. Proves nothing about hardware",
    };

    public static readonly Option<string[]> Measurements = new("--accept-measurement")
    {
        Description = "MRTD of an enclave that may have the key, 96 hexadecimal digits ('lazai models show')",
        Required = true,
    };

    /// <summary>The same where no key may be handed over at all.</summary>
    public static readonly Option<string[]> MeasurementsIfAny = new("--accept-measurement") { Description = Measurements.Description };

    public static SessionTrust Read(CommandContext context) => Read(context, Measurements);

    public static SessionTrust Read(CommandContext context, Option<string[]> measurements)
    {
        var roots = context.Parse.GetValue(DevelopmentRoots) ?? [];
        var policy = new EvidencePolicy(
            [.. roots.Select(TrustReader.Fingerprint)], [.. (context.Parse.GetValue(measurements) ?? []).Select(ReadMeasurement)], AllowDebug: false);
        return new SessionTrust(TrustReader.Roots(roots), policy);
    }

    private static string ReadMeasurement(string text) =>
        text.Length == 96 && text.All(char.IsAsciiHexDigit)
            ? text.ToLowerInvariant()
            : throw new CommandFailedException($"'{text}' is no measurement.", "A measurement is 96 hexadecimal digits, as 'lazai models show' prints it.");
}
