using System.Buffers.Binary;
using System.Runtime.InteropServices;
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

    /// <summary><see cref="ComputeHash"/> of all steps of a trace, side by side.</summary>
    internal static Bytes32[] ComputeHashes(ReadOnlySpan<Bytes32> operations, ReadOnlySpan<Bytes32> roots)
    {
        // The type hash and the four fields, a word each.
        const int Words = 5;
        var messages = new Bytes32[Words * operations.Length];
        Span<byte> index = stackalloc byte[Bytes32.Size];
        index.Clear();
        for (var i = 0; i < operations.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(index[(Bytes32.Size - sizeof(int))..], i);
            var message = messages.AsSpan(Words * i, Words);
            (message[0], message[1], message[2], message[3], message[4]) = (s_typeHash, new Bytes32(index), operations[i], roots[i], roots[i + 1]);
        }

        var hashes = new Bytes32[operations.Length];
        Keccak256.HashEach(MemoryMarshal.AsBytes(messages.AsSpan()), Words * Bytes32.Size, hashes);
        return hashes;
    }

    /// <summary>The hash of the step's leaf below the trace root.</summary>
    public Bytes32 ComputeLeafHash() => MerkleTree.HashLeaf(ComputeHash().AsSpan());
}
