using System.Collections.Immutable;
using LazAI.Cryptography;

namespace LazAI.Engines.Traces;

/// <summary>
/// The two ends of a trace, proven under its root: that it begins with an input and ends with a result, for one who has neither the weights nor the
/// states in between. A few hashes for a trace of any length; what it leaves out is what only a second execution can tell.
/// </summary>
/// <param name="AfterFirst">State after the first step. That before it follows from the input.</param>
/// <param name="FirstSiblings">Siblings of the first step below the trace root.</param>
/// <param name="BeforeLast">State before the last step. That after it follows from the result and <paramref name="ResultOpening"/>.</param>
/// <param name="LastSiblings">Siblings of the last step below the trace root.</param>
/// <param name="ResultOpening">Siblings of the result's tiles below the last state (<see cref="TracedRun.ResultOpening"/>).</param>
public sealed record TraceEnds(
    Bytes32 AfterFirst,
    ImmutableArray<Bytes32> FirstSiblings,
    Bytes32 BeforeLast,
    ImmutableArray<Bytes32> LastSiblings,
    ImmutableArray<Bytes32> ResultOpening)
{
    /// <summary>The ends of a whole trace.</summary>
    /// <exception cref="ArgumentException">The program has another number of steps.</exception>
    public static TraceEnds Of(TraceProgram program, ExecutionTrace trace, ImmutableArray<Bytes32> resultOpening)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(trace);
        return new TraceEnds(
            trace.Roots[1],
            trace.StepProof(program, 0),
            trace.Roots[^2],
            trace.StepProof(program, program.StepCount - 1),
            resultOpening);
    }

    /// <summary>What <see cref="TraceAcceptance"/> says of the whole trace, as far as its ends show it. Never throws on input and result.</summary>
    /// <param name="traceRoot">What the worker has signed.</param>
    public TraceRefusal Check(TraceProgram program, Bytes32 traceRoot, ReadOnlySpan<byte> input, ReadOnlySpan<byte> result)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (!program.TryComputeInitialState(input, out var initial)
            || !IsStep(program, 0, initial, AfterFirst, FirstSiblings, traceRoot))
        {
            return TraceRefusal.WrongInitialState;
        }

        if (!program.TryDecodeResult(result, out var tiles))
        {
            return TraceRefusal.ResultMalformed;
        }

        return MerkleRange.TryComputeRoot(
                program.HashTiles(program.ResultTiles, tiles), program.ResultTiles.First, program.TileCount, ResultOpening.AsSpan(), out var final)
            && IsStep(program, program.StepCount - 1, BeforeLast, final, LastSiblings, traceRoot)
            ? TraceRefusal.None
            : TraceRefusal.WrongResult;
    }

    private static bool IsStep(
        TraceProgram program, int index, Bytes32 before, Bytes32 after, ImmutableArray<Bytes32> siblings, Bytes32 traceRoot)
    {
        var step = new TraceStep((uint)index, program.Step(index).Operation.ComputeHash(), before, after);
        return MerkleTree.VerifyInclusion(step.ComputeLeafHash(), index, program.StepCount, siblings.AsSpan(), traceRoot);
    }
}
