using LazAI.Cryptography;
using LazAI.Protocol.Ownership;

namespace LazAI.Protocol.Encoding;

/// <summary>A signed command about what one content hash stands for (PROTOCOL §13).</summary>
public interface IOwnershipOrder : ISignedCommand
{
    ContentHash ContentHash { get; }
}

/// <summary>What an enclave signs of content that it has hashed itself, with its session's key.</summary>
/// <param name="ContentBytes">Size of the content.</param>
/// <param name="RecordsRoot">Poseidon Merkle root over the records of a data set that the enclave could read, which claims in zero knowledge are
/// about; zero where there is none, as of a ciphertext.</param>
/// <param name="Owner">Who has brought the content.</param>
/// <param name="Session">The enclave session that signs.</param>
/// <param name="Timestamp">Seconds since 1970, by the enclave's clock.</param>
public sealed record OwnershipAnchor(
    ContentHash ContentHash, ContentKind Kind, ulong ContentBytes, Bytes32 RecordsRoot, Address Owner, SessionId Session, ulong Timestamp)
{
    public const string EncodeType =
        "OwnershipAnchor(bytes32 contentHash,uint8 kind,uint64 contentBytes,bytes32 recordsRoot,address owner,"
        + "bytes32 session,uint64 timestamp)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(ContentHash.Value);
        hasher.Append((ulong)Kind);
        hasher.Append(ContentBytes);
        hasher.Append(RecordsRoot);
        hasher.Append(Owner);
        hasher.Append(Session.Value);
        hasher.Append(Timestamp);
        return hasher.Finish();
    }
}

/// <summary>Registers an enclave's tuple; signed by the owner that it names, so that nobody is made an owner unasked.</summary>
/// <param name="AnchorHash">Struct hash of the <see cref="OwnershipAnchor"/>.</param>
public sealed record OwnershipRegistration(
    Address Signer, ContentHash ContentHash, Bytes32 AnchorHash, ulong Nonce, Slot DeadlineSlot) : IOwnershipOrder
{
    public const string EncodeType =
        "OwnershipRegistration(address owner,bytes32 contentHash,bytes32 anchorHash,uint64 nonce,uint64 deadlineSlot)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Signer);
        hasher.Append(ContentHash.Value);
        hasher.Append(AnchorHash);
        hasher.Append(Nonce);
        hasher.Append((ulong)DeadlineSlot.Number);
        return hasher.Finish();
    }
}

/// <summary>Makes another account the owner.</summary>
public sealed record OwnershipTransfer(
    Address Signer, ContentHash ContentHash, Address NewOwner, ulong Nonce, Slot DeadlineSlot) : IOwnershipOrder
{
    public const string EncodeType =
        "OwnershipTransfer(address owner,bytes32 contentHash,address newOwner,uint64 nonce,uint64 deadlineSlot)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Signer);
        hasher.Append(ContentHash.Value);
        hasher.Append(NewOwner);
        hasher.Append(Nonce);
        hasher.Append((ulong)DeadlineSlot.Number);
        return hasher.Finish();
    }
}

/// <summary>Grants a licence; signed by the owner or by a delegate. Its struct hash is the licence's id.</summary>
/// <param name="Licensee">Who may use it; the zero address stands for anyone.</param>
/// <param name="Scope">What it may be used for.</param>
/// <param name="PricePerUse">What one use costs; recorded with each use.</param>
/// <param name="ExpiresAt">From this slot on the licence is void.</param>
public sealed record LicenceGrant(
    Address Signer, ContentHash ContentHash, Address Licensee, LicenceScope Scope, Amount PricePerUse, Slot ExpiresAt, ulong Nonce, Slot DeadlineSlot) : IOwnershipOrder
{
    public const string EncodeType =
        "LicenceGrant(address grantor,bytes32 contentHash,address licensee,uint8 scope,uint128 pricePerUse,"
        + "uint64 expiresAt,uint64 nonce,uint64 deadlineSlot)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Signer);
        hasher.Append(ContentHash.Value);
        hasher.Append(Licensee);
        hasher.Append((ulong)Scope);
        hasher.Append(PricePerUse.BaseUnits);
        hasher.Append((ulong)ExpiresAt.Number);
        hasher.Append(Nonce);
        hasher.Append((ulong)DeadlineSlot.Number);
        return hasher.Finish();
    }
}

/// <summary>Ends a licence at once, whoever has granted it.</summary>
public sealed record LicenceRevocation(
    Address Signer, ContentHash ContentHash, LicenceId Licence, ulong Nonce, Slot DeadlineSlot) : IOwnershipOrder
{
    public const string EncodeType =
        "LicenceRevocation(address owner,bytes32 contentHash,bytes32 licence,uint64 nonce,uint64 deadlineSlot)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Signer);
        hasher.Append(ContentHash.Value);
        hasher.Append(Licence.Value);
        hasher.Append(Nonce);
        hasher.Append((ulong)DeadlineSlot.Number);
        return hasher.Finish();
    }
}

/// <summary>Says until when another account may grant licences in the owner's place; a slot that has passed ends it.</summary>
/// <param name="ExpiresAt">From this slot on the delegate grants no more.</param>
public sealed record GrantDelegation(
    Address Signer, ContentHash ContentHash, Address Delegate, Slot ExpiresAt, ulong Nonce, Slot DeadlineSlot) : IOwnershipOrder
{
    public const string EncodeType =
        "GrantDelegation(address owner,bytes32 contentHash,address delegate,uint64 expiresAt,uint64 nonce,uint64 deadlineSlot)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Signer);
        hasher.Append(ContentHash.Value);
        hasher.Append(Delegate);
        hasher.Append((ulong)ExpiresAt.Number);
        hasher.Append(Nonce);
        hasher.Append((ulong)DeadlineSlot.Number);
        return hasher.Finish();
    }
}

/// <summary>States something about a data set.</summary>
/// <param name="Claim">Keccak-256 of the <see cref="ClaimContent"/>'s canonical JSON.</param>
public sealed record DataClaim(Address Signer, ContentHash ContentHash, ClaimId Claim, ulong Nonce, Slot DeadlineSlot) : IOwnershipOrder
{
    public const string EncodeType =
        "DataClaim(address owner,bytes32 contentHash,bytes32 claim,uint64 nonce,uint64 deadlineSlot)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Signer);
        hasher.Append(ContentHash.Value);
        hasher.Append(Claim.Value);
        hasher.Append(Nonce);
        hasher.Append((ulong)DeadlineSlot.Number);
        return hasher.Finish();
    }
}
