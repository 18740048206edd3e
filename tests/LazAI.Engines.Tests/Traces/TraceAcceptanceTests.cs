using LazAI.Cryptography;
using LazAI.Engines.Traces;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests;

public sealed class TraceAcceptanceTests(ITestOutputHelper output)
{
    [Fact]
    public void Check_HonestRun_IsAccepted()
    {
        foreach (var model in TracedModels.Create(TestSeed.Create(output)))
        {
            var input = model.RandomInput(new Random(5));
            var run = model.Run(input);
            Assert.Equal(
                TraceRefusal.None,
                TraceAcceptance.Check(
                    model.Program, run.Trace.Encode(), run.Trace.ComputeRoot(model.Program), input, run.Result, run.ResultOpening.AsSpan()));
        }
    }

    [Fact]
    public void Check_AnyPartOfAnotherRun_IsRefusedByName()
    {
        var random = new Random(6);
        Assert.True(Int8MlpModel.TryCreate(
            [RandomInt8Mlp.Layer(random, 300, 200, shift: 8), RandomInt8Mlp.Layer(random, 200, 7, shift: 0)], out var perceptron, out _));
        var model = TracedModel.Perceptron(perceptron);
        var (input, other) = (new byte[300], Enumerable.Repeat((byte)200, 300).ToArray());
        var (run, otherRun) = (model.Run(input), model.Run(other));
        var (trace, root) = (run.Trace.Encode(), run.Trace.ComputeRoot(model.Program));
        TraceRefusal Check(byte[] trace, Bytes32 root, byte[] input, byte[] result, ReadOnlySpan<Bytes32> opening) =>
            TraceAcceptance.Check(model.Program, trace, root, input, result, opening);

        Assert.NotEqual(run.Result, otherRun.Result);
        Assert.Equal(TraceRefusal.WrongLength, Check(trace[32..], root, input, run.Result, run.ResultOpening.AsSpan()));
        Assert.Equal(TraceRefusal.WrongTraceRoot, Check(otherRun.Trace.Encode(), root, input, run.Result, run.ResultOpening.AsSpan()));
        Assert.Equal(TraceRefusal.WrongInitialState, Check(trace, root, other, run.Result, run.ResultOpening.AsSpan()));
        Assert.Equal(TraceRefusal.WrongInitialState, Check(trace, root, input[1..], run.Result, run.ResultOpening.AsSpan()));
        Assert.Equal(TraceRefusal.ResultMalformed, Check(trace, root, input, run.Result[1..], run.ResultOpening.AsSpan()));
        Assert.Equal(TraceRefusal.WrongResult, Check(trace, root, input, otherRun.Result, run.ResultOpening.AsSpan()));
        Assert.Equal(TraceRefusal.WrongResult, Check(trace, root, input, run.Result, otherRun.ResultOpening.AsSpan()));
        Assert.Equal(TraceRefusal.WrongResult, Check(trace, root, input, run.Result, run.ResultOpening.AsSpan()[1..]));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(100, 0)]
    [InlineData(100, 57)]
    [InlineData(100, 99)]
    public void Search_TraceThatGoesWrongOnce_FindsThatStepInFewQuestions(int steps, int wrong)
    {
        var asked = 0;
        Bytes32 Honest(int i) => MerkleTree.HashLeaf([0, (byte)i]);
        Bytes32 Claimed(int i)
        {
            asked++;
            return i <= wrong ? Honest(i) : MerkleTree.HashLeaf([1, (byte)i]);
        }

        Assert.Equal(wrong, FirstWrongStep.Search(steps, Claimed, Honest));
        Assert.InRange(asked, 2, 9);
        Assert.Null(FirstWrongStep.Search(steps, Honest, Honest));
        Assert.Null(FirstWrongStep.Search(steps, i => MerkleTree.HashLeaf([1, (byte)i]), Honest));
    }
}
