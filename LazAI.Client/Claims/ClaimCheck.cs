using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Cryptography.Groth16;
using LazAI.Protocol;
using LazAI.Protocol.Ownership;

namespace LazAI.Client.Claims;

/// <summary>What was found of one claim.</summary>
/// <param name="Finding">What its proof proves, in words that follow from circuit and signals; or why it proves nothing here.</param>
/// <param name="KeyHash">Hash of its verification key (<see cref="VerificationKey.Hash"/>), by which the key is trusted; null where there is none that can be read.</param>
public sealed record CheckedClaim(bool Proven, string Finding, Bytes32? KeyHash);

/// <summary>
/// Checks claims for a reader who knows what circuit a key is of: the service has checked the proof, and cannot know that. The reader says so by
/// naming the key's hash.
/// </summary>
/// <param name="describe">What a proof of the circuit with these signals proves, in words; null where they are not the circuit's.</param>
/// <param name="setups">Hashes of verification keys of this circuit whose ceremony is trusted.</param>
/// <param name="developmentSetups">The same of development set-ups.</param>
public sealed class ClaimCheck(
    Func<ImmutableArray<Bytes32>, string?> describe, ImmutableArray<Bytes32> setups, ImmutableArray<Bytes32> developmentSetups)
{
    /// <param name="claim">The circuit, with the columns' names; its bounds are not used.</param>
    /// <inheritdoc cref="ClaimCheck(Func{ImmutableArray{Bytes32}, string}, ImmutableArray{Bytes32}, ImmutableArray{Bytes32})"/>
    public ClaimCheck(RecordsClaim claim, ImmutableArray<Bytes32> setups, ImmutableArray<Bytes32> developmentSetups)
        : this(claim.Describe, setups, developmentSetups)
    {
    }

    /// <summary>Never throws on what is stated.</summary>
    public CheckedClaim Judge(Bytes32 recordsRoot, ClaimContent stated, ReadOnlySpan<byte> verificationKey, ReadOnlySpan<byte> proof)
    {
        ArgumentNullException.ThrowIfNull(stated);
        if (!VerifiedClaim.TryVerify(stated, verificationKey, proof, out _, out var refusal))
        {
            return new(false, refusal.Detail, VerificationKey.TryParse(verificationKey, out var unproven, out _) ? unproven.Hash : null);
        }

        var isKey = VerificationKey.TryParse(verificationKey, out var key, out _);
        Invariant.Require(isKey, "a proof that holds has a key");
        if (stated.Signals[0] != recordsRoot)
        {
            return new(false, "The proof is about other records than the anchored ones.", key!.Hash);
        }

        var policy = key!.IsOfInsecureDevelopmentSetup
            ? SetupPolicy.InsecureTrustingDevelopmentKeys(developmentSetups)
            : SetupPolicy.Trusting(setups);
        var trusted = policy.Judge(key) == SetupVerdict.Trusted;
        return !trusted
            ? new(false, $"You have not named its key{(key.IsOfInsecureDevelopmentSetup ? ", which is of a development set-up," : "")} as one of this circuit.", key.Hash)
            : describe(stated.Signals) is not { } words ? new(false, "Its signals are not of this circuit.", key.Hash)
            : new(true, key.IsOfInsecureDevelopmentSetup ? $"{words} DEVELOPMENT SET-UP: whoever made the key can prove anything." : words, key.Hash);
    }
}
