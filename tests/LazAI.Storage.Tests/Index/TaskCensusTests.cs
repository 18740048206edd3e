using LazAI.Grains.Queries;
using LazAI.Protocol.ComputeTasks;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Storage.Tests;

public sealed class TaskCensusTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly Random _random = TestSeed.Create(output);
    private ProjectedLog? _projected;

    private ProjectedLog Projected => _projected!;

    public async Task InitializeAsync() => _projected = await ProjectedLog.CreateAsync();

    public async Task DisposeAsync() => await Projected.DisposeAsync();

    [Fact]
    public async Task Census_OfARandomHistory_CountsWhatTheAggregatesSay()
    {
        var history = new RandomTaskHistory(_random);
        var host = await Projected.StartAsync(new TaskIndexProjection());
        var last = await history.AppendAsync(Projected.Log, 600);
        await host.WaitForAsync(TaskIndexProjection.ProjectionName, last, ProjectedLog.Deadline);

        var census = await new PostgresTaskCensus(Projected.DataSource).TakeAsync();

        Assert.Equal(last, census.Position);
        Assert.Equal(
            history.Expected.CountBy(task => task.Status).OrderBy(count => count.Key).Select(count => new StatusCount(count.Key, count.Value)),
            census.Tasks);
        Assert.Equal(
            history.Expected.Where(task => task.Status == ComputeTaskStatus.Assigned)
                .Select(task => new HeldTask(task.TaskId, task.Worker!.Value)).OrderBy(task => task.TaskId),
            census.Held.OrderBy(task => task.TaskId));
    }

    [Fact]
    public async Task Census_BeforeTheProjectionHasRun_IsOfTheLogsBeginning()
    {
        await new RandomTaskHistory(_random).AppendAsync(Projected.Log, 20);

        var census = await new PostgresTaskCensus(Projected.DataSource).TakeAsync();

        Assert.Equal(0, census.Position);
        Assert.Empty(census.Tasks);
        Assert.Empty(census.Held);
    }
}
