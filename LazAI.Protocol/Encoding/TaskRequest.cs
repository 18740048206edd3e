using LazAI.Cryptography;

namespace LazAI.Protocol.Encoding;

/// <summary>What a submitter asks for (PROTOCOL §4). Its hash is the task's identity.</summary>
/// <param name="Submitter">Who asks and pays.</param>
/// <param name="Nonce">Tells equal requests of one submitter apart.</param>
/// <param name="ModelId">The model to run.</param>
/// <param name="DataHash">Keccak-256 of the input bytes, as the worker receives them.</param>
/// <param name="DataLocation"><c>inline</c>, or an <c>https://</c>, <c>ipfs://</c> or <c>ar://</c> address.</param>
/// <param name="ParametersHash">Keccak-256 of the parameters, one JSON object, as its UTF-8 bytes were sent.</param>
/// <param name="VerifyMode">How the result is verified.</param>
/// <param name="FeeMaximum">Most that the task may cost, reserved on submission.</param>
/// <param name="DeadlineSlot">From this slot on the task expires and the fee returns.</param>
/// <param name="RecipientSession">The session that the input is encrypted to; zero for a plain input.</param>
public sealed record TaskRequest(
    Address Submitter,
    ulong Nonce,
    ModelId ModelId,
    Bytes32 DataHash,
    string DataLocation,
    Bytes32 ParametersHash,
    VerifyMode VerifyMode,
    Amount FeeMaximum,
    Slot DeadlineSlot,
    SessionId RecipientSession)
{
    public const string EncodeType =
        "TaskRequest(address submitter,uint64 nonce,bytes32 modelId,bytes32 dataHash,string dataLocation,bytes32 parametersHash,"
        + "uint8 verifyMode,uint128 feeMaximum,uint64 deadlineSlot,bytes32 recipientSession)";

    /// <summary>The location that says that the input bytes travel with the request.</summary>
    public const string Inline = "inline";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Submitter);
        hasher.Append(Nonce);
        hasher.Append(ModelId.Value);
        hasher.Append(DataHash);
        hasher.AppendString(DataLocation);
        hasher.Append(ParametersHash);
        hasher.Append((ulong)VerifyMode);
        hasher.Append(FeeMaximum.BaseUnits);
        hasher.Append((ulong)DeadlineSlot.Number);
        hasher.Append(RecipientSession.Value);
        return hasher.Finish();
    }

    /// <summary><c>taskId = H(structHash(TaskRequest))</c>.</summary>
    public TaskId ComputeTaskId() => TaskIdOf(StructHash());

    /// <summary>The task whose request has this struct hash.</summary>
    public static TaskId TaskIdOf(Bytes32 structHash)
    {
        Span<byte> bytes = stackalloc byte[32];
        structHash.CopyTo(bytes);
        return new TaskId(Keccak256.Hash(bytes));
    }
}
