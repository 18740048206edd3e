using LazAI.Cryptography;
using LazAI.Engines.FraudProofs;
using LazAI.Engines.Traces;

namespace LazAI.Engines.Tests;

/// <summary>A model with all that traces of it need, found through the catalogue as worker, challenger and judge find it.</summary>
internal sealed class TracedModel
{
    public TracedModel(string engineId, string engineVersion, byte[] weights)
    {
        (EngineId, EngineVersion, Weights) = (engineId, engineVersion, weights);
        Assert.True(EngineCatalog.TryCreate(engineId, engineVersion, weights, out var engine, out var refusal), refusal);
        var header = weights.AsSpan(0, Math.Min(weights.Length, ModelCommitment.ChunkBytes));
        Assert.True(EngineCatalog.TryCreateProgram(engineId, engineVersion, header, weights.Length, out var program, out refusal), refusal);
        (Engine, Program, Prover) = (engine, program, new FraudProver(program, weights));
        Commitment = ModelCommitment.Compute(weights);
    }

    public string EngineId { get; }

    public string EngineVersion { get; }

    public byte[] Weights { get; }

    public IModelEngine Engine { get; }

    public TraceProgram Program { get; }

    public FraudProver Prover { get; }

    public Bytes32 Commitment { get; }

    public static TracedModel Perceptron(Int8MlpModel model) => new(Int8MlpEngine.Id, Int8MlpEngine.Version, model.Encode());

    public static TracedModel Convolution(Int8ConvModel model) => new(Int8ConvEngine.Id, Int8ConvEngine.Version, model.Encode());

    public static TracedModel Trees(TreeEnsembleModel model) => new(TreeEnsembleEngine.Id, TreeEnsembleEngine.Version, model.Encode());

    public byte[] RandomInput(Random random) => RandomInt8Mlp.Input(random, Program.InputBytes);

    public TracedRun Run(ReadOnlySpan<byte> input)
    {
        Assert.True(Engine.TryTrace("{}", input, out var run, out var refusal), refusal);
        return run;
    }

    /// <summary>What a worker claims who hands in this trace and result.</summary>
    public TraceClaim Claim(ReadOnlySpan<byte> input, ExecutionTrace trace, ReadOnlySpan<byte> result) => new(
        EngineId, EngineVersion, Commitment, Weights.Length, Keccak256.Hash(input), Keccak256.Hash(result), trace.ComputeRoot(Program));

    /// <summary>A run in which one tile comes out wrong. With <paramref name="carriedOn"/> later steps compute with it, else they do as if it had been right.</summary>
    public TracedRun RunWithFault(TracedRun honest, int faultyStep, int faultyByte, bool carriedOn)
    {
        var memory = honest.Tiles(new LeafRange(0, Program.TileCount)).ToArray();
        var faulty = Program.Tile(Program.Step(faultyStep).Writes);
        memory[faulty.Offset + (faultyByte % faulty.Length)] ^= (byte)(1 + (faultyByte % 127));
        for (var index = faultyStep + 1; carriedOn && index < Program.StepCount; index++)
        {
            var step = Program.Step(index);
            var (reads, tile) = (Program.Tiles(step.Reads), Program.Tile(step.Writes));
            Assert.True(Program.TryExecute(
                index, memory.AsSpan(reads.Offset, reads.Length), Weights.AsSpan(step.Weights.Offset, step.Weights.Length),
                memory.AsSpan(tile.Offset, tile.Length)));
        }

        return new TracedRun(Program, memory);
    }
}
