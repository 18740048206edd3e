using LazAI.Grains.EventLog;

namespace LazAI.Storage.Tests;

public sealed class InMemoryEventLogTests : EventLogConformance
{
    private readonly InMemoryEventLog _log = new();

    protected override IEventLog Log => _log;

    protected override IEventLog OtherWriter => _log;

    [Fact]
    public void Append_CompletesBeforeItReturns() =>
        Assert.True(_log.AppendAsync(Stream("a"), 0, Events("x")).AsTask().IsCompletedSuccessfully);
}
