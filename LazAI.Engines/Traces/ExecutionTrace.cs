using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using LazAI.Cryptography;

namespace LazAI.Engines.Traces;

/// <summary>
/// What a worker says of each step of a program: the roots of its memory before the first step, and after every one. Encoded as these roots, 32
/// bytes each, and nothing else.
/// </summary>
/// <param name="Roots">One more than the program has steps.</param>
public sealed record ExecutionTrace(ImmutableArray<Bytes32> Roots)
{
    /// <summary>Number of steps.</summary>
    public int StepCount => Roots.Length - 1;

    /// <summary>The trace of so many steps; false if the bytes are of another length. Never throws on the bytes.</summary>
    public static bool TryParse(ReadOnlySpan<byte> encoded, int steps, [NotNullWhen(true)] out ExecutionTrace? trace)
    {
        trace = null;
        if (steps < 1 || encoded.Length != (steps + 1L) * Bytes32.Size)
        {
            return false;
        }

        trace = new ExecutionTrace([.. MemoryMarshal.Cast<byte, Bytes32>(encoded)]);
        return true;
    }

    /// <summary>The bytes that <see cref="TryParse"/> reads; their Keccak-256 is the trace's address.</summary>
    public byte[] Encode() => MemoryMarshal.AsBytes(Roots.AsSpan()).ToArray();

    /// <summary>A step of it.</summary>
    /// <param name="program">The program whose trace it is.</param>
    /// <param name="index">From 0.</param>
    public TraceStep Step(TraceProgram program, int index)
    {
        ArgumentNullException.ThrowIfNull(program);
        return new TraceStep((uint)index, program.OperationHashes()[index], Roots[index], Roots[index + 1]);
    }

    /// <summary>The trace root: the root of RFC 9162 over the hashes of the steps.</summary>
    /// <exception cref="ArgumentException">The program has another number of steps.</exception>
    public Bytes32 ComputeRoot(TraceProgram program) => MerkleTree.Root(HashSteps(program));

    /// <summary>Proves a step to be in the tree of the trace root.</summary>
    /// <exception cref="ArgumentException">The program has another number of steps.</exception>
    public ImmutableArray<Bytes32> StepProof(TraceProgram program, int index) => MerkleTree.InclusionProof(HashSteps(program), index);

    private Bytes32[] HashSteps(TraceProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (program.StepCount != StepCount)
        {
            throw new ArgumentException($"A trace of {StepCount} steps where the program has {program.StepCount}.", nameof(program));
        }

        // Leaf hashes come to lie where the steps' did.
        var leaves = new Bytes32[StepCount];
        TraceStep.ComputeHashes(program.OperationHashes(), Roots.AsSpan(), leaves);
        MerkleTree.HashLeaves(MemoryMarshal.AsBytes(leaves.AsSpan()), Bytes32.Size, leaves);
        return leaves;
    }
}
