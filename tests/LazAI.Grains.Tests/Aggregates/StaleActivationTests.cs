using LazAI.Storage;
using LazAI.Testing;

namespace LazAI.Grains.Tests.Aggregates;

/// <summary>While a cluster has not agreed on who is alive, two silos may have the same aggregate in memory; only one knows what the other writes.</summary>
public sealed class StaleActivationTests : IAsyncLifetime
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly AggregateHost _one;
    private readonly AggregateHost _other;

    public StaleActivationTests()
    {
        var log = new InMemoryEventLog(_time);
        _one = new AggregateHost(_time, new Recipient(), log);
        _other = new AggregateHost(_time, new Recipient(), log);
    }

    public async Task InitializeAsync()
    {
        await _one.StartAsync();
        await _other.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _one.StopAsync();
        await _other.StopAsync();
    }

    [Fact]
    public async Task Command_RefusedByAStaleState_IsDecidedAgainOnTheLog()
    {
        Assert.NotNull(await _one.Parcel.RecallAsync());
        Assert.Null(await _other.Parcel.SendAsync());
        Assert.Null(await _one.Parcel.RecallAsync());
    }

    [Fact]
    public async Task Command_CarriedOutByAnother_IsNotCarriedOutAgain()
    {
        Assert.NotNull(await _one.Parcel.RecallAsync());
        Assert.Null(await _other.Parcel.SendAsync());
        Assert.Null(await _other.Parcel.RecallAsync());
        Assert.Null(await _one.Parcel.SendAsync());
        Assert.Null(await _one.Parcel.RecallAsync());
    }
}
