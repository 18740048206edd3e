using LazAI.Cryptography;

namespace LazAI.Engines.Traces;

/// <summary>One step of a trace as the trace root commits to it. The memory's Merkle root before a step is the root after the step before.</summary>
/// <param name="Index">Counted from 0.</param>
/// <param name="Operation">Hash of the <see cref="TraceOperation"/>.</param>
/// <param name="StateBefore">Root of the memory before the step.</param>
/// <param name="StateAfter">Root of the memory with the step's tile written.</param>
public readonly record struct TraceStep(uint Index, Bytes32 Operation, Bytes32 StateBefore, Bytes32 StateAfter)
{
    /// <summary>The EIP-712 type.</summary>
    public const string TypeString = "TraceStep(uint64 index,bytes32 operation,bytes32 stateBefore,bytes32 stateAfter)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(TypeString);

    /// <summary>hashStruct of EIP-712: the data of the step's leaf below the trace root.</summary>
    public Bytes32 ComputeHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append((ulong)Index);
        hasher.Append(Operation);
        hasher.Append(StateBefore);
        hasher.Append(StateAfter);
        return hasher.Finish();
    }

    /// <summary>The hash of the step's leaf below the trace root.</summary>
    public Bytes32 ComputeLeafHash() => MerkleTree.HashLeaf(ComputeHash().AsSpan());
}
