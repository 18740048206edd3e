using LazAI.AppHost.Processes;

namespace LazAI.AppHost.Tests.Processes;

public sealed class RestartBackoffTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Healthy = TimeSpan.FromSeconds(10);

    private readonly RestartBackoff _backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), Healthy);

    [Fact]
    public void Next_DeathsInARow_DoublesUpToTheMaximum()
    {
        var pauses = Enumerable.Range(0, 5).Select(_ => _backoff.Next(Short).TotalMilliseconds);

        Assert.Equal([200, 400, 800, 1_000, 1_000], pauses);
    }

    [Fact]
    public void Next_AfterAHealthyRun_BeginsAnew()
    {
        _backoff.Next(Short);
        _backoff.Next(Short);

        Assert.Equal([200, 400], new[] { _backoff.Next(Healthy), _backoff.Next(Short) }.Select(pause => pause.TotalMilliseconds));
    }
}
