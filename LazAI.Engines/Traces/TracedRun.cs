using System.Collections.Immutable;
using LazAI.Cryptography;

namespace LazAI.Engines.Traces;

/// <summary>
/// One execution of a program with all the tiles that it wrote. What is committed to is computed when it is first asked for: a challenger who
/// agrees with a trace needs only <see cref="FinalRoot"/>, whoever publishes one needs the <see cref="Trace"/>. For one thread.
/// </summary>
public sealed class TracedRun
{
    private readonly ReadOnlyMemory<byte> _memory;
    private Bytes32[]? _tiles;
    private ExecutionTrace? _trace;
    private ImmutableArray<Bytes32> _opening;

    /// <param name="program">The program that ran.</param>
    /// <param name="memory">The bytes of all its tiles, one after the other. They are not copied.</param>
    /// <exception cref="ArgumentException">The bytes are not those of the program's tiles.</exception>
    public TracedRun(TraceProgram program, ReadOnlyMemory<byte> memory)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (memory.Length != program.MemoryBytes)
        {
            throw new ArgumentException($"{memory.Length} bytes of tiles where the program has {program.MemoryBytes}.", nameof(memory));
        }

        (Program, _memory) = (program, memory);
    }

    public TraceProgram Program { get; }

    /// <summary>The bytes of all tiles, one after the other.</summary>
    internal ReadOnlySpan<byte> Memory => _memory.Span;

    /// <summary>The result in the engine's encoding.</summary>
    public byte[] Result => Program.EncodeResult(Tiles(Program.ResultTiles));

    /// <summary>Root of the memory when all tiles are written: the last root of the trace. It binds input, result and all in between.</summary>
    public Bytes32 FinalRoot => MerkleTree.Root(TileHashes());

    /// <summary>The trace of this run.</summary>
    public ExecutionTrace Trace
    {
        get
        {
            Commit();
            return _trace!;
        }
    }

    /// <summary>Shows that the result's tiles are the last ones below <see cref="FinalRoot"/>: what <see cref="TraceAcceptance"/> asks for.</summary>
    public ImmutableArray<Bytes32> ResultOpening
    {
        get
        {
            Commit();
            return _opening;
        }
    }

    /// <summary>Runs a program step by step, as it is defined. An engine's own path gives the same and is faster.</summary>
    /// <exception cref="ArgumentException">The input or the weights are not the program's, or give no result.</exception>
    public static TracedRun Execute(TraceProgram program, ReadOnlySpan<byte> input, ReadOnlySpan<byte> weights)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (input.Length != program.InputBytes || weights.Length != program.WeightBytes)
        {
            throw new ArgumentException($"{input.Length} bytes of input and {weights.Length} of weights are not the program's.", nameof(input));
        }

        var memory = new byte[program.MemoryBytes];
        input.CopyTo(memory);
        for (var index = 0; index < program.StepCount; index++)
        {
            var step = program.Step(index);
            var (reads, tile) = (program.Tiles(step.Reads), program.Tile(step.Writes));
            if (!program.TryExecute(
                index, memory.AsSpan(reads.Offset, reads.Length), weights.Slice(step.Weights.Offset, step.Weights.Length),
                memory.AsSpan(tile.Offset, tile.Length)))
            {
                throw new ArgumentException($"Step {index} has no result with these weights.", nameof(weights));
            }
        }

        return new TracedRun(program, memory);
    }

    /// <summary>The bytes of some neighbouring tiles, one after the other.</summary>
    public ReadOnlySpan<byte> Tiles(LeafRange tiles)
    {
        var range = Program.Tiles(tiles);
        return _memory.Span.Slice(range.Offset, range.Length);
    }

    /// <summary>The leaf hashes of the memory before a step, all tiles from the one that it writes on being unwritten.</summary>
    internal Bytes32[] TileHashesBefore(int step)
    {
        var hashes = TileHashes().ToArray();
        hashes.AsSpan(Program.Step(step).Writes).Fill(MemoryTree.UnwrittenTile);
        return hashes;
    }

    internal ReadOnlySpan<Bytes32> TileHashes() =>
        _tiles ??= Program.HashTiles(new LeafRange(0, Program.TileCount), _memory.Span);

    private void Commit()
    {
        if (_trace is null)
        {
            var roots = Program.MemoryTree.Roots(TileHashes(), Program.ResultTileCount, out _opening);
            _trace = new ExecutionTrace([.. roots.AsSpan(Program.InputTileCount - 1)]);
        }
    }
}
