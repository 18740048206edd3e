using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;

namespace LazAI.Gateway.Tests;

/// <summary>What the service says of a model that nobody can run, and what becomes of its tasks.</summary>
[Collection(nameof(NetworkFixture))]
public sealed class EligibleSessionsTests(NetworkFixture network)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Model_WithAnAcceptedMeasurement_CountsTheSessionsAsTheyOpenAndClose()
    {
        var before = await CountOpenAsync();
        using var one = await TestWorker.OpenAsync(network, network.Worker);
        using var other = await TestWorker.OpenAsync(network, network.OtherWorker);
        await ReadAsync(network.Model.ComputeModelId(), model => model.EligibleSessions == before + 2);

        await one.Api.CloseAsync(CancellationToken.None);
        await other.Api.CloseAsync(CancellationToken.None);
        await ReadAsync(network.Model.ComputeModelId(), model => model.EligibleSessions == before);
    }

    /// <summary>Sessions outlive the service. Until it has read of them it says that it does not know, not that there are none.</summary>
    [Fact]
    public async Task Model_AfterARestart_CountsTheSessionsThatAreStillOpen()
    {
        using var worker = await TestWorker.OpenAsync(network, network.Worker);
        var open = await CountOpenAsync();
        await ReadAsync(network.Model.ComputeModelId(), model => model.EligibleSessions == open);

        await network.RestartAsync();
        await ReadAsync(network.Model.ComputeModelId(), model =>
        {
            Assert.True(model.EligibleSessions is null || model.EligibleSessions == open, $"{model.EligibleSessions} of {open}");
            return model.EligibleSessions == open;
        });

        worker.Reconnect();
        await worker.Api.CloseAsync(CancellationToken.None);
        await ReadAsync(network.Model.ComputeModelId(), model => model.EligibleSessions == open - 1);
    }

    [Fact]
    public async Task Model_WhoseMeasurementNobodyBrings_HasNoneInAnyAnswer()
    {
        using var worker = await TestWorker.OpenAsync(network, network.Worker);
        using var unserved = await UnservedModel.PublishAsync(network, "nobody's");
        await ReadAsync(network.Model.ComputeModelId(), model => model.EligibleSessions > 0);

        var listed = await unserved.WaitUntilListedAsync();
        Assert.Equal(0, listed.Single(model => model.ModelId == unserved.Id).EligibleSessions);
        Assert.True(listed.Single(model => model.ModelId == network.Model.ComputeModelId()).EligibleSessions > 0);
        Assert.Equal(0, (await network.Client.GetModelAsync(unserved.Id)).EligibleSessions);
        var again = network.SignedBy(network.Publisher).RegisterModel(unserved.Description);
        Assert.Equal(0, (await network.Client.RegisterModelAsync(again)).EligibleSessions);

        await worker.Api.CloseAsync(CancellationToken.None);
    }

    /// <summary>The rule that all warnings tell: PROTOCOL §4 (Deadlines) and §8.</summary>
    [Fact]
    public async Task Task_ThatNobodyCanTake_ExpiresAtItsDeadlineAndIsRefundedInFull()
    {
        const int Count = 3;
        using var worker = await TestWorker.OpenAsync(network, network.Worker);
        using var unserved = await UnservedModel.PublishAsync(network, "nobody's, asked for");
        var taskIds = await unserved.SubmitAsync(Count, TimeSpan.FromSeconds(3));
        Assert.Equal(Amount.FromTokens(UnservedModel.Tokens - Count), await unserved.ReadBalanceAsync());

        using var limit = new CancellationTokenSource(s_patience);
        foreach (var taskId in taskIds)
        {
            TaskView task;
            while ((task = await network.Client.GetTaskAsync(taskId, limit.Token)).Status == ComputeTaskStatus.Submitted)
            {
                await Task.Delay(20, limit.Token);
            }

            Assert.Equal([ComputeTaskStatus.Submitted, ComputeTaskStatus.Expired], task.History.Select(change => change.Status));
            Assert.True(task.History[^1].Slot >= task.Request.DeadlineSlot);
            Assert.Equal(0, task.Attempt);
            Assert.Null(task.Fee);
        }

        while (await unserved.ReadBalanceAsync() != Amount.FromTokens(UnservedModel.Tokens))
        {
            await Task.Delay(20, limit.Token);
        }

        foreach (var taskId in taskIds)
        {
            Assert.Equal(Amount.Zero, (await network.Client.GetBalanceAsync(LedgerAccount.Escrow(taskId), limit.Token)).Balance);
        }

        Assert.True((await network.Client.GetLedgerAsync(limit.Token)).Balanced);
        await worker.Api.CloseAsync(CancellationToken.None);
    }

    /// <summary>The open sessions by the workers' own records; all workers of this network bring the measurement that its model accepts.</summary>
    private async Task<int> CountOpenAsync() =>
        (await network.Client.ListWorkersAsync()).Items.Sum(worker => worker.Sessions.Length);

    /// <summary>Reads a model until it is as expected; the service's answer may be a second old.</summary>
    private async Task<ModelView> ReadAsync(ModelId id, Func<ModelView, bool> isExpected)
    {
        using var limit = new CancellationTokenSource(s_patience);
        while (true)
        {
            var model = await network.Client.GetModelAsync(id, limit.Token);
            if (isExpected(model))
            {
                return model;
            }

            await Task.Delay(50, limit.Token);
        }
    }
}
