namespace LazAI.Gateway.Tests;

/// <summary>What a worker has done is in its record.</summary>
[Collection(nameof(NetworkFixture))]
public sealed class WorkerRecordTests(NetworkFixture network)
{
    [Fact]
    public async Task Worker_WhoseResultIsVerified_HasItInItsRecord()
    {
        using var worker = await TestWorker.OpenAsync(network, network.Worker);
        var before = (await network.Client.GetWorkerAsync(worker.Account.Address)).Record.Accepted;
        await network.Client.SubmitTasksAsync(network.Submission(3));
        var work = await worker.TakeAsync(3);
        await worker.Api.SubmitResultsAsync(worker.Sign([.. work.Select(worker.Echo)]), CancellationToken.None);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await network.Client.GetWorkerAsync(worker.Account.Address, limit.Token)).Record.Accepted != before + 3)
        {
            await Task.Delay(20, limit.Token);
        }

        await worker.Api.CloseAsync(CancellationToken.None);
    }
}
