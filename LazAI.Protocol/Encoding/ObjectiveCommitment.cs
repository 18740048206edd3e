using LazAI.Cryptography;

namespace LazAI.Protocol.Encoding;

/// <summary>The objective commitment of S4: <c>O = H(modelCommitment ‖ detConfigHash ‖ H(q) ‖ H(r) ‖ metadata)</c>, five 32-byte words.</summary>
public static class ObjectiveCommitment
{
    public const string MetadataEncodeType =
        "ResultMetadata(bytes32 taskId,uint64 inputElements,uint64 outputElements,string engineId,string engineVersion)";

    private static readonly Bytes32 s_metadataTypeHash = Eip712.TypeHash(MetadataEncodeType);

    /// <summary>O. <paramref name="requestHash"/> is H(q), <paramref name="resultHash"/> is H(r).</summary>
    public static Bytes32 Compute(
        Bytes32 modelCommitment, Bytes32 detConfigHash, Bytes32 requestHash, Bytes32 resultHash, Bytes32 metadata)
    {
        Span<byte> words = stackalloc byte[5 * 32];
        modelCommitment.CopyTo(words);
        detConfigHash.CopyTo(words[32..]);
        requestHash.CopyTo(words[64..]);
        resultHash.CopyTo(words[96..]);
        metadata.CopyTo(words[128..]);
        return Keccak256.Hash(words);
    }

    /// <summary>The fifth word: {taskId, element counts, engine id and version}.</summary>
    /// <param name="inputElements">Elements (bytes, tokens) of the input.</param>
    /// <param name="outputElements">Elements of the output.</param>
    public static Bytes32 Metadata(TaskId taskId, ulong inputElements, ulong outputElements, string engineId, string engineVersion)
    {
        var hasher = new Eip712StructHasher(s_metadataTypeHash);
        hasher.Append(taskId.Value);
        hasher.Append(inputElements);
        hasher.Append(outputElements);
        hasher.AppendString(engineId);
        hasher.AppendString(engineVersion);
        return hasher.Finish();
    }
}
