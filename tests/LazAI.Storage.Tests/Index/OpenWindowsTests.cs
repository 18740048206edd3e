using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Storage.Tests;

public sealed class OpenWindowsTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly Random _random = TestSeed.Create(output);
    private ProjectedLog? _projected;

    private ProjectedLog Projected => _projected!;

    private PostgresOpenWindows Windows => new(Projected.DataSource);

    public async Task InitializeAsync() => _projected = await ProjectedLog.CreateAsync();

    public async Task DisposeAsync() => await Projected.DisposeAsync();

    [Fact]
    public async Task List_OfARandomHistory_HasEveryOpenWindowInTheOrderOfVerification()
    {
        var history = await ProjectAsync(1_000);
        var verified = new Dictionary<TaskId, long>();
        foreach (var recorded in (await Projected.Log.ReadAllAsync(0, int.MaxValue)).Where(recorded => recorded.Type == "task.verified"))
        {
            verified[new TaskId(Bytes32.Parse(recorded.Stream.Key.ToString()))] = recorded.Position;
        }

        var found = await ReadAsync(_random.Next(1, 40));

        // What has closed stays on the list until the next window opens or the task moves on.
        Assert.All(found, result => Assert.Equal(ComputeTaskStatus.Verified, StatusOf(history, result)));
        Assert.Equal(found.OrderBy(result => verified[result.TaskId]), found);
        Assert.Equal(
            history.OpenWindows.OrderBy(result => verified[result.TaskId]), found.Where(result => result.DisputableUntil >= history.Now));
        Assert.Contains(found, result => result.Challenges > 0);
    }

    [Fact]
    public async Task List_FollowedWhileTasksMoveOn_LeavesNothingOut()
    {
        var history = new RandomTaskHistory(_random);
        var host = await Projected.StartAsync(new TaskIndexProjection());
        var seen = new HashSet<TaskId>();
        long after = 0;
        for (var round = 0; round < 20; round++)
        {
            var last = await history.AppendAsync(Projected.Log, 50);
            await host.WaitForAsync(TaskIndexProjection.ProjectionName, last, ProjectedLog.Deadline);
            for (var page = await Windows.ListAsync(after, 7); page.Next > after; page = await Windows.ListAsync(after, 7))
            {
                Assert.All(page.Items, result => Assert.True(seen.Add(result.TaskId), "A result comes twice."));
                after = page.Next;
            }

            Assert.Subset(seen, history.OpenWindows.Select(result => result.TaskId).ToHashSet());
        }
    }

    [Fact]
    public async Task Table_AsWindowsClose_DoesNotGrow()
    {
        var history = await ProjectAsync(2_000);

        var windows = (long)(await Projected.DataSource.CreateCommand("SELECT sum(cardinality(task_ids))::bigint FROM open_windows").ExecuteScalarAsync())!;

        // Windows last four slots, of which there were about two hundred.
        Assert.InRange(windows, history.OpenWindows.Count(), history.TaskIds.Length / 10);
    }

    private static ComputeTaskStatus StatusOf(RandomTaskHistory history, DisputableResult result) =>
        history.Expected.Single(task => task.TaskId == result.TaskId).Status;

    private async Task<RandomTaskHistory> ProjectAsync(int steps)
    {
        var history = new RandomTaskHistory(_random);
        var host = await Projected.StartAsync(new TaskIndexProjection());
        var disputes = await Projected.StartAsync(new DisputeProjection());
        long last = 0;
        for (var done = 0; done < steps; done += 100)
        {
            last = await history.AppendAsync(Projected.Log, 100);
        }

        last = await history.BeginDisputeAsync(Projected.Log);
        await host.WaitForAsync(TaskIndexProjection.ProjectionName, last, ProjectedLog.Deadline);
        await disputes.WaitForAsync(DisputeProjection.ProjectionName, last, ProjectedLog.Deadline);
        return history;
    }

    private async Task<List<DisputableResult>> ReadAsync(int limit)
    {
        var results = new List<DisputableResult>();
        for (long after = 0; ;)
        {
            var page = await Windows.ListAsync(after, limit);
            if (page.Next == after)
            {
                return results;
            }

            results.AddRange(page.Items);
            after = page.Next;
        }
    }
}
