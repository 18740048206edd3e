using LazAI.Attestation;
using LazAI.Cryptography;

namespace LazAI.Protocol.Workers;

/// <summary>An enclave session whose evidence has been verified (PROTOCOL §5).</summary>
/// <param name="Id">The hash that the evidence's REPORTDATA binds.</param>
/// <param name="SigningKey">Address of the secp256k1 key that the enclave made at its start.</param>
/// <param name="SigningPublicKey">That key, compressed, 0x hex.</param>
/// <param name="EncryptionPublicKey">The key that confidential inputs are encrypted to, compressed secp256k1, 0x hex.</param>
/// <param name="Nonce">The service's challenge.</param>
/// <param name="Timestamp">Seconds since 1970, by the enclave's clock.</param>
/// <param name="Evidence">What was established of the evidence, without what binds it to this session.</param>
/// <param name="Capacity">Tasks that it takes at a time.</param>
/// <param name="OpenedAt">Slot of registration.</param>
/// <param name="Until">Last slot; renewal opens the next session before.</param>
/// <param name="VerifiedAt">When the evidence was verified, seconds since 1970 by the service's clock: at that time it holds for everybody.</param>
public sealed record WorkerSession(
    SessionId Id,
    Address SigningKey,
    string SigningPublicKey,
    string EncryptionPublicKey,
    Bytes32 Nonce,
    ulong Timestamp,
    EvidenceFacts Evidence,
    int Capacity,
    Slot OpenedAt,
    Slot Until,
    ulong VerifiedAt)
{
    /// <summary>How far the time of verification may lie from the time stamp (PROTOCOL §5): no network's rules allow more.</summary>
    public const int VerificationSecondsMaximum = 300;

    /// <summary>Why the session ends before its time and the next one has to be opened; absent where it does not.</summary>
    public ErrorCode? ReattestationReason { get; init; }
}

/// <summary>How far a worker can be trusted with work.</summary>
/// <param name="Accepted">Results that were verified. What a worker merely hands in counts for nothing.</param>
/// <param name="Failed">Attempts that ended without a valid result.</param>
public sealed record WorkerRecord(long Accepted, long Failed)
{
    /// <summary>From 1 to 10,000: the share of good work, where a failure counts for several results and newcomers begin as if they had
    /// done some tasks well.</summary>
    public int ReputationUnder(ProtocolRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var good = (Int128)Accepted + rules.ReputationPrior;
        return (int)Int128.Max(1, BasisPoints.Whole * good / (good + (rules.ReputationFailureWeight * (Int128)Failed)));
    }
}
