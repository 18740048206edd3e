using LazAI.Engines.Traces;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests;

public sealed class TraceRootsTests(ITestOutputHelper output)
{
    [Fact]
    public void Compute_AnyNumberOfRunsOfEveryEngine_GivesTheRootOfEach()
    {
        var random = TestSeed.Create(output);
        foreach (var model in TracedModels.Create(random))
        {
            foreach (var count in (int[])[0, 1, 2, 3, 4, 7, 8, 9, 31, 32, 33, 70])
            {
                // Runs that ask for nothing else before, since what a run has hashed it keeps.
                var inputs = Enumerable.Range(0, count).Select(_ => model.RandomInput(random)).ToArray();

                var roots = TraceRoots.Compute([.. inputs.Select(input => model.Run(input))]);

                Assert.Equal(inputs.Select(input => model.Run(input).Trace.ComputeRoot(model.Program)), roots);
            }
        }
    }

    [Fact]
    public void Compute_RunWithAFaultAmongOthers_IsSeenInItsRootAlone()
    {
        var random = TestSeed.Create(output);
        foreach (var model in TracedModels.Create(random))
        {
            var honest = Enumerable.Range(0, 9).Select(_ => model.Run(model.RandomInput(random))).ToArray();
            var expected = TraceRoots.Compute(honest);
            var liar = random.Next(honest.Length);
            var runs = honest.ToArray();
            var faulty = model.RunWithFault(honest[liar], random.Next(model.Program.StepCount), random.Next(1_000), carriedOn: false);
            runs[liar] = new TracedRun(honest[liar].Program, faulty.Tiles(new LeafRange(0, model.Program.TileCount)).ToArray());

            var roots = TraceRoots.Compute(runs);

            Assert.Equal([liar], Enumerable.Range(0, runs.Length).Where(run => roots[run] != expected[run]));
        }
    }

    [Fact]
    public void Compute_RunsOfTwoPrograms_AreRefused()
    {
        var random = TestSeed.Create(output);
        TracedRun[] runs =
        [
            .. Enumerable.Range(0, 2).Select(_ => TracedModel.Perceptron(RandomInt8Mlp.Model(random, 3, 4, 5))).Select(model => model.Run(model.RandomInput(random))),
        ];
        Assert.Throws<ArgumentException>("runs", () => TraceRoots.Compute(runs));
    }

    [Fact]
    public void RunsTogether_OfAnyProgram_FillLanesAndFewCaches()
    {
        foreach (var model in TracedModels.Create(TestSeed.Create(output)))
        {
            Assert.InRange(TraceRoots.RunsTogether(model.Program), 8, 32);
        }
    }
}
