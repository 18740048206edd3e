namespace LazAI.Simulation.Tests;

/// <summary>A seed is all that a run depends on.</summary>
public sealed class DeterminismTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Simulation_SameSeed_SameTrace(ulong seed) => Assert.Equivalent(Simulator.Run(seed), Simulator.Run(seed), strict: true);

    [Fact]
    public void Simulation_OtherSeeds_OtherTraces()
    {
        ulong[] seeds = [1, 2, 3, 4];
        Assert.Distinct(seeds.Select(seed => Simulator.Run(seed).TraceHash));
    }
}
