using System.Security.Cryptography;
using System.Text;
using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Engines.FraudProofs;
using LazAI.Engines.Traces;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Validator.Checking;
using LazAI.Validator.Models;
using ResultCheck = LazAI.Validator.Checking.ResultCheck;

namespace LazAI.Validator.Tests;

/// <summary>What is found with the traces and without them, and what a report of it answers for.</summary>
public sealed class ResultCheckTests
{
    private const string NoParameters = "{}";

    private static readonly Slot s_until = new(100);

    private readonly byte[] _weights;
    private readonly IModelEngine _engine;
    private readonly CheckableModel _model;

    public ResultCheckTests()
    {
        Assert.True(Int8MlpModel.TryCreate([Layer(40, 30, 6), Layer(30, 10, 0)], out var perceptron, out var refusal), refusal.ToString());
        _weights = perceptron.Encode();
        Assert.True(EngineCatalog.TryCreate(Int8MlpEngine.Id, Int8MlpEngine.Version, _weights, out var engine, out _));
        Assert.True(EngineCatalog.TryCreateProgram(Int8MlpEngine.Id, Int8MlpEngine.Version, _weights, _weights.Length, out var program, out _));
        var description = new ModelDescription(
            default, "perceptron", "1", ModelCommitment.Compute(_weights), Keccak256.Hash(_weights), _weights.Length,
            new DeterminismConfig(Int8MlpEngine.Id, Int8MlpEngine.Version, Int8MlpEngine.Quantisation, 0, false, 10), new Amount(1_000), 0, 0, 40,
            [VerifyMode.Tee, VerifyMode.Optimistic], new EvidencePolicy([], [], false));
        _engine = engine;
        _model = new CheckableModel(
            new RegisteredModel(description, program), engine, new FraudProver(program, _weights), "",
            new TraceSample(0, 0, RandomNumberGenerator.Create()));
    }

    private TraceProgram Program => _model.Prover!.Program;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Check_OneWrongOutputAmongOthers_IsFoundWithTracesOrWithout(bool traces)
    {
        for (var step = 0; step < Program.StepCount; step++)
        {
            var lie = Claim(3, Lie(Input(3), step));
            ClaimedResult[] claims = [Claim(1, Run(Input(1))), Claim(2, Run(Input(2))), lie, Claim(4, Run(Input(4)))];
            var outcomes = ResultCheck.Check(claims, _model, traces);
            Assert.Equal(
                [typeof(CheckOutcome.Right), typeof(CheckOutcome.Right), typeof(CheckOutcome.Differs), typeof(CheckOutcome.Right)],
                outcomes.Select(outcome => outcome.GetType()));
            var wrong = Assert.IsType<CheckOutcome.Wrong>(
                ResultCheck.CheckTrace(lie, _model, Lie(Input(3), step).Trace.Encode()));
            Assert.Equal($"Step {step} of the trace is wrong.", wrong.Finding.Fault);
        }
    }

    [Fact]
    public void Check_FalseTraceOfARightResult_IsFoundIfTracesAreChecked()
    {
        var honest = Run(Input(1));
        var roots = new ExecutionTrace(honest.Trace.Roots.SetItem(1, Keccak256.Hash("false"u8)));
        var claim = Claim(1, honest, roots.ComputeRoot(Program));
        Assert.IsType<CheckOutcome.Differs>(Assert.Single(ResultCheck.Check([claim], _model, traces: true)));
        Assert.IsType<CheckOutcome.Wrong>(ResultCheck.CheckTrace(claim, _model, roots.Encode()));

        // Otherwise nobody has looked, and the report does not say that somebody has.
        var right = Assert.IsType<CheckOutcome.Right>(Assert.Single(ResultCheck.Check([claim], _model, traces: false)));
        Assert.Equal(new CheckedResult(claim.TaskId, claim.Result.ResultHash, Bytes32.Zero), right.Check);
        Assert.False(right.Check.VouchesForTrace);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Check_RightResult_VouchesForWhatWasComputed(bool traces)
    {
        var claim = Claim(1, Run(Input(1)));
        var right = Assert.IsType<CheckOutcome.Right>(Assert.Single(ResultCheck.Check([claim], _model, traces)));
        Assert.Equal(
            new CheckedResult(claim.TaskId, claim.Result.ResultHash, traces ? claim.Result.TraceRoot : Bytes32.Zero), right.Check);
        Assert.Equal(traces, right.Check.VouchesForTrace);
    }

    [Fact]
    public void Check_WhatItMeasures_MovesTheOdds()
    {
        var model = _model with { Traces = new TraceSample(0.4, 0.001, RandomNumberGenerator.Create()) };
        ClaimedResult[] claims = [.. Enumerable.Range(0, 20).Select(i => Claim((byte)i, Run(Input((byte)i))))];
        Assert.Equal(0.1, model.Traces.Odds);
        for (var i = 0; i < 3; i++)
        {
            Assert.All(ResultCheck.Check(claims, model, traces: false), outcome => Assert.IsType<CheckOutcome.Right>(outcome));
            Assert.All(ResultCheck.Check(claims, model, traces: true), outcome => Assert.IsType<CheckOutcome.Right>(outcome));
        }

        Assert.NotEqual(0.1, model.Traces.Odds);
    }

    private static byte[] Input(byte seed)
    {
        var input = new byte[40];
        new Random(seed).NextBytes(input);
        return input;
    }

    private TracedRun Run(byte[] input) => _engine.TryTrace(NoParameters, input, out var run, out var refusal) ? run : throw new InvalidDataException(refusal);

    /// <summary>One bit of one step's tile is false, and every step behind it follows from that.</summary>
    private TracedRun Lie(byte[] input, int wrong)
    {
        var truth = Run(input).Result;
        for (var bit = 0; bit < 8 * Program.Tile(Program.Step(wrong).Writes).Length; bit++)
        {
            var memory = new byte[Program.MemoryBytes];
            input.CopyTo(memory, 0);
            for (var index = 0; index < Program.StepCount; index++)
            {
                var step = Program.Step(index);
                var (reads, tile) = (Program.Tiles(step.Reads), Program.Tile(step.Writes));
                Assert.True(Program.TryExecute(
                    index, memory.AsSpan(reads.Offset, reads.Length), _weights.AsSpan(step.Weights.Offset, step.Weights.Length),
                    memory.AsSpan(tile.Offset, tile.Length)));
                if (index == wrong)
                {
                    memory[tile.Offset + (bit / 8)] ^= (byte)(1 << (bit % 8));
                }
            }

            var run = new TracedRun(Program, memory);
            if (!run.Result.AsSpan().SequenceEqual(truth))
            {
                return run;
            }
        }

        throw new InvalidOperationException($"No bit of step {wrong} changes the result.");
    }

    private ClaimedResult Claim(byte seed, TracedRun run, Bytes32? traceRoot = null)
    {
        var input = Input(seed);
        var request = new TaskRequest(
            default, seed, _model.Model.Id, Keccak256.Hash(input), TaskRequest.Inline, Keccak256.Hash(Encoding.UTF8.GetBytes(NoParameters)),
            VerifyMode.Optimistic, new Amount(5_000), s_until, default);
        var result = new TaskResult(
            request.ComputeTaskId(), Keccak256.Hash(run.Result), default, traceRoot ?? run.Trace.ComputeRoot(Program), default, 0, 1);
        return new ClaimedResult(
            result.TaskId, ComputeTaskStatus.Verified, 1, default, s_until, request, NoParameters, input, result, run.Result, []);
    }

    private static Int8MlpLayer Layer(int inputs, int outputs, int shift) => new(
        inputs,
        [.. Enumerable.Range(0, outputs).Select(row => row * 7)],
        [.. Enumerable.Range(0, inputs * outputs).Select(i => (sbyte)((i * 31 % 255) - 127))],
        shift);
}
