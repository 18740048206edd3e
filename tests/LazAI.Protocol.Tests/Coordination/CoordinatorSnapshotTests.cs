using LazAI.Protocol.Coordination;
using LazAI.Protocol.Encoding;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Protocol.Tests.Coordination;

/// <summary>A snapshot saves time and changes nothing.</summary>
public sealed class CoordinatorSnapshotTests(ITestOutputHelper output)
{
    [Fact]
    public void Snapshot_WithTheLogAfterIt_MakesTheCoordinatorThatTheWholeLogMakes()
    {
        var random = TestSeed.Create(output);
        for (var run = 0; run < 12; run++)
        {
            var network = new CoordinatedNetwork(random);
            network.Begin();
            for (var round = 0; round < 15; round++)
            {
                Repeat(random.Next(1, 40), () => network.Step());
                var restored = CoordinatedNetwork.Restore(network.Coordinator);
                var tail = network.Log.Count;
                Repeat(random.Next(20), () => network.Step());
                network.Log.Skip(tail).ToList().ForEach(tell => tell(restored));
                var replayed = network.Replay();

                Assert.Equal(Describe(replayed.Plan(network.Now)), Describe(restored.Plan(network.Now)));
                Assert.Equal(CanonicalJson.Serialize(replayed.Capture()), CanonicalJson.Serialize(restored.Capture()));
                Assert.Equal(Describe(replayed.Plan(network.Now + 5)), Describe(restored.Plan(network.Now + 5)));
            }
        }
    }

    [Fact]
    public void Coordinator_ReplacedAgainAndAgain_EndsEveryTaskOnce()
    {
        var random = TestSeed.Create(output);
        var network = new CoordinatedNetwork(random);
        network.Begin();
        for (var round = 0; round < 60; round++)
        {
            Repeat(20, () => network.Step());
            network.ReplaceCoordinator(random.Next(2) == 0 ? CoordinatedNetwork.Restore(network.Coordinator) : network.Replay());
        }

        Repeat(4_000, () => network.Step(submits: false));
        Assert.Equal(0, network.Open);
        Assert.True(network.Settled > 50, $"{network.Settled} tasks are settled");
        Assert.Equal(0, network.Coordinator.TrackedTasks);
        Assert.Equal(0, network.Escrows);
        network.Uses.AssertAllPaidOnce();
    }

    private static string[] Describe(IEnumerable<CoordinatorAction> actions) =>
        [.. actions.Select(action => action.GetType().Name + " " + CanonicalText(action))];

    private static string CanonicalText(CoordinatorAction action) =>
        System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(action, action.GetType()));

    private static void Repeat(int count, Action step)
    {
        for (var i = 0; i < count; i++)
        {
            step();
        }
    }
}
