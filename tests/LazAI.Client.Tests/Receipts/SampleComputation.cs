using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Engines.FraudProofs;
using LazAI.Engines.Traces;
using LazAI.Protocol;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.Models;
using LazAI.Protocol.Receipts;

namespace LazAI.Client.Tests.Receipts;

/// <summary>A perceptron of several tiles, an input, and what a worker says came out of it.</summary>
internal sealed class SampleComputation
{
    private const int Inputs = 400;
    private const int FalseStep = 2;

    public SampleComputation(bool lie)
    {
        Assert.True(Int8MlpModel.TryCreate([Layer(Inputs, 200, 6), Layer(200, 10, 0)], out var model, out var refusal), refusal.ToString());
        Weights = model.Encode();
        Input = [.. Enumerable.Range(0, Inputs).Select(i => (byte)(7 * i))];
        Assert.True(EngineCatalog.TryCreateProgram(Int8MlpEngine.Id, Int8MlpEngine.Version, Weights, Weights.Length, out var program, out _));
        Run = Execute(program, lie);
        Assert.Equal(lie, !TracedRun.Execute(program, Input, Weights).Result.SequenceEqual(Run.Result));
    }

    /// <summary>What these weights make of an input.</summary>
    public SampleComputation(byte[] weights, byte[] input)
    {
        (Weights, Input) = (weights, input);
        Assert.True(EngineCatalog.TryCreateProgram(Int8MlpEngine.Id, Int8MlpEngine.Version, weights, weights.Length, out var program, out _));
        Run = TracedRun.Execute(program, input, weights);
    }

    public byte[] Weights { get; }

    public byte[] Input { get; }

    public TracedRun Run { get; }

    public Bytes32 TraceRoot => Run.Trace.ComputeRoot(Run.Program);

    public TraceProof Prove(ModelDescription model) => TraceProof.Create(model, TraceProof.HeaderOf(Weights), Run.Trace.Encode(), Run.ResultOpening);

    /// <summary>Evidence that shows the lie.</summary>
    public byte[] Convict(VerifyMode mode) => mode == VerifyMode.Tee
        ? new ChallengeEvidence(new ReexecutionClaim()).Encode()
        : new ChallengeEvidence(FraudProof: FraudProofEncoding.Encode(
            new FraudProver(Run.Program, Weights).Find(TracedRun.Execute(Run.Program, Input, Weights), Run.Trace, Run.Result)!)).Encode();

    /// <summary>As the program says, but for one tile, and all behind it computed from that.</summary>
    private TracedRun Execute(TraceProgram program, bool lie)
    {
        var memory = new byte[program.MemoryBytes];
        Input.CopyTo(memory, 0);
        for (var index = 0; index < program.StepCount; index++)
        {
            var step = program.Step(index);
            var (reads, tile) = (program.Tiles(step.Reads), program.Tile(step.Writes));
            Assert.True(program.TryExecute(
                index, memory.AsSpan(reads.Offset, reads.Length), Weights.AsSpan(step.Weights.Offset, step.Weights.Length),
                memory.AsSpan(tile.Offset, tile.Length)));
            if (lie && index == FalseStep)
            {
                memory.AsSpan(tile.Offset, tile.Length).Fill(127);
            }
        }

        return new TracedRun(program, memory);
    }

    private static Int8MlpLayer Layer(int inputs, int outputs, int shift)
    {
        var random = new Random(inputs);
        return new Int8MlpLayer(
            inputs,
            [.. Enumerable.Range(0, outputs).Select(_ => random.Next(-500, 500))],
            [.. Enumerable.Range(0, inputs * outputs).Select(_ => (sbyte)random.Next(-128, 128))],
            shift);
    }
}
