using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Ownership;

/// <summary>Content with its owner and what the owner has allowed, or content that nobody has anchored.</summary>
/// <param name="RecordsRoot">Poseidon Merkle root over the records, once an enclave has read them.</param>
/// <param name="Licences">By id; those that have ended go when there are many.</param>
/// <param name="Delegations">Who may grant licences in the owner's place, and from which slot on no more.</param>
/// <param name="Consents">Joint analyses that the owner agrees to, and from which slot on no more.</param>
/// <param name="KeyRequests">Requests whose deadlines have not passed, by their struct hashes.</param>
/// <param name="Keys">The data key as wrapped to sessions.</param>
/// <param name="Orders">Orders that were carried out and whose deadlines have not passed: a repetition changes nothing.</param>
/// <param name="Version">How many events there are.</param>
public sealed record OwnershipState(
    AnchoredContent? Content,
    Address Owner,
    Bytes32 RecordsRoot,
    ImmutableDictionary<LicenceId, Licence> Licences,
    ImmutableArray<Delegation> Delegations,
    ImmutableDictionary<ProgramId, Slot> Consents,
    ImmutableDictionary<ClaimId, Claim> Claims,
    ImmutableDictionary<OperationId, OpenKeyRequest> KeyRequests,
    ImmutableDictionary<SessionId, WrappedKey> Keys,
    ImmutableDictionary<OperationId, Slot> Orders,
    long Version)
{
    public static OwnershipState Initial { get; } = new(
        null,
        default,
        default,
        ImmutableDictionary<LicenceId, Licence>.Empty,
        [],
        ImmutableDictionary<ProgramId, Slot>.Empty,
        ImmutableDictionary<ClaimId, Claim>.Empty,
        ImmutableDictionary<OperationId, OpenKeyRequest>.Empty,
        ImmutableDictionary<SessionId, WrappedKey>.Empty,
        ImmutableDictionary<OperationId, Slot>.Empty,
        0);
}

/// <summary>The first anchoring.</summary>
/// <param name="FirstOwner">Who anchored it.</param>
/// <param name="BlobHash">Keccak-256 under which the service stores the content; null where it does not.</param>
public sealed record AnchoredContent(
    ContentHash ContentHash, ContentKind Kind, ulong ContentBytes, Address FirstOwner, SessionId Session, Bytes32? BlobHash, Slot At);

/// <summary>A licence as it stands.</summary>
public sealed record Licence(LicenceGrant Terms, Slot GrantedAt, Slot? RevokedAt);

/// <summary>A delegate and the slot from which on it grants no more.</summary>
public sealed record Delegation(Address Delegate, Slot ExpiresAt);

/// <summary>What the owner has stated, and whether a verifier has checked its proof.</summary>
public sealed record Claim(ClaimContent Content, bool Verified, Slot At);

/// <summary>A session that waits for the data key in the name of an account.</summary>
public sealed record OpenKeyRequest(
    KeyRequest Order,
    RecoverableSignature Signature,
    RecoverableSignature SessionSignature,
    Address Worker,
    LicenceId? Licence,
    Amount Price,
    Slot At);

/// <summary>The data key, wrapped to a session by its owner.</summary>
public sealed record WrappedKey(ReadOnlyMemory<byte> Envelope, Slot Until);
