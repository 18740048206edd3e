using System.Collections.Immutable;
using System.CommandLine;
using LazAI.Attestation;
using LazAI.Cli.Invocation;
using LazAI.Cli.Receipts;
using LazAI.Client.DataSets;

namespace LazAI.Cli.DataSets;

/// <summary>Which enclaves the owner trusts with a data key: options of the commands that hand one over.</summary>
internal static class SessionTrustOptions
{
    private const int PolicyBytesMaximum = 1024 * 1024;

    public static readonly Option<string[]> DevelopmentRoots = new("--trust-development-root")
    {
        Description = "A development root to trust: its PEM certificate file or SHA-256 fingerprint. Proves nothing about hardware",
    };

    public static readonly Option<string[]> Measurements = new("--accept-measurement")
    {
        Description = "MRTD of an enclave under such a root that may have the key, 96 hexadecimal digits ('lazai models show')",
    };

    public static readonly Option<FileInfo?> Policy = new("--policy")
    {
        Description = "A policy of evidence (docs/attestation.md): which genuine enclaves may have the key",
    };

    /// <exception cref="CommandFailedException">Neither a policy nor a measurement was given: nobody could have the key.</exception>
    public static async Task<SessionTrust> ReadAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var roots = context.Parse.GetValue(DevelopmentRoots) ?? [];
        var measurements = (context.Parse.GetValue(Measurements) ?? []).Select(ReadMeasurement).ToImmutableArray();
        var policy = new EvidencePolicy([], [], AllowDebug: false);
        if (context.Parse.GetValue(Policy) is { } file)
        {
            policy = EvidencePolicy.TryParse(await BoundedFile.ReadAsync(file, PolicyBytesMaximum, cancellationToken), out var read, out var fault)
                ? read
                : throw new CommandFailedException($"{file.Name} is no policy: {fault}", "docs/attestation.md says how to write one.");
        }
        else if (measurements.IsEmpty)
        {
            throw new CommandFailedException(
                "No enclave is trusted with the key.", "Give --policy FILE, or --accept-measurement with --trust-development-root.");
        }

        policy = policy with
        {
            DevelopmentRoots = [.. policy.DevelopmentRoots, .. roots.Select(TrustReader.Fingerprint)],
            Measurements = [.. policy.Measurements, .. measurements],
        };
        return new SessionTrust([.. TrustedRoot.Intel, .. policy.DevelopmentRoots.Select(TrustedRoot.Development)], policy);
    }

    private static string ReadMeasurement(string text) =>
        text.Length == 96 && text.All(char.IsAsciiHexDigit)
            ? text.ToLowerInvariant()
            : throw new CommandFailedException($"'{text}' is no measurement.", "A measurement is 96 hexadecimal digits, as 'lazai models show' prints it.");
}
