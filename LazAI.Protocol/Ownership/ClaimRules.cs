using OwnershipDecision = LazAI.Protocol.Decision<LazAI.Protocol.Ownership.OwnershipEvent, LazAI.Protocol.Ownership.OwnershipEffect>;

namespace LazAI.Protocol.Ownership;

/// <summary>What owners state about their data sets. Reasons in this order: the order is for another claim or proof, the claim's form, the number.</summary>
public static class ClaimRules
{
    public const int ClaimsMaximum = 256;

    public const int StatementLengthMaximum = 1_024;

    public const int SignalsMaximum = 64;

    internal static OwnershipDecision Decide(OwnershipState state, OwnershipCommand.StateClaim command, Slot now)
    {
        var (order, signature, content, proof) = command;
        if (content.ComputeId() != order.Claim || (proof is not null && proof.Id != order.Claim))
        {
            return OwnershipAggregate.Reject(OwnershipErrors.ClaimMismatch, $"The order or the proof is not for claim {content.ComputeId()}.");
        }

        if (FindFault(state, content, proof) is { } fault)
        {
            return OwnershipAggregate.Reject(OwnershipErrors.ClaimInvalid, fault);
        }

        if (state.Claims.ContainsKey(order.Claim))
        {
            return OwnershipAggregate.Accept();
        }

        return state.Claims.Count >= ClaimsMaximum
            ? OwnershipAggregate.Reject(OwnershipErrors.TooManyClaims, $"{ClaimsMaximum} claims have been stated.")
            : OwnershipAggregate.Accept(new OwnershipEvent.ClaimStated(order, signature, content, proof is not null, now));
    }

    private static string? FindFault(OwnershipState state, ClaimContent content, VerifiedClaim? proof)
    {
        if (content.Statement is not { Length: >= 1 and <= StatementLengthMaximum } || !content.Statement.All(character => character is >= ' ' and <= '~'))
        {
            return $"statement has 1 to {StatementLengthMaximum} printable characters.";
        }

        if (content.VerificationKeyHash is null != content.ProofHash is null || content.VerificationKeyHash is null != content.Signals.IsDefaultOrEmpty)
        {
            return "verificationKeyHash, proofHash and signals come together or not at all.";
        }

        if (content.VerificationKeyHash is null)
        {
            return null;
        }

        // A proof about records that no enclave has found in this content says nothing about it.
        if (content.Signals.Length > SignalsMaximum || state.RecordsRoot.IsZero || content.Signals[0] != state.RecordsRoot)
        {
            return $"signals are at most {SignalsMaximum} and begin with the root of this data set's records, which an enclave has anchored.";
        }

        return proof is null ? "a claim that names a proof is stated with it." : null;
    }
}
