using LazAI.Engines.Traces;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests;

public sealed class TraceEndsTests(ITestOutputHelper output)
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
                TraceEnds.Of(model.Program, run.Trace, run.ResultOpening).Check(model.Program, run.Trace.ComputeRoot(model.Program), input, run.Result));
        }
    }

    [Fact]
    public void Check_AnyPartOfAnotherRun_IsRefusedByName()
    {
        var (input, otherInput) = (new byte[300], Enumerable.Repeat((byte)200, 300).ToArray());

        // Some random models answer the same to everything.
        var model = Enumerable.Range(0, 100)
            .Select(seed => TracedModel.Perceptron(RandomInt8Mlp.Model(new Random(seed), 300, 200, 7)))
            .First(candidate => !candidate.Run(input).Result.AsSpan().SequenceEqual(candidate.Run(otherInput).Result));
        var (run, otherRun) = (model.Run(input), model.Run(otherInput));
        var (root, otherRoot) = (run.Trace.ComputeRoot(model.Program), otherRun.Trace.ComputeRoot(model.Program));
        var ends = TraceEnds.Of(model.Program, run.Trace, run.ResultOpening);
        var other = TraceEnds.Of(model.Program, otherRun.Trace, otherRun.ResultOpening);
        TraceRefusal Check(TraceEnds ends, byte[] result, byte[]? of = null) => ends.Check(model.Program, root, of ?? input, result);

        Assert.Equal(TraceRefusal.WrongInitialState, Check(ends, run.Result, otherInput));
        Assert.Equal(TraceRefusal.WrongInitialState, Check(ends, run.Result, input[1..]));
        Assert.Equal(TraceRefusal.WrongInitialState, ends.Check(model.Program, otherRoot, input, run.Result));
        Assert.Equal(TraceRefusal.WrongInitialState, Check(ends with { AfterFirst = other.AfterFirst }, run.Result));
        Assert.Equal(TraceRefusal.WrongInitialState, Check(ends with { FirstSiblings = other.FirstSiblings }, run.Result));
        Assert.Equal(TraceRefusal.WrongInitialState, Check(ends with { FirstSiblings = default }, run.Result));
        Assert.Equal(TraceRefusal.ResultMalformed, Check(ends, run.Result[1..]));
        Assert.Equal(TraceRefusal.WrongResult, Check(ends, otherRun.Result));
        Assert.Equal(TraceRefusal.WrongResult, Check(ends with { BeforeLast = other.BeforeLast }, run.Result));
        Assert.Equal(TraceRefusal.WrongResult, Check(ends with { LastSiblings = other.LastSiblings }, run.Result));
        Assert.Equal(TraceRefusal.WrongResult, Check(ends with { ResultOpening = other.ResultOpening }, run.Result));
        Assert.Equal(TraceRefusal.WrongResult, Check(ends with { ResultOpening = default }, run.Result));
    }

    /// <summary>A false step in between is what the ends leave out; a false last tile is not, once the true result is shown.</summary>
    [Fact]
    public void Check_FalseStepInBetween_IsNotSeen()
    {
        var model = TracedModel.Perceptron(RandomInt8Mlp.Model(new Random(6), 300, 200, 7));
        var input = new byte[300];
        var lie = model.RunWithFault(model.Run(input), 1, 3, carriedOn: true);
        var ends = TraceEnds.Of(model.Program, lie.Trace, lie.ResultOpening);

        Assert.Equal(TraceRefusal.None, ends.Check(model.Program, lie.Trace.ComputeRoot(model.Program), input, lie.Result));
        Assert.NotEqual(model.Run(input).Trace.ComputeRoot(model.Program), lie.Trace.ComputeRoot(model.Program));
    }
}
