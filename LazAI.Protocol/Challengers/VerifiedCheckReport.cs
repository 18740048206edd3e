using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Challengers;

/// <summary>A report of checked results under a challenger's signature that holds. Only <see cref="TryVerify"/> makes it.</summary>
public sealed class VerifiedCheckReport
{
    private VerifiedCheckReport(CheckReport report, ImmutableArray<CheckedResult> checks, RecoverableSignature signature) =>
        (Report, Checks, Signature) = (report, checks, signature);

    public CheckReport Report { get; }

    public ImmutableArray<CheckedResult> Checks { get; }

    public RecoverableSignature Signature { get; }

    /// <summary>True if <paramref name="challenger"/> has signed exactly these results under this number.</summary>
    /// <param name="refusal">Why not, in the order: size, signature.</param>
    public static bool TryVerify(
        Eip712Domain domain,
        Address challenger,
        ulong sequence,
        ImmutableArray<CheckedResult> checks,
        RecoverableSignature signature,
        out VerifiedCheckReport? verified,
        out Rejection? refusal)
    {
        ArgumentNullException.ThrowIfNull(domain);
        verified = null;
        if (checks.IsDefaultOrEmpty || checks.Length > ChallengerAggregate.BatchItemsMaximum)
        {
            refusal = new Rejection(
                ChallengerErrors.ReportSize, $"A report has 1 to {ChallengerAggregate.BatchItemsMaximum} checked results.");
            return false;
        }

        var report = new CheckReport(challenger, RootOf(checks), (uint)checks.Length, sequence);
        if (!signature.TryRecoverAddress(domain.Digest(report.StructHash()), out var signer) || signer != challenger)
        {
            refusal = new Rejection(ChallengerErrors.ReportSignatureInvalid, "The report is not signed by the challenger.");
            return false;
        }

        verified = new VerifiedCheckReport(report, checks, signature);
        refusal = null;
        return true;
    }

    /// <summary>The root that a report of these results is signed over.</summary>
    public static Bytes32 RootOf(ImmutableArray<CheckedResult> checks) =>
        StructHashTree.Root([.. checks.Select(check => check.StructHash())]);
}
