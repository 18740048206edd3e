using System.Collections.Immutable;
using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Engines.FraudProofs;
using LazAI.Engines.Traces;
using LazAI.Protocol;
using LazAI.Protocol.Models;
using LazAI.Simulation.Kernel;
using LazAI.Simulation.Silo;

namespace LazAI.Simulation.Parties;

/// <summary>The one model: a small perceptron, the same in every run, as its proving key takes long to make. Its results can be disputed or
/// proven in each mode, and cost microseconds.</summary>
public sealed class SimulatedModel
{
    private static readonly int[] s_widths = [16, 8, 8, 8, 6, 4];

    private readonly IModelEngine _engine;

    public SimulatedModel(Address publisher)
    {
        var weights = FixedWeights;
        var made = EngineCatalog.TryCreate(Int8MlpEngine.Id, Int8MlpEngine.Version, weights, out var engine, out var refusal)
            & EngineCatalog.TryCreateProgram(Int8MlpEngine.Id, Int8MlpEngine.Version, weights, weights.Length, out var program, out _);
        Invariant.Require(made, $"the simulation's model runs: {refusal}");
        (Weights, _engine, Program, Prover) = (weights, engine!, program!, new FraudProver(program!, weights));
        Registered = new RegisteredModel(
            new ModelDescription(
                publisher, "perceptron", "1", ModelCommitment.Compute(weights), Keccak256.Hash(weights), weights.Length,
                new DeterminismConfig(Int8MlpEngine.Id, Int8MlpEngine.Version, "int8", 0, false, s_widths[^1]), new Amount(1_000), 0, 0, s_widths[0],
                [.. Modes], new EvidencePolicy([SimulatedEvidence.Root], [SimulatedEvidence.Measurement], false), ProvenInferences.Made.ZeroKnowledge),
            program);
    }

    /// <summary>The modes that tasks are submitted in. Another one also needs its lies in <see cref="ResultComposer"/>, what convicts them in
    /// <see cref="SimulatedChallenger"/>, and its truth in <see cref="Auditing.DisputeInspector"/>; each of them refuses a mode that it does not know.</summary>
    public static IReadOnlyList<VerifyMode> Modes { get; } = [VerifyMode.Tee, VerifyMode.TeeZk, VerifyMode.Optimistic];

    /// <summary>Genuine proofs of some inputs; those of mode TEE_ZK are among them.</summary>
    public static ProvenInferences Proofs => ProvenInferences.Made;

    internal static byte[] FixedWeights { get; } = DrawWeights(new SeededRandom(0));

    public ReadOnlyMemory<byte> Weights { get; }

    public RegisteredModel Registered { get; }

    public TraceProgram Program { get; }

    public FraudProver Prover { get; }

    public static byte[] DrawInput(SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return random.NextBytes(s_widths[0]);
    }

    /// <summary>An input of a task in this mode.</summary>
    public static byte[] DrawInput(SeededRandom random, VerifyMode mode)
    {
        ArgumentNullException.ThrowIfNull(random);
        return mode == VerifyMode.TeeZk ? random.Pick(Proofs.Inputs) : DrawInput(random);
    }

    /// <summary>What the model computes.</summary>
    public TracedRun Run(ReadOnlySpan<byte> input) =>
        _engine.TryTrace("{}", input, out var run, out var refusal) ? run : throw new ArgumentException(refusal, nameof(input));

    /// <summary>A run in which one step comes out wrong. Later steps compute with what it wrote, or do as if it had been right.</summary>
    public TracedRun RunWithFault(SeededRandom random, TracedRun honest)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(honest);
        var memory = honest.Tiles(new LeafRange(0, Program.TileCount)).ToArray();
        var faulty = random.Next(Program.StepCount);
        var written = Program.Tile(Program.Step(faulty).Writes);
        memory[written.Offset + random.Next(written.Length)] ^= (byte)random.Between(1, 127);
        var carriedOn = random.Next(2) == 0;
        for (var index = faulty + 1; carriedOn && index < Program.StepCount; index++)
        {
            var step = Program.Step(index);
            var (reads, tile) = (Program.Tiles(step.Reads), Program.Tile(step.Writes));
            var computed = Program.TryExecute(
                index, memory.AsSpan(reads.Offset, reads.Length), Weights.Span.Slice(step.Weights.Offset, step.Weights.Length),
                memory.AsSpan(tile.Offset, tile.Length));
            Invariant.Require(computed, "a loaded model's step has a result");
        }

        return new TracedRun(Program, memory);
    }

    private static byte[] DrawWeights(SeededRandom random)
    {
        var layers = ImmutableArray.CreateBuilder<Int8MlpLayer>();
        for (var l = 1; l < s_widths.Length; l++)
        {
            var biases = Enumerable.Range(0, s_widths[l]).Select(_ => random.Between(-500, 500));
            var weights = random.NextBytes(s_widths[l - 1] * s_widths[l]).Select(value => unchecked((sbyte)value));
            layers.Add(new Int8MlpLayer(s_widths[l - 1], [.. biases], [.. weights], l == s_widths.Length - 1 ? 0 : 6));
        }

        var fits = Int8MlpModel.TryCreate(layers.ToImmutable(), out var model, out var refusal);
        Invariant.Require(fits, $"the simulation's model keeps the engine's bounds: {refusal}");
        return model!.Encode();
    }
}
