using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Ownership;

/// <summary>What can be asked of content and its owner. Every order's signature has been recovered to its signer before.</summary>
public abstract record OwnershipCommand
{
    /// <summary>Makes the first owner, or adds the records' root to content that has none yet.</summary>
    /// <param name="SlotTime">Seconds since 1970 by the service's clock, against which the enclave's time stamp is judged.</param>
    /// <param name="BlobHash">Keccak-256 under which the service stores the content; null where it does not.</param>
    public sealed record Anchor(
        OwnershipRegistration Order, RecoverableSignature Signature, VerifiedAnchor Anchored, ulong SlotTime, Bytes32? BlobHash) : OwnershipCommand;

    public sealed record Transfer(OwnershipTransfer Order, RecoverableSignature Signature) : OwnershipCommand;

    public sealed record GrantLicence(LicenceGrant Order, RecoverableSignature Signature) : OwnershipCommand;

    public sealed record RevokeLicence(LicenceRevocation Order, RecoverableSignature Signature) : OwnershipCommand;

    public sealed record Delegate(GrantDelegation Order, RecoverableSignature Signature) : OwnershipCommand;

    public sealed record Consent(AnalysisConsent Order, RecoverableSignature Signature) : OwnershipCommand;

    /// <param name="Proof">The verifier's word that the claim is proven; null leaves it the owner's word.</param>
    public sealed record StateClaim(DataClaim Order, RecoverableSignature Signature, ClaimContent Content, VerifiedClaim? Proof) : OwnershipCommand;

    public sealed record RequestKey(VerifiedKeyRequest Request) : OwnershipCommand;

    /// <param name="Envelope">The data key, wrapped to the session.</param>
    public sealed record ReleaseKey(KeyRelease Order, RecoverableSignature Signature, ReadOnlyMemory<byte> Envelope) : OwnershipCommand;
}

/// <summary>What is recorded of content: each signed order as it was given, so that the whole history can be checked offline.</summary>
public abstract record OwnershipEvent
{
    /// <param name="Worker">Whose enclave has signed.</param>
    /// <param name="SigningKey">The session's key, as its evidence binds it.</param>
    /// <param name="EvidenceHash">Keccak-256 of that evidence.</param>
    public sealed record Anchored(
        OwnershipAnchor Anchor,
        RecoverableSignature AnchorSignature,
        Address Worker,
        Address SigningKey,
        Bytes32 EvidenceHash,
        Bytes32? BlobHash,
        OwnershipRegistration Order,
        RecoverableSignature Signature,
        Slot At) : OwnershipEvent;

    /// <summary>An enclave has read the records of content that was anchored without their root.</summary>
    public sealed record RecordsBound(
        OwnershipAnchor Anchor,
        RecoverableSignature AnchorSignature,
        Address Worker,
        Address SigningKey,
        Bytes32 EvidenceHash,
        OwnershipRegistration Order,
        RecoverableSignature Signature,
        Slot At) : OwnershipEvent;

    public sealed record Transferred(OwnershipTransfer Order, RecoverableSignature Signature, Slot At) : OwnershipEvent;

    public sealed record LicenceGranted(LicenceGrant Order, RecoverableSignature Signature, Slot At) : OwnershipEvent;

    public sealed record LicenceRevoked(LicenceRevocation Order, RecoverableSignature Signature, Slot At) : OwnershipEvent;

    public sealed record Delegated(GrantDelegation Order, RecoverableSignature Signature, Slot At) : OwnershipEvent;

    public sealed record Consented(AnalysisConsent Order, RecoverableSignature Signature, Slot At) : OwnershipEvent;

    /// <param name="Verified">A verifier has checked the proof; else the claim is the owner's word.</param>
    public sealed record ClaimStated(
        DataClaim Order, RecoverableSignature Signature, ClaimContent Content, bool Verified, Slot At) : OwnershipEvent;

    /// <param name="Worker">Whose session it is.</param>
    /// <param name="Licence">The licence under which the key is asked for; null for the owner.</param>
    /// <param name="Price">What that licence asks for one use.</param>
    /// <param name="Payee">Whom the price is due to at once, as the session has the key already; null where it waits for the owner.</param>
    public sealed record KeyRequested(
        KeyRequest Order,
        RecoverableSignature Signature,
        RecoverableSignature SessionSignature,
        Address Worker,
        LicenceId? Licence,
        Amount Price,
        Address? Payee,
        Slot At) : OwnershipEvent;

    /// <param name="Until">Until when the wrapped key is kept.</param>
    public sealed record KeyReleased(
        KeyRelease Order, RecoverableSignature Signature, ReadOnlyMemory<byte> Envelope, Slot Until, Slot At) : OwnershipEvent;

    public static EventCodec<OwnershipEvent> Codec { get; } = new("ownership");
}

/// <summary>Ownership asks nothing of others.</summary>
public abstract record OwnershipEffect;

/// <summary>Something that an owner states about a data set.</summary>
/// <param name="Statement">In the owner's words. A proof proves what its circuit says, not this text.</param>
/// <param name="VerificationKeyHash">Keccak-256 of the circuit's verification key; null for a claim without proof.</param>
/// <param name="ProofHash">Keccak-256 of the proof; null as above.</param>
/// <param name="Signals">The public signals, 32 bytes each; the first is the root of the data set's records. Empty as above.</param>
public sealed record ClaimContent(string Statement, Bytes32? VerificationKeyHash, Bytes32? ProofHash, ImmutableArray<Bytes32> Signals)
{
    public ClaimId ComputeId() => new(Keccak256.Hash(CanonicalJson.Serialize(this)));
}
