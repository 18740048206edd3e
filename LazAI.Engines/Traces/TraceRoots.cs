using System.Buffers;
using System.Runtime.InteropServices;
using LazAI.Cryptography;

namespace LazAI.Engines.Traces;

/// <summary>
/// Trace roots of several runs of one program, for whoever checks many results of a model: the same hash of each run lies beside the others', so
/// that vectors are full however few tiles the model has. It gives what <see cref="ExecutionTrace.ComputeRoot"/> gives for each.
/// </summary>
public static class TraceRoots
{
    private const int RunsMinimum = 8;
    private const int RunsMaximum = 32;
    private const int TilesTogether = 512;
    private const int BytesTogether = 1 << 22;

    // With fewer runs the neighbouring tiles of one run fill more lanes than the same tile of all.
    private const int RunsForLanes = 4;

    /// <summary>How many runs of a program are best held at a time: enough for all lanes, few enough for what is hashed to stay in the caches.</summary>
    public static int RunsTogether(TraceProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        var runs = Math.Clamp(TilesTogether / program.TileCount, RunsMinimum, RunsMaximum);
        return Math.Clamp(BytesTogether / program.MemoryBytes, 1, runs);
    }

    /// <summary>The trace root of each run.</summary>
    /// <exception cref="ArgumentException">The runs are not all of one program.</exception>
    public static Bytes32[] Compute(ReadOnlySpan<TracedRun> runs)
    {
        var roots = new Bytes32[runs.Length];
        foreach (var run in runs)
        {
            if (run.Program != runs[0].Program)
            {
                throw new ArgumentException("The runs are of different programs.", nameof(runs));
            }
        }

        for (var done = 0; done < runs.Length;)
        {
            var part = runs[done..Math.Min(runs.Length, done + RunsTogether(runs[0].Program))];
            Compute(runs[0].Program, part, roots.AsSpan(done));
            done += part.Length;
        }

        return roots;
    }

    private static void Compute(TraceProgram program, ReadOnlySpan<TracedRun> runs, Span<Bytes32> traceRoots)
    {
        // What is said of each run lies beside the others': first all of the first tile, step or node, then all of the next one.
        var (tiles, steps) = (program.TileCount * runs.Length, program.StepCount * runs.Length);
        var (rented, rentedPairs) = (ArrayPool<Bytes32>.Shared.Rent(tiles), ArrayPool<Bytes32>.Shared.Rent(2 * tiles));
        var path = rented.AsSpan(0, tiles);
        var pairs = rentedPairs.AsSpan(0, 2 * tiles);
        HashTiles(program, runs, path);
        program.MemoryTree.Roots(path, runs.Length, pairs);

        // The first state is that with the whole input; a step's hash comes to lie where one of its states did, and a leaf's where the step's was.
        var states = path[((program.InputTileCount - 1) * runs.Length)..];
        var nodes = states[..steps];
        TraceStep.ComputeHashes(program.OperationHashes(), states, nodes);
        MerkleTree.HashLeaves(MemoryMarshal.AsBytes(nodes), Bytes32.Size, nodes);
        while (nodes.Length > runs.Length)
        {
            nodes = nodes[..HashLevel(nodes, runs.Length, pairs)];
        }

        nodes.CopyTo(traceRoots);
        ArrayPool<Bytes32>.Shared.Return(rented);
        ArrayPool<Bytes32>.Shared.Return(rentedPairs);
    }

    private static void HashTiles(TraceProgram program, ReadOnlySpan<TracedRun> runs, Span<Bytes32> hashes)
    {
        if (runs.Length < RunsForLanes)
        {
            for (var run = 0; run < runs.Length; run++)
            {
                var own = runs[run].TileHashes();
                for (var tile = 0; tile < own.Length; tile++)
                {
                    hashes[(tile * runs.Length) + run] = own[tile];
                }
            }

            return;
        }

        var (ends, longest) = (program.TileEnds(), 0);
        for (var tile = 0; tile < ends.Length; tile++)
        {
            longest = Math.Max(longest, ends[tile] - (tile == 0 ? 0 : ends[tile - 1]));
        }

        var messages = ArrayPool<byte>.Shared.Rent(longest * runs.Length);
        for (var (tile, start) = (0, 0); tile < ends.Length; start = ends[tile++])
        {
            var length = ends[tile] - start;
            for (var run = 0; run < runs.Length; run++)
            {
                runs[run].Memory.Slice(start, length).CopyTo(messages.AsSpan(run * length));
            }

            MerkleTree.HashLeaves(messages.AsSpan(0, runs.Length * length), length, hashes.Slice(tile * runs.Length, runs.Length));
        }

        ArrayPool<byte>.Shared.Return(messages);
    }

    /// <summary>One level of as many trees as there are runs; <see cref="MerkleTree.Root"/> has the same for one.</summary>
    private static int HashLevel(Span<Bytes32> nodes, int runs, Span<Bytes32> pairs)
    {
        var (width, count) = (nodes.Length / runs, 0);
        for (var node = 0; node + 1 < width; node += 2)
        {
            var left = nodes.Slice(node * runs, runs);
            var right = nodes.Slice((node + 1) * runs, runs);
            for (var run = 0; run < runs; run++)
            {
                (pairs[count], pairs[count + 1]) = (left[run], right[run]);
                count += 2;
            }
        }

        var parents = count / 2;
        MerkleTree.HashNodes(pairs[..count], nodes[..parents]);
        if ((width & 1) == 1)
        {
            nodes[^runs..].CopyTo(nodes[parents..]);
            parents += runs;
        }

        return parents;
    }
}
