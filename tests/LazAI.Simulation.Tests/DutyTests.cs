using LazAI.Simulation.Auditing;
using LazAI.Simulation.Faults;
using LazAI.Simulation.Parties;

namespace LazAI.Simulation.Tests;

/// <summary>What becomes of the diligent and the idle where nothing goes wrong. That each verdict is the test's the inspectors see in every run.</summary>
public sealed class DutyTests
{
    private const int Seeds = 4;

    [Fact]
    public void Duties_OfTheDiligent_AreAllDone()
    {
        var tally = Run(ChallengerBehaviour.Honest, ChallengerBehaviour.Honest);
        Assert.True(tally.Done > 20, tally.ToString());
        Assert.Equal((0, 0), (tally.Missed, tally.Dismissed));
    }

    /// <summary>With the simulation's rules two counted misses in a row decide a test: who does nothing is found by the second one.</summary>
    [Fact]
    public void Duties_OfTheIdle_LeadToDismissalWithTheSecondMiss()
    {
        var tally = Run(ChallengerBehaviour.Idle);
        Assert.True(tally.Dismissed > 2, tally.ToString());
        Assert.Equal((0, tally.Dismissed), (tally.Done, tally.DismissedIdle));
        Assert.InRange(tally.Missed, 2 * tally.Dismissed, (2 * tally.Dismissed) + Seeds);
    }

    private static DutyTally Run(params ChallengerBehaviour[] challengers) => Enumerable.Range(1, Seeds)
        .Select(seed => Simulator.Run(
            (ulong)seed, new SimulationOptions { Faults = FaultPlan.None, Challengers = challengers, Elects = true, FaultySlots = 80 }).Duties)
        .Aggregate((sum, tally) => sum + tally);
}
