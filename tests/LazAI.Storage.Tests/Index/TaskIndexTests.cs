using System.Collections.Immutable;
using LazAI.Grains.Queries;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Storage.Tests;

public sealed class TaskIndexTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TaskFilter Everything = new();

    private readonly Random _random = TestSeed.Create(output);
    private ProjectedLog? _projected;

    private ProjectedLog Projected => _projected!;

    private PostgresTaskIndex Index => new(Projected.DataSource);

    public async Task InitializeAsync() => _projected = await ProjectedLog.CreateAsync();

    public async Task DisposeAsync() => await Projected.DisposeAsync();

    [Fact]
    public async Task Index_OfARandomHistory_SaysWhatTheAggregatesSay()
    {
        var history = new RandomTaskHistory(_random);
        var early = await history.AppendAsync(Projected.Log, 300);
        var host = await Projected.StartAsync(new TaskIndexProjection());
        await host.WaitForAsync(TaskIndexProjection.ProjectionName, early, ProjectedLog.Deadline);
        await AssertIndexedAsync(history);

        // A second batch, which meets tasks of the first.
        var late = await history.AppendAsync(Projected.Log, 300);
        await host.WaitForAsync(TaskIndexProjection.ProjectionName, late, ProjectedLog.Deadline);

        await AssertIndexedAsync(history);
    }

    [Fact]
    public async Task Filters_InAnyCombination_GiveWhatFits()
    {
        var history = await ProjectAsync(600);
        var expected = history.Expected;
        for (var i = 0; i < 60; i++)
        {
            var filter = RandomFilter(history);

            var found = await ReadAllAsync(filter, _random.Next(1, 40));

            Assert.Equal(expected.Where(task => Fits(filter, task)), found);
        }
    }

    [Fact]
    public async Task Pages_WhileTasksArrive_HoldWhatWasThereAtTheFirst()
    {
        var history = new RandomTaskHistory(_random);
        var host = await Projected.StartAsync(new TaskIndexProjection());
        var last = await history.AppendAsync(Projected.Log, 200);
        await host.WaitForAsync(TaskIndexProjection.ProjectionName, last, ProjectedLog.Deadline);
        var expected = history.Expected;

        var seen = new List<TaskId>();
        string? cursor = null;
        do
        {
            var page = await Index.QueryAsync(Everything, cursor, 17);
            seen.AddRange(page.Items.Select(task => task.TaskId));
            cursor = page.NextCursor;
            var arrived = await history.BeginTaskAsync(Projected.Log);
            await host.WaitForAsync(TaskIndexProjection.ProjectionName, arrived, ProjectedLog.Deadline);
        }
        while (cursor is not null);

        Assert.Equal(expected.Select(task => task.TaskId), seen);
    }

    [Fact]
    public async Task Page_ThatHoldsTheLastTask_HasNoCursor()
    {
        var history = await ProjectAsync(50);
        var count = history.Expected.Length;

        Assert.Null((await Index.QueryAsync(Everything, null, count)).NextCursor);
        Assert.NotNull((await Index.QueryAsync(Everything, null, count - 1)).NextCursor);
    }

    [Fact]
    public async Task Query_OfAnEmptyIndex_IsEmpty()
    {
        var page = await Index.QueryAsync(Everything, null, 10);

        Assert.Empty(page.Items);
        Assert.Null(page.NextCursor);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(PostgresTaskIndex.LimitMaximum + 1)]
    public async Task Query_WithALimitOutOfRange_IsRefused(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Index.QueryAsync(Everything, null, limit));

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("not a cursor at all!!!")]
    [InlineData("22 characters, no more")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==")]
    public async Task Query_WithWhatIsNoCursor_IsRefused(string cursor) =>
        await Assert.ThrowsAsync<InvalidCursorException>(async () => await Index.QueryAsync(Everything, cursor, 10));

    [Fact]
    public async Task Query_WithTheCursorOfAnotherFilter_IsRefused()
    {
        await ProjectAsync(50);
        var cursor = (await Index.QueryAsync(Everything, null, 1)).NextCursor;

        await Assert.ThrowsAsync<InvalidCursorException>(
            async () => await Index.QueryAsync(new TaskFilter(VerifyMode: VerifyMode.Tee), cursor, 1));
        Assert.Single((await Index.QueryAsync(Everything, cursor, 1)).Items);
    }

    [Fact]
    public async Task Query_OfARareStatus_GoesThroughAllTasksInBoundedSteps()
    {
        const int Tasks = (2 * PostgresTaskIndex.ScanMaximum) + 1;
        await Projected.DataSource.ExecuteAsync(
            $"""
            INSERT INTO task_index (position, submitted_at, changed_at, attempt, verify_mode, status, task_id, submitter, model_id)
            SELECT n, n, n, 0, 0, CASE n WHEN 1 THEN {(int)ComputeTaskStatus.Expired} ELSE {(int)ComputeTaskStatus.Settled} END,
                   sha256(n::text::bytea), '\x{new string('0', 40)}', '\x{new string('0', 64)}'
              FROM generate_series(1, {Tasks}) AS n
            """);
        var filter = new TaskFilter(Status: ComputeTaskStatus.Expired);

        var first = await Index.QueryAsync(filter, null, 10);
        var second = await Index.QueryAsync(filter, first.NextCursor, 10);
        var third = await Index.QueryAsync(filter, second.NextCursor, 10);

        Assert.Empty(first.Items);
        Assert.Empty(second.Items);
        Assert.Equal(new Slot(1), Assert.Single(third.Items).SubmittedAt);
        Assert.Null(third.NextCursor);
    }

    /// <summary>A walk down from the newest task would look at three bounds full of others first.</summary>
    [Fact]
    public async Task Query_OfOldSlots_BeginsWhereTheyAre()
    {
        const int Tasks = 3 * PostgresTaskIndex.ScanMaximum;
        await Projected.DataSource.ExecuteAsync(
            $"""
            INSERT INTO task_index (position, submitted_at, changed_at, attempt, verify_mode, status, task_id, submitter, model_id)
            SELECT n, n / 10, n / 10, 0, n % 3, {(int)ComputeTaskStatus.Settled}, sha256(n::text::bytea), '\x{new string('0', 40)}',
                   '\x{new string('0', 64)}'
              FROM generate_series(1, {Tasks}) AS n
            """);
        var filter = new TaskFilter(VerifyMode: VerifyMode.Optimistic, SubmittedFrom: new Slot(7), SubmittedUntil: new Slot(9));

        var first = await Index.QueryAsync(filter, null, 8);
        var second = await Index.QueryAsync(filter, first.NextCursor, 8);

        Assert.Equal(8, first.Items.Length);
        Assert.Equal(2, second.Items.Length);
        Assert.Null(second.NextCursor);
        long[] slots = [.. first.Items.Concat(second.Items).Select(task => task.SubmittedAt.Number)];
        Assert.Equal([9, 9, 9, 8, 8, 8, 8, 7, 7, 7], slots);
    }

    [Fact]
    public async Task Get_OfKnownAndUnknownTasks_GivesTheKnownInTheOrderAsked()
    {
        var history = await ProjectAsync(100);
        var expected = history.Expected.ToDictionary(task => task.TaskId);
        var asked = history.TaskIds.ToArray();
        _random.Shuffle(asked);

        var found = await Index.GetAsync([new TaskId(RandomTaskHistory.RandomBytes32(_random)), .. asked]);

        Assert.Equal(asked.Select(id => expected[id]), found);
        Assert.Empty(await Index.GetAsync([]));
    }

    [Fact]
    public async Task Projection_StoppedAndKilledInTheMiddle_AppliesEachEventOnce()
    {
        var history = new RandomTaskHistory(_random);
        long last = 0;
        for (var i = 0; i < 4; i++)
        {
            last = await history.AppendAsync(Projected.Log, 100);
            var host = await Projected.StartAsync(new TaskIndexProjection());
            await host.WaitForAsync(TaskIndexProjection.ProjectionName, last - _random.Next(100), ProjectedLog.Deadline);
            await Projected.DataSource.ExecuteAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
            last = await history.AppendAsync(Projected.Log, 50);
            await host.StopAsync(ProjectedLog.Deadline);
        }

        var final = await Projected.StartAsync(new TaskIndexProjection());
        await final.WaitForAsync(TaskIndexProjection.ProjectionName, last, ProjectedLog.Deadline);

        await AssertIndexedAsync(history);
    }

    [Fact]
    public async Task Projection_BuiltAnew_ForgetsWhatWasThere()
    {
        var history = new RandomTaskHistory(_random);
        var first = await Projected.StartAsync(new TaskIndexProjection());
        var last = await history.AppendAsync(Projected.Log, 200);
        await first.WaitForAsync(TaskIndexProjection.ProjectionName, last, ProjectedLog.Deadline);
        await first.StopAsync(ProjectedLog.Deadline);
        await Projected.DataSource.ExecuteAsync(
            """
            UPDATE task_index SET status = 0, worker = NULL;
            UPDATE task_index_workers SET position = position + 1000000;
            DELETE FROM projection_checkpoints;
            """);

        var second = await Projected.StartAsync(new TaskIndexProjection());
        await second.WaitForAsync(TaskIndexProjection.ProjectionName, last, ProjectedLog.Deadline);

        await AssertIndexedAsync(history);
    }

    private async Task<RandomTaskHistory> ProjectAsync(int steps)
    {
        var history = new RandomTaskHistory(_random);
        var last = await history.AppendAsync(Projected.Log, steps);
        var host = await Projected.StartAsync(new TaskIndexProjection());
        await host.WaitForAsync(TaskIndexProjection.ProjectionName, last, ProjectedLog.Deadline);
        return history;
    }

    private async Task AssertIndexedAsync(RandomTaskHistory history)
    {
        Assert.Equal(history.Expected.AsEnumerable(), await ReadAllAsync(Everything, 100));
        foreach (var worker in history.Workers)
        {
            Assert.Equal(
                history.Expected.Where(task => task.Worker == worker), await ReadAllAsync(new TaskFilter(Worker: worker), 100));
        }
    }

    private async Task<ImmutableArray<TaskSummary>> ReadAllAsync(TaskFilter filter, int limit)
    {
        var tasks = ImmutableArray.CreateBuilder<TaskSummary>();
        string? cursor = null;
        do
        {
            var page = await Index.QueryAsync(filter, cursor, limit);
            Assert.True(page.Items.Length <= limit);
            tasks.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return tasks.DrainToImmutable();
    }

    private TaskFilter RandomFilter(RandomTaskHistory history) => new(
        Maybe() ? history.Submitters[_random.Next(history.Submitters.Length)] : null,
        Maybe() ? history.Workers[_random.Next(history.Workers.Length)] : null,
        Maybe() ? history.Models[_random.Next(history.Models.Length)] : null,
        Maybe() ? (VerifyMode)_random.Next(3) : null,
        Maybe() ? (ComputeTaskStatus)_random.Next(11) : null,
        Maybe() ? new Slot(_random.NextInt64(history.Now.Number)) : null,
        Maybe() ? new Slot(_random.NextInt64(history.Now.Number)) : null);

    private bool Maybe() => _random.Next(4) == 0;

    private static bool Fits(TaskFilter filter, TaskSummary task) =>
        (filter.Submitter is not { } submitter || task.Submitter == submitter)
        && (filter.Worker is not { } worker || task.Worker == worker)
        && (filter.ModelId is not { } model || task.ModelId == model)
        && (filter.VerifyMode is not { } mode || task.VerifyMode == mode)
        && (filter.Status is not { } status || task.Status == status)
        && (filter.SubmittedFrom is not { } from || task.SubmittedAt >= from)
        && (filter.SubmittedUntil is not { } until || task.SubmittedAt <= until);
}
