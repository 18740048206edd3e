using LazAI.Grains.EventLog;
using LazAI.Testing;

namespace LazAI.Grains.Tests.Aggregates;

/// <summary>An effect that fails stays owed, and is tried again while its aggregate is active.</summary>
public sealed class EffectRetryTests : IAsyncLifetime
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly Recipient _recipient = new();
    private readonly HeldEventLog _log = new(TimeProvider.System);
    private readonly AggregateHost _host;

    public EffectRetryTests() => _host = new AggregateHost(_time, _recipient, _log);

    private IParcelGrain Parcel => _host.Parcel;

    public Task InitializeAsync() => _host.StartAsync();

    public Task DisposeAsync() => _host.StopAsync();

    [Fact]
    public async Task Effect_ThatFails_IsTriedAgainWithGrowingPausesUntilItSucceeds()
    {
        _recipient.FailuresLeft = 4;
        Assert.Null(await Parcel.SendAsync());
        Assert.Equal(1, _recipient.Calls);

        // 1 + 2 + 4 + 8 seconds: the fifth call gets through.
        foreach (var (pause, calls) in new[] { (1, 2), (2, 3), (4, 4), (8, 5) })
        {
            await PassAsync(TimeSpan.FromSeconds(pause) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(calls - 1, _recipient.Calls);
            await PassAsync(TimeSpan.FromMilliseconds(1));
            Assert.Equal(calls, _recipient.Calls);
        }

        Assert.Equal(1, _recipient.Received);
        await PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(1, _recipient.Received);
    }

    [Fact]
    public async Task Effect_OwedForLong_KeepsItsAggregateActive()
    {
        _recipient.FailuresLeft = 60;
        Assert.Null(await Parcel.SendAsync());

        // Nobody calls the grain, for longer than idle activations are kept: the pauses add up to nearly an hour.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (_recipient.Received == 0)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(1, limit.Token);
        }

        Assert.Equal(61, _recipient.Calls);
    }

    [Fact]
    public async Task Effect_OfAnAppendThatWasWrittenWithoutAnAnswer_IsIssuedThoughNobodyAsksAgain()
    {
        _log.FailOnce(written: true);
        await Assert.ThrowsAsync<EventLogUnavailableException>(Parcel.SendAsync);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (_recipient.Received == 0)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, limit.Token);
        }

        Assert.Equal(1, _recipient.Received);
    }

    [Fact]
    public async Task Effect_ThatIsACommandOfItsOwnAggregate_DoesNotHoldUpTheCommandThatHasReadTheLog()
    {
        _recipient.Recalls = true;
        _log.FailOnce(written: true);
        await Assert.ThrowsAsync<EventLogUnavailableException>(Parcel.SendAsync);

        Assert.Null(await Parcel.RecallAsync().WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Null(await Parcel.SendAsync().WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Effect_ThatIsACommandOfItsOwnAggregate_IsIssuedByACommandThatChangesNothing()
    {
        _recipient.Recalls = true;
        _log.FailOnce(written: true);
        await Assert.ThrowsAsync<EventLogUnavailableException>(Parcel.SendAsync);

        Assert.Null(await Parcel.SendAsync().WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(1, _recipient.Received);
    }

    /// <summary>Moves the clock second by second, and after each lets what became due run: a call to the grain comes after it.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        var step = TimeSpan.FromSeconds(1);
        for (var left = time; left > TimeSpan.Zero; left -= step)
        {
            _time.Advance(left < step ? left : step);
            Assert.Null(await Parcel.SendAsync());
            Assert.Null(await Parcel.SendAsync());
        }
    }
}
