using LazAI.Cryptography;

namespace LazAI.Engines.Traces;

/// <summary>Why a trace is not accepted with a result; the first that applies, in this order.</summary>
public enum TraceRefusal
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>The trace has not one root more than the program has steps.</summary>
    WrongLength = 1,

    /// <summary>The trace root is not that of this trace.</summary>
    WrongTraceRoot = 2,

    /// <summary>The first root is not that of a memory with the input and nothing else.</summary>
    WrongInitialState = 3,

    /// <summary>The result is none that the program's last tiles could hold.</summary>
    ResultMalformed = 4,

    /// <summary>The opening does not show the result's tiles below the last root.</summary>
    WrongResult = 5,
}

/// <summary>
/// What anyone checks of a trace before it is accepted, without the weights and at the cost of a few hashes a step. It leaves one thing
/// that can be false, a step; and if one is false, a fraud proof of it exists.
/// </summary>
public static class TraceAcceptance
{
    /// <summary>Never throws on the bytes of trace, result and opening.</summary>
    /// <param name="trace">The encoded trace.</param>
    /// <param name="traceRoot">What the worker has signed.</param>
    /// <param name="input">The bytes of the request's input.</param>
    /// <param name="result">The encoded result.</param>
    /// <param name="opening"><see cref="TracedRun.ResultOpening"/> of the worker.</param>
    public static TraceRefusal Check(
        TraceProgram program,
        ReadOnlySpan<byte> trace,
        Bytes32 traceRoot,
        ReadOnlySpan<byte> input,
        ReadOnlySpan<byte> result,
        ReadOnlySpan<Bytes32> opening)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (!ExecutionTrace.TryParse(trace, program.StepCount, out var parsed))
        {
            return TraceRefusal.WrongLength;
        }

        if (parsed.ComputeRoot(program) != traceRoot)
        {
            return TraceRefusal.WrongTraceRoot;
        }

        if (!program.TryComputeInitialState(input, out var initial) || initial != parsed.Roots[0])
        {
            return TraceRefusal.WrongInitialState;
        }

        if (!program.TryDecodeResult(result, out var tiles))
        {
            return TraceRefusal.ResultMalformed;
        }

        return MerkleRange.Verify(
            program.HashTiles(program.ResultTiles, tiles), program.ResultTiles.First, program.TileCount, opening, parsed.Roots[^1])
            ? TraceRefusal.None
            : TraceRefusal.WrongResult;
    }
}
