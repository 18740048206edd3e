using LazAI.Enclave.Engines;

namespace LazAI.Enclave.Tests.Worker;

public sealed class EnclaveWorkerTests
{
    [Fact]
    public async Task Worker_FiveHundredDigits_AllAnsweredOnceAndMostlyRight()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        var gateway = worker.Gateway;
        var tasks = worker.Tasks(0, 500);

        gateway.Offer(tasks);
        await gateway.WhenAsync(() => gateway.Accepted.Count == tasks.Length);

        var correct = tasks.Where((task, i) =>
        {
            Assert.True(ClassificationResult.TryParse(gateway.Accepted[task.TaskId].Output.Span, out var result));
            return result.Class == WorkerUnderTest.Digits.Label(i);
        });
        Assert.Equal(495, correct.Count());
        Assert.Empty(gateway.Refused);
        Assert.Empty(gateway.Declined);
    }
}
