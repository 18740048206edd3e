using System.Buffers;
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

    /// <summary><see cref="ComputeHash"/> of all steps of some traces, side by side: of each step in every trace, then of the next one.</summary>
    /// <param name="operations">Hash of each step's operation.</param>
    /// <param name="roots">The first root of every trace, then the next one.</param>
    /// <param name="hashes">As many as operations times traces.</param>
    internal static void ComputeHashes(ReadOnlySpan<Bytes32> operations, ReadOnlySpan<Bytes32> roots, Span<Bytes32> hashes)
    {
        // The type hash and the four fields, a word each.
        const int Words = 5;
        var traces = hashes.Length / operations.Length;
        var rented = ArrayPool<Bytes32>.Shared.Rent(Words * hashes.Length);
        Span<byte> index = stackalloc byte[Bytes32.Size];
        index.Clear();
        for (var step = 0; step < operations.Length; step++)
        {
            BinaryPrimitives.WriteInt32BigEndian(index[(Bytes32.Size - sizeof(int))..], step);
            var (number, operation) = (new Bytes32(index), operations[step]);
            var before = roots.Slice(step * traces, traces);
            var after = roots.Slice((step + 1) * traces, traces);
            var messages = rented.AsSpan(Words * step * traces, Words * traces);
            for (var trace = 0; trace < traces; trace++)
            {
                var message = messages.Slice(Words * trace, Words);
                (message[0], message[1], message[2], message[3], message[4]) = (s_typeHash, number, operation, before[trace], after[trace]);
            }
        }

        Keccak256.HashEach(MemoryMarshal.AsBytes(rented.AsSpan(0, Words * hashes.Length)), Words * Bytes32.Size, hashes);
        ArrayPool<Bytes32>.Shared.Return(rented);
    }

    /// <summary>The hash of the step's leaf below the trace root.</summary>
    public Bytes32 ComputeLeafHash() => MerkleTree.HashLeaf(ComputeHash().AsSpan());
}
