using LazAI.Cryptography;

namespace LazAI.Protocol.Encoding;

/// <summary>A command that an account signs. The nonce is used once; from the deadline slot on the command is void.</summary>
public interface ISignedCommand
{
    /// <summary>The account in whose name the command is given; its signature must recover to it.</summary>
    Address Signer { get; }

    ulong Nonce { get; }

    Slot DeadlineSlot { get; }

    Bytes32 StructHash();
}

/// <summary>Submits tasks: one signature over the Merkle root of their request hashes, so that 1,000 tasks cost one check.</summary>
/// <param name="RequestsRoot">RFC 9162 Merkle root; the leaf data are the 32-byte struct hashes in submission order.</param>
public sealed record TaskSubmission(Address Signer, Bytes32 RequestsRoot, uint Count, ulong Nonce, Slot DeadlineSlot) : ISignedCommand
{
    public const string EncodeType =
        "TaskSubmission(address submitter,bytes32 requestsRoot,uint32 count,uint64 nonce,uint64 deadlineSlot)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Signer);
        hasher.Append(RequestsRoot);
        hasher.Append((ulong)Count);
        hasher.Append(Nonce);
        hasher.Append((ulong)DeadlineSlot.Number);
        return hasher.Finish();
    }
}

/// <summary>Registers a model or a new description of it; signed by the publisher.</summary>
/// <param name="DescriptionHash">Keccak-256 of the model's description, RFC 8785 canonical JSON.</param>
public sealed record ModelRegistration(Address Signer, ModelId ModelId, Bytes32 DescriptionHash, ulong Nonce, Slot DeadlineSlot) : ISignedCommand
{
    public const string EncodeType =
        "ModelRegistration(address publisher,bytes32 modelId,bytes32 descriptionHash,uint64 nonce,uint64 deadlineSlot)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Signer);
        hasher.Append(ModelId.Value);
        hasher.Append(DescriptionHash);
        hasher.Append(Nonce);
        hasher.Append((ulong)DeadlineSlot.Number);
        return hasher.Finish();
    }
}

/// <summary>Asks for a challenge; signed by the worker's account, or anyone could use up what it may have open and lock it out.</summary>
public sealed record SessionChallengeOrder(Address Signer, ulong Nonce, Slot DeadlineSlot) : ISignedCommand
{
    public const string EncodeType = "SessionChallengeOrder(address worker,uint64 nonce,uint64 deadlineSlot)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Signer);
        hasher.Append(Nonce);
        hasher.Append((ulong)DeadlineSlot.Number);
        return hasher.Finish();
    }
}

/// <summary>Opens an enclave session; signed by the worker's account, so that nobody can attest in its name.</summary>
/// <param name="Session">The hash that the evidence binds.</param>
/// <param name="Capacity">How many tasks the worker takes at a time.</param>
public sealed record SessionRegistration(Address Signer, SessionId Session, uint Capacity, ulong Nonce, Slot DeadlineSlot) : ISignedCommand
{
    public const string EncodeType =
        "SessionRegistration(address worker,bytes32 session,uint32 capacity,uint64 nonce,uint64 deadlineSlot)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Signer);
        hasher.Append(Session.Value);
        hasher.Append((ulong)Capacity);
        hasher.Append(Nonce);
        hasher.Append((ulong)DeadlineSlot.Number);
        return hasher.Finish();
    }
}

/// <summary>Begins to take a part of the signer's stake out; it stays slashable until the unbonding time is over.</summary>
public sealed record UnbondOrder(Address Signer, Amount Amount, ulong Nonce, Slot DeadlineSlot) : ISignedCommand
{
    public const string EncodeType = "UnbondOrder(address owner,uint128 amount,uint64 nonce,uint64 deadlineSlot)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Signer);
        hasher.Append(Amount.BaseUnits);
        hasher.Append(Nonce);
        hasher.Append((ulong)DeadlineSlot.Number);
        return hasher.Finish();
    }
}

/// <summary>Moves funds of the signer: to another user, or into the signer's own stake.</summary>
/// <param name="Credit">Text form of the receiving ledger account.</param>
public sealed record TransferOrder(Address Signer, string Credit, Amount Amount, ulong Nonce, Slot DeadlineSlot) : ISignedCommand
{
    public const string EncodeType =
        "TransferOrder(address payer,string credit,uint128 amount,uint64 nonce,uint64 deadlineSlot)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Signer);
        hasher.AppendString(Credit);
        hasher.Append(Amount.BaseUnits);
        hasher.Append(Nonce);
        hasher.Append((ulong)DeadlineSlot.Number);
        return hasher.Finish();
    }
}
