using System.Security.Cryptography;
using LazAI.Attestation;
using LazAI.Cli.Invocation;

namespace LazAI.Cli.Attestation;

/// <summary>Holds verified evidence to what the user demands: a policy, report data, a nonce.</summary>
/// <param name="Policy">Null without <c>--policy</c>.</param>
/// <param name="Challenge">What the evidence must be bound to; null when nothing was given.</param>
internal sealed record PolicyJudge(EvidencePolicy? Policy, EvidenceChallenge? Challenge)
{
    public static async Task<PolicyJudge> ReadAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var parse = context.Parse;
        EvidencePolicy? policy = null;
        if (parse.GetValue(VerifyOptions.Policy) is { } file
            && !EvidencePolicy.TryParse(await EvidenceReader.ReadBytesAsync(file, cancellationToken), out policy, out var fault))
        {
            throw new CommandFailedException($"{file.Name} is no policy: {fault}", "docs/attestation.md says how to write one.");
        }

        var reportData = VerifyOptions.ReportDataOf(parse);
        var runtimeData = parse.GetValue(VerifyOptions.RuntimeData) is { } data
            ? await EvidenceReader.ReadBytesAsync(data, cancellationToken)
            : default(ReadOnlyMemory<byte>?);
        var nonce = parse.GetValue(VerifyOptions.Nonce);
        var challengedAt = VerifyOptions.Time(parse, VerifyOptions.ChallengedAt);
        if (policy is null && (nonce is not null || challengedAt is not null))
        {
            throw new CommandFailedException("--nonce and --challenged-at are judged by a policy.", "Give --policy, too.");
        }

        return new PolicyJudge(policy, ChallengeOf(reportData, runtimeData, nonce) is { } challenge
            ? challenge with { TimestampSeconds = challengedAt is { } time ? (ulong)Math.Max(0, time.ToUnixTimeSeconds()) : null }
            : null);
    }

    /// <summary>The policy's answer; null without a policy.</summary>
    public EvidenceJudgement? Judge(EvidenceFacts facts, DateTimeOffset at) => Policy?.Judge(facts, Challenge, at);

    /// <summary>Without a policy: whether the evidence is bound to what was given; null when it is, or nothing was given.</summary>
    public string? MismatchOf(ReportData? found)
    {
        if (Challenge?.ReportData is { } wanted && found != wanted)
        {
            return $"the report data are {found?.ToString() ?? "absent"}, not {wanted}";
        }

        if (Challenge?.RuntimeData is not { } data)
        {
            return null;
        }

        var hash = SHA256.HashData(data.Span);
        return found is { } bytes && bytes.AsSpan().StartsWith(hash)
            ? null
            : $"the report data are not the SHA-256 of the runtime data, {Convert.ToHexStringLower(hash)}";
    }

    private static EvidenceChallenge? ChallengeOf(ReportData? reportData, ReadOnlyMemory<byte>? runtimeData, string? nonce)
    {
        var first = runtimeData is { } data ? EvidenceChallenge.ToRuntimeData(data)
            : nonce is not null ? EvidenceChallenge.ToNonce(nonce)
            : reportData is { } bytes ? EvidenceChallenge.To(new EvidenceBinding(bytes, 0))
            : null;
        return first is null ? null : first with { ReportData = reportData, Nonce = nonce };
    }
}
