using LazAI.Simulation.Auditing;
using LazAI.Simulation.Faults;
using LazAI.Simulation.Parties;

namespace LazAI.Simulation.Tests;

/// <summary>What one kind of challenger comes to where nothing goes wrong. That nobody is wronged the inspectors see in every run.</summary>
public sealed class DisputeTests
{
    [Theory]
    [InlineData(ChallengerBehaviour.Honest)]
    [InlineData(ChallengerBehaviour.Late)]
    public void Lies_WhereSomebodyLooks_AreAllCaught(ChallengerBehaviour behaviour)
    {
        var tally = Run(behaviour);
        Assert.True(tally.Falsehoods > 5, tally.ToString());
        Assert.Equal((tally.Falsehoods, 0), (tally.Caught, tally.Escaped + tally.Unwatched));
        Assert.Equal((tally.Challenges, 0), (tally.Upheld, tally.Rejected));
    }

    [Fact]
    public void Lies_WhereNobodyLooks_GoThrough()
    {
        var tally = Run(ChallengerBehaviour.Idle);
        Assert.True(tally.Falsehoods > 10, tally.ToString());
        Assert.Equal((tally.Falsehoods, 0), (tally.Unwatched, tally.Challenges));
    }

    [Fact]
    public void Challenges_ThatProveNothing_AreAllRejected()
    {
        var tally = Run(ChallengerBehaviour.False, ChallengerBehaviour.Copycat);
        Assert.True(tally.Challenges > 10, tally.ToString());
        Assert.Equal((tally.Challenges, 0), (tally.Rejected, tally.Caught));
    }

    private static DisputeTally Run(params ChallengerBehaviour[] challengers) => Enumerable.Range(1, 14)
        .Select(seed => Simulator.Run((ulong)seed, new SimulationOptions { Faults = FaultPlan.None, Challengers = challengers, Elects = false }).Disputes)
        .Aggregate((sum, tally) => sum + tally);
}
