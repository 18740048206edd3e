using LazAI.Cryptography;

namespace LazAI.Protocol.Encoding;

/// <summary>What an enclave states about one task it has run (PROTOCOL §4).</summary>
/// <param name="TaskId">The task.</param>
/// <param name="ResultHash"><c>H(result)</c>.</param>
/// <param name="Objective">The objective commitment O.</param>
/// <param name="TraceRoot">Root of the execution trace (OP), else zero.</param>
/// <param name="ZkPublicHash">Hash of the proof's public signals (TEE_ZK), else zero.</param>
/// <param name="ExecutedAt">When it ran: seconds since 1970, by the enclave's clock.</param>
/// <param name="Sequence">Grows by one with each result of a session; an old number is a replay.</param>
public sealed record TaskResult(
    TaskId TaskId, Bytes32 ResultHash, Bytes32 Objective, Bytes32 TraceRoot, Bytes32 ZkPublicHash, ulong ExecutedAt, ulong Sequence)
{
    public const string EncodeType =
        "TaskResult(bytes32 taskId,bytes32 resultHash,bytes32 objective,bytes32 traceRoot,bytes32 zkPublicHash,uint64 executedAt,uint64 sequence)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(TaskId.Value);
        hasher.Append(ResultHash);
        hasher.Append(Objective);
        hasher.Append(TraceRoot);
        hasher.Append(ZkPublicHash);
        hasher.Append(ExecutedAt);
        hasher.Append(Sequence);
        return hasher.Finish();
    }
}

/// <summary>What the session key signs: a batch of results under one root, so that 100 results cost one signature.</summary>
/// <param name="Session">The session that speaks.</param>
/// <param name="ResultsRoot">RFC 9162 Merkle root; the leaf data are the 32-byte <see cref="TaskResult"/> struct hashes in sequence order.</param>
/// <param name="FirstSequence">The sequence of the first result; the others follow without gaps.</param>
public sealed record TaskResultBatch(SessionId Session, Bytes32 ResultsRoot, uint Count, ulong FirstSequence)
{
    public const string EncodeType = "TaskResultBatch(bytes32 session,bytes32 resultsRoot,uint32 count,uint64 firstSequence)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Session.Value);
        hasher.Append(ResultsRoot);
        hasher.Append((ulong)Count);
        hasher.Append(FirstSequence);
        return hasher.Finish();
    }
}
