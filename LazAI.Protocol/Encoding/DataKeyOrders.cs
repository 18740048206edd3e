using LazAI.Cryptography;
using LazAI.Protocol.Ownership;

namespace LazAI.Protocol.Encoding;

/// <summary>
/// Asks that the key of encrypted content be wrapped to a session. Signed twice: by the account that may use the content, and by the session's
/// key, which shows that this very enclave acts for the account.
/// </summary>
/// <param name="Session">The session that the key is to be wrapped to.</param>
/// <param name="Scope">What for.</param>
/// <param name="PriceMaximum">What the account pays at most for this use; so much is reserved.</param>
public sealed record KeyRequest(
    Address Signer, ContentHash ContentHash, SessionId Session, LicenceScope Scope, Amount PriceMaximum, ulong Nonce, Slot DeadlineSlot)
    : IOwnershipOrder
{
    public const string EncodeType =
        "KeyRequest(address account,bytes32 contentHash,bytes32 session,uint8 scope,uint128 priceMaximum,uint64 nonce,uint64 deadlineSlot)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Signer);
        hasher.Append(ContentHash.Value);
        hasher.Append(Session.Value);
        hasher.Append((ulong)Scope);
        hasher.Append(PriceMaximum.BaseUnits);
        hasher.Append(Nonce);
        hasher.Append((ulong)DeadlineSlot.Number);
        return hasher.Finish();
    }
}

/// <summary>Hands over a data key that was wrapped to a session; signed by the owner.</summary>
/// <param name="Session">The session that can open it.</param>
/// <param name="EnvelopeHash">Keccak-256 of the wrapped key.</param>
public sealed record KeyRelease(
    Address Signer, ContentHash ContentHash, SessionId Session, Bytes32 EnvelopeHash, ulong Nonce, Slot DeadlineSlot) : IOwnershipOrder
{
    public const string EncodeType =
        "KeyRelease(address owner,bytes32 contentHash,bytes32 session,bytes32 envelopeHash,uint64 nonce,uint64 deadlineSlot)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Signer);
        hasher.Append(ContentHash.Value);
        hasher.Append(Session.Value);
        hasher.Append(EnvelopeHash);
        hasher.Append(Nonce);
        hasher.Append((ulong)DeadlineSlot.Number);
        return hasher.Finish();
    }
}
