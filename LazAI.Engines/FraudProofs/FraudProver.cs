using LazAI.Cryptography;
using LazAI.Engines.Traces;

namespace LazAI.Engines.FraudProofs;

/// <summary>Makes fraud proofs against traces of one model, for a challenger who has its weights. Safe for any number of threads.</summary>
public sealed class FraudProver
{
    private readonly ReadOnlyMemory<byte> _weights;
    private readonly Lazy<MerkleProver> _chunks;

    /// <param name="program">The model's program.</param>
    /// <param name="weights">The whole weight file. It is not copied, and hashed only when the first proof is made.</param>
    /// <exception cref="ArgumentException">The file is not as long as the program says.</exception>
    public FraudProver(TraceProgram program, ReadOnlyMemory<byte> weights)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (weights.Length != program.WeightBytes)
        {
            throw new ArgumentException($"{weights.Length} bytes of weights where the program has {program.WeightBytes}.", nameof(weights));
        }

        (Program, _weights) = (program, weights);
        _chunks = new Lazy<MerkleProver>(() => new MerkleProver(ModelCommitment.HashChunks(weights.Span)));
    }

    /// <summary>The model's program.</summary>
    public TraceProgram Program { get; }

    /// <summary>
    /// A proof against a claimed trace and result, or null if both are right. A trace that is right at its end but has false roots in between did no harm
    /// to the result; it is proven wrong only if <paramref name="everyRoot"/> is asked for, at the cost of a whole trace of one's own.
    /// </summary>
    /// <param name="honest">One's own execution with the request's input.</param>
    /// <param name="claimed">The trace that the worker has published, and that its trace root commits to.</param>
    /// <param name="claimedResult">The result that the worker has handed in.</param>
    /// <exception cref="ArgumentException">The claimed trace has not one root more than the program has steps.</exception>
    public FraudProof? Find(TracedRun honest, ExecutionTrace claimed, ReadOnlySpan<byte> claimedResult, bool everyRoot = false)
    {
        RequireOwn(honest, claimed);
        if (everyRoot || claimed.Roots[^1] != honest.FinalRoot)
        {
            if (claimed.Roots[0] != honest.Trace.Roots[0])
            {
                return ProveInitialState(honest, claimed);
            }

            var step = everyRoot
                ? FirstWrongStep.Scan(claimed, honest.Trace)
                : FirstWrongStep.Search(Program.StepCount, i => claimed.Roots[i], i => honest.Trace.Roots[i]);
            if (step is { } wrong)
            {
                return ProveStep(honest, claimed, wrong);
            }
        }

        return claimedResult.SequenceEqual(honest.Result) ? null : ProveResult(honest, claimed);
    }

    /// <summary>The weight file's first chunk, below the model's commitment.</summary>
    public ProvenBytes ProveHeader() => ProvenChunks(new ByteRange(0, 1));

    /// <summary>Proves a step wrong before which the claimed trace is right.</summary>
    public FraudProof.WrongStep ProveStep(TracedRun honest, ExecutionTrace claimed, int index)
    {
        RequireOwn(honest, claimed);
        var step = Program.Step(index);
        var before = new MerkleProver(honest.TileHashesBefore(index));
        return new FraudProof.WrongStep(
            ProvenStep(claimed, index),
            ProveHeader(),
            new ProvenBytes([.. honest.Tiles(step.Reads)], before.RangeProof(step.Reads.First, step.Reads.Count)),
            before.InclusionProof(step.Writes),
            ProvenChunks(step.Weights));
    }

    /// <summary>Proves that the claimed trace does not begin with the input that <paramref name="honest"/> began with.</summary>
    public FraudProof.WrongInitialState ProveInitialState(TracedRun honest, ExecutionTrace claimed)
    {
        RequireOwn(honest, claimed);
        return new FraudProof.WrongInitialState(
            ProvenStep(claimed, 0), ProveHeader(), [.. honest.Tiles(new LeafRange(0, Program.InputTileCount))]);
    }

    /// <summary>Proves that a trace which ends right has another result than the one handed in.</summary>
    public FraudProof.WrongResult ProveResult(TracedRun honest, ExecutionTrace claimed)
    {
        RequireOwn(honest, claimed);
        return new FraudProof.WrongResult(
            ProvenStep(claimed, Program.StepCount - 1),
            ProveHeader(),
            new ProvenBytes([.. honest.Tiles(Program.ResultTiles)], honest.ResultOpening));
    }

    private void RequireOwn(TracedRun honest, ExecutionTrace claimed)
    {
        ArgumentNullException.ThrowIfNull(honest);
        ArgumentNullException.ThrowIfNull(claimed);
        if (honest.Program.TileCount != Program.TileCount || claimed.StepCount != Program.StepCount)
        {
            throw new ArgumentException($"A trace of {claimed.StepCount} steps where the program has {Program.StepCount}.", nameof(claimed));
        }
    }

    private ProvenStep ProvenStep(ExecutionTrace claimed, int index) =>
        new(claimed.Step(Program, index), claimed.StepProof(Program, index));


    private ProvenBytes ProvenChunks(ByteRange bytes)
    {
        if (bytes.Length == 0)
        {
            return new ProvenBytes([], []);
        }

        var chunks = ModelCommitment.ChunksOf(bytes);
        var start = chunks.First * ModelCommitment.ChunkBytes;
        var end = Math.Min(chunks.End * ModelCommitment.ChunkBytes, _weights.Length);
        return new ProvenBytes([.. _weights.Span[start..end]], _chunks.Value.RangeProof(chunks.First, chunks.Count));
    }
}
