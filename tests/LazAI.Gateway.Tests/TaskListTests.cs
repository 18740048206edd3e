using LazAI.Client;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.Gateway.Tests;

/// <summary>Execution records by submitter, worker, model, mode, status and slots, through HTTP.</summary>
public sealed class TaskListTests(NetworkFixture network) : IClassFixture<NetworkFixture>
{
    [Fact]
    public async Task List_ByEachFilterAndAll_HoldsWhatFitsPageByPage()
    {
        using var worker = await TestWorker.OpenAsync(network, network.Worker);
        var done = (await network.Client.SubmitTasksAsync(network.Submission(5))).TaskIds;
        await worker.Api.SubmitResultsAsync(worker.Sign([.. (await worker.TakeAsync(5)).Select(worker.Echo)]), CancellationToken.None);
        await WaitAsync(new TaskFilter(Status: ComputeTaskStatus.Settled), 5);
        var last = (await network.Client.ListTasksAsync(new TaskFilter())).Items.Max(task => task.SubmittedAt);
        await worker.Api.CloseAsync(CancellationToken.None);
        while (network.Clock.Now <= last + 1)
        {
            await Task.Delay(50);
        }

        using var unserved = await UnservedModel.PublishAsync(network, "unserved in a list");
        var waiting = await unserved.SubmitAsync(3, TimeSpan.FromMinutes(2));
        await WaitAsync(new TaskFilter(Status: ComputeTaskStatus.Submitted), 3);

        await HoldsAsync(done, new TaskFilter(Worker: network.Worker.Address));
        await HoldsAsync([], new TaskFilter(Worker: network.OtherWorker.Address));
        await HoldsAsync(done, new TaskFilter(Model: network.Model.ComputeModelId()));
        await HoldsAsync(waiting, new TaskFilter(Status: ComputeTaskStatus.Submitted));
        await HoldsAsync(done, new TaskFilter(Submitter: network.Submitter.Address));
        await HoldsAsync(waiting, new TaskFilter(Submitter: unserved.Customer.Address));
        await HoldsAsync([], new TaskFilter(Submitter: network.Pauper.Address));
        await HoldsAsync([.. done, .. waiting], new TaskFilter());
        await HoldsAsync([.. done, .. waiting], new TaskFilter(Mode: VerifyMode.Tee));
        await HoldsAsync([], new TaskFilter(Mode: VerifyMode.Optimistic));
        await HoldsAsync(done, new TaskFilter(UntilSlot: last));
        await HoldsAsync(waiting, new TaskFilter(FromSlot: last + 1));
        await HoldsAsync(
            done,
            new TaskFilter(
                network.Submitter.Address, network.Worker.Address, network.Model.ComputeModelId(), ComputeTaskStatus.Settled, VerifyMode.Tee,
                new Slot(0), last));
        await HoldsAsync([], new TaskFilter(Status: ComputeTaskStatus.Submitted, UntilSlot: last));
    }

    /// <summary>Lists trail the log by moments.</summary>
    private async Task WaitAsync(TaskFilter filter, int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await network.Client.ListTasksAsync(filter, cancellationToken: limit.Token)).Items.Length < count)
        {
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>Pages of two give these tasks and no others, whatever their order among themselves.</summary>
    private async Task HoldsAsync(IReadOnlyList<TaskId> expected, TaskFilter filter)
    {
        var found = new List<TaskSummary>();
        string? cursor = null;
        do
        {
            var page = await network.Client.ListTasksAsync(filter, cursor, 2);
            found.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal(expected.Order(), found.Select(task => task.TaskId).Order());
        Assert.Equal(found.OrderByDescending(task => task.SubmittedAt).Select(task => task.SubmittedAt), found.Select(task => task.SubmittedAt));
    }
}
