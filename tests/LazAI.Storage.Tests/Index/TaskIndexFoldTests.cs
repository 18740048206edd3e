using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Storage.Tests;

public sealed class TaskIndexFoldTests(ITestOutputHelper output)
{
    private static readonly StreamName Stream = RandomTaskHistory.StreamOf(default);

    [Fact]
    public async Task Fold_OfARandomHistory_KnowsEveryEventOfTheCodec()
    {
        var log = new InMemoryEventLog();
        var history = new RandomTaskHistory(TestSeed.Create(output));
        await history.AppendAsync(log, 3000);
        var events = await log.ReadAllAsync(0, int.MaxValue);

        var changes = TaskIndexProjection.Fold(events);

        Assert.Empty(ComputeTaskEvent.Codec.Names.Except(events.Select(recorded => recorded.Type)));
        Assert.Equal(
            history.Expected.Select(task => (task.TaskId, task.Status, (int?)task.Attempt, task.Worker, task.ChangedAt)),
            changes
                .OrderByDescending(change => change.Position)
                .Select(change => (change.TaskId, change.Status, change.Attempt, change.Worker, change.ChangedAt)));
    }

    [Fact]
    public void Fold_OfATaskEventThatThisBuildDoesNotKnow_Fails() =>
        Assert.Throws<InvalidOperationException>(() => Fold(Stream, "task.teleported", "{}"));

    [Fact]
    public void Fold_OfATaskEventInAnotherStream_Fails() =>
        Assert.Throws<InvalidOperationException>(() => Fold(new StreamName("ledger", "LCAI"), "task.finalized", """{"at":1}"""));

    [Theory]
    [InlineData("task.finalized", "{}")]
    [InlineData("task.finalized", """{"inner":{"at":1}}""")]
    [InlineData("task.assigned", """{"assignment":{"assignedAt":1},"attempt":1}""")]
    [InlineData("task.submitted", """{"at":1,"request":{"verifyMode":"TEE"}}""")]
    [InlineData("task.submitted", """{"at":1,"request":{"verifyMode":"HOPE"}}""")]
    public void Fold_OfADamagedEvent_Fails(string type, string payload) =>
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => Fold(Stream, type, payload));

    [Fact]
    public void Fold_OfALeaseExtension_ChangesNothing() =>
        Assert.Empty(Fold(Stream, "task.lease-extended", """{"at":1,"until":2}"""));

    [Theory]
    [InlineData("""{"at":5}""")]
    [InlineData("""{"reason":{"at":1},"at":5}""")]
    [InlineData("""{"detail":"\"at\":7","at":5,"worker":"x"}""")]
    public void At_AmongOtherMembers_IsThatOfTheEvent(string payload) =>
        Assert.Equal(new Slot(5), TaskEventScan.At(System.Text.Encoding.UTF8.GetBytes(payload)));

    private static IReadOnlyCollection<TaskChange> Fold(StreamName stream, string type, string payload) =>
        TaskIndexProjection.Fold(
            [new RecordedEvent(1, stream, 1, type, System.Text.Encoding.UTF8.GetBytes(payload), DateTimeOffset.UnixEpoch)]);
}
