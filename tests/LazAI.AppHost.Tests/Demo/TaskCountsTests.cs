using LazAI.AppHost.Demo;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.AppHost.Tests.Demo;

public sealed class TaskCountsTests
{
    [Theory]
    [InlineData(ComputeTaskStatus.Submitted, 0, 0, 0, 0)]
    [InlineData(ComputeTaskStatus.Assigned, 0, 0, 0, 0)]
    [InlineData(ComputeTaskStatus.Executed, 1, 0, 0, 0)]
    [InlineData(ComputeTaskStatus.Verified, 1, 1, 0, 0)]
    [InlineData(ComputeTaskStatus.Final, 1, 1, 0, 0)]
    [InlineData(ComputeTaskStatus.Settled, 1, 1, 1, 0)]
    [InlineData(ComputeTaskStatus.Expired, 0, 0, 0, 1)]
    [InlineData(ComputeTaskStatus.Invalid, 0, 0, 0, 1)]
    public void Of_OneTask_CountsEveryStepItHasPassed(ComputeTaskStatus status, int executed, int verified, int settled, int lost)
    {
        var counts = TaskCounts.Of(1, [Summary(status)]);

        Assert.Equal(new TaskCounts(1, executed, verified, settled, lost), counts);
        Assert.Equal(settled + lost == 1, counts.IsFinal);
    }

    [Fact]
    public void IsFinal_ListLagsBehindTheAcknowledgements_IsFalse() =>
        Assert.False(TaskCounts.Of(2, [Summary(ComputeTaskStatus.Settled)]).IsFinal);

    private static TaskSummary Summary(ComputeTaskStatus status) =>
        new(default, default(Address), default, VerifyMode.Tee, status, 1, null, new Slot(0), new Slot(0));
}
