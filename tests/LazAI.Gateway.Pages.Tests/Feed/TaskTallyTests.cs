using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Gateway.Feed;
using LazAI.Grains.Queries;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Storage;
using LazAI.Storage.Tests;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Gateway.Pages.Tests.Feed;

public sealed class TaskTallyTests(ITestOutputHelper output)
{
    [Fact]
    public void Steps_OfAllTaskEvents_AreKnown() =>
        Assert.Equal(ComputeTaskEvent.Codec.Names.Except(["task.lease-extended", "task.challenge-filed", "task.challenge-decided", "task.proof-submitted"]), TaskStep.Events.Order(StringComparer.Ordinal));

    [Fact]
    public async Task Tally_OfACensusAndTheEventsBehindIt_CountsWhatTheAggregatesSay()
    {
        var log = new InMemoryEventLog();
        var history = new RandomTaskHistory(TestSeed.Create(output));
        var position = await history.AppendAsync(log, 400);
        var tally = new TaskTally(CensusOf(history.Expected, position));
        var last = await history.AppendAsync(log, 800);

        foreach (var recorded in await log.ReadAllAsync(position, int.MaxValue))
        {
            if (TaskStep.Of(recorded.Type) is { } step)
            {
                tally.Apply(step, new TaskId(Bytes32.Parse(recorded.Stream.Key, null)), recorded);
            }
        }

        var expected = CensusOf(history.Expected, last);
        Assert.Equal(expected.Tasks, tally.Tasks.Where(count => count.Count > 0));
        Assert.Equal(
            expected.Held.CountBy(task => task.Worker).OrderBy(count => count.Key).ToArray(),
            tally.InFlight.OrderBy(count => count.Key).ToArray());
    }

    [Fact]
    public void RecentTasks_BeyondTheirNumber_KeepTheNewestOnce()
    {
        var recent = new RecentTasks();
        for (var i = 0; i < RecentTasks.Maximum + 10; i++)
        {
            recent.Add(new RecentTask(Id(i), ComputeTaskStatus.Submitted));
        }

        recent.Add(new RecentTask(Id(20), ComputeTaskStatus.Settled));

        Assert.Equal(RecentTasks.Maximum, recent.Tasks.Length);
        Assert.Equal(new RecentTask(Id(20), ComputeTaskStatus.Settled), recent.Tasks[0]);
        Assert.Equal(Id(RecentTasks.Maximum + 9), recent.Tasks[1].TaskId);
        Assert.Equal(Id(10), recent.Tasks[^1].TaskId);
        Assert.Equal(RecentTasks.Maximum, recent.Tasks.DistinctBy(task => task.TaskId).Count());
    }

    private static TaskId Id(int number) => new(Keccak256.Hash(BitConverter.GetBytes(number)));

    private static TaskCensus CensusOf(ImmutableArray<TaskSummary> tasks, long position) => new(
        position,
        [.. tasks.CountBy(task => task.Status).OrderBy(count => count.Key).Select(count => new StatusCount(count.Key, count.Value))],
        [
            .. tasks.Where(task => task.Status == ComputeTaskStatus.Assigned)
                .Select(task => new HeldTask(task.TaskId, task.Worker!.Value)),
        ]);
}
