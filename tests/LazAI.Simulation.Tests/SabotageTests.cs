namespace LazAI.Simulation.Tests;

/// <summary>The inspectors can find fault: each of these systems is broken on purpose, and each is found out for what it does.</summary>
public sealed class SabotageTests
{
    /// <summary>Not every run comes to the place that is broken.</summary>
    private const ulong SeedsMaximum = 30;

    public static TheoryData<string> Names => [.. Sabotages.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Inspectors_WhereSomethingIsBroken_SaySo(string sabotage)
    {
        var (create, complaint) = Sabotages.All[sabotage];
        for (var seed = 1UL; seed <= SeedsMaximum; seed++)
        {
            try
            {
                Simulator.Run(seed, new SimulationOptions { Faults = Faults.FaultPlan.None, Sabotage = create() });
            }
            catch (SimulationFailedException failure)
            {
                Assert.True(complaint.Split('|').Any(said => failure.Reason.Contains(said, StringComparison.Ordinal)), failure.Reason);
                return;
            }
        }

        Assert.Fail($"{SeedsMaximum} seeds have not noticed that {sabotage}.");
    }
}
