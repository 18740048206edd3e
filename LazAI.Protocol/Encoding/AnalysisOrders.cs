using LazAI.Cryptography;
using LazAI.Protocol.Ownership;

namespace LazAI.Protocol.Encoding;

/// <summary>
/// What owners consent to when their data sets are analysed together: which model, with which parameters, on exactly which data sets, and what may
/// leave. As all of it is fixed and results are deterministic, a repetition tells nobody anything new.
/// </summary>
/// <param name="ParametersHash">Keccak-256 of the parameters' bytes.</param>
/// <param name="OutputPolicyHash">Struct hash of the <see cref="OutputPolicy"/>.</param>
/// <param name="DataSetsRoot">RFC 9162 Merkle root; the leaf data are the 32-byte content hashes in ascending order.</param>
public sealed record AnalysisProgram(ModelId ModelId, Bytes32 ParametersHash, Bytes32 OutputPolicyHash, Bytes32 DataSetsRoot)
{
    public const string EncodeType =
        "AnalysisProgram(bytes32 modelId,bytes32 parametersHash,bytes32 outputPolicyHash,bytes32 dataSetsRoot)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(ModelId.Value);
        hasher.Append(ParametersHash);
        hasher.Append(OutputPolicyHash);
        hasher.Append(DataSetsRoot);
        return hasher.Finish();
    }
}

/// <summary>What may leave a joint analysis: counts and sums over groups, and nothing else (<see cref="JointAnalysis"/>).</summary>
/// <param name="GroupRecordsMinimum">A group shows only if each data set has none or at least so many of its records.</param>
/// <param name="OutputBytesMaximum">Largest output.</param>
public sealed record OutputPolicy(uint GroupRecordsMinimum, uint OutputBytesMaximum)
{
    public const string EncodeType =
        "OutputPolicy(uint32 groupRecordsMinimum,uint32 outputBytesMaximum)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append((ulong)GroupRecordsMinimum);
        hasher.Append((ulong)OutputBytesMaximum);
        return hasher.Finish();
    }
}

/// <summary>Says until when the owner agrees to a joint analysis; a slot that has passed withdraws the consent.</summary>
/// <param name="Program">Struct hash of the <see cref="AnalysisProgram"/>.</param>
/// <param name="ExpiresAt">From this slot on the program may not be run.</param>
public sealed record AnalysisConsent(
    Address Signer, ContentHash ContentHash, ProgramId Program, Slot ExpiresAt, ulong Nonce, Slot DeadlineSlot) : IOwnershipOrder
{
    public const string EncodeType =
        "AnalysisConsent(address owner,bytes32 contentHash,bytes32 program,uint64 expiresAt,uint64 nonce,uint64 deadlineSlot)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Signer);
        hasher.Append(ContentHash.Value);
        hasher.Append(Program.Value);
        hasher.Append((ulong)ExpiresAt.Number);
        hasher.Append(Nonce);
        hasher.Append((ulong)DeadlineSlot.Number);
        return hasher.Finish();
    }
}
