using LazAI.Attestation;
using LazAI.Cli.Invocation;

namespace LazAI.Cli.Attestation;

/// <summary>Verifies tokens of Azure Attestation by a key set that the user has, and what a paravisor says behind them.</summary>
internal static class TokenVerification
{
    public static async Task<Verification> VerifyAsync(
        CommandContext context, CollateralSources sources, EvidenceFile file, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (sources.Refusal is { } malformed)
        {
            return new Verification(malformed, VerificationPlan.Token, null);
        }

        var bundle = sources.Bundle switch
        {
            null => await ReadAsync(context, at, cancellationToken),
            AzureTokenBundle given => given,
            _ => throw new CommandFailedException(
                "The bundle is not for tokens of Azure Attestation.", "Give one that was exported with a token, or --jwks and --issuer."),
        };
        if (!bundle.TryReadTrust(out var trust, out var refusal))
        {
            return new Verification(refusal, VerificationPlan.Token, null);
        }

        // The user vouches for the keys.
        var result = file.Rest.IsEmpty
            ? AzureTokenVerifier.Verify(file.Bytes, trust, at)
            : new EvidenceVerifier(new EvidenceTrust([], [], AzureKeys: null)).Verify((byte[])[.. file.Bytes.Span, (byte)'\n', .. file.Rest.Span], bundle, at);
        var plan = file.Rest.IsEmpty ? VerificationPlan.Token : VerificationPlan.Token.Then(VerificationPlan.Paravisor).Then(VerificationPlan.Tpm);
        return new Verification(result, plan, bundle)
        {
            Remarks = [$"The keys are those of {bundle.Instance} as of {CertificateFields.Time(bundle.FetchedAt)}, on the word of whoever gave them."],
        };
    }

    private static async Task<AzureTokenBundle> ReadAsync(CommandContext context, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (context.Parse.GetValue(VerifyOptions.Jwks) is not { } file || context.Parse.GetValue(VerifyOptions.Issuer) is not { } issuer)
        {
            throw new CommandFailedException(
                "A token of Azure Attestation is verified by the keys of its instance.",
                "Fetch https://INSTANCE/certs over TLS, and give it by --jwks, with --issuer https://INSTANCE; or a bundle by --collateral.");
        }

        var keys = await EvidenceReader.ReadBytesAsync(file, cancellationToken);
        return new AzureTokenBundle(issuer, keys, at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond)));
    }
}
