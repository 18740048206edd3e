using Orleans.Configuration;

namespace LazAI.LocalRuntime.Tests;

public sealed class TimeTests
{
    private readonly string key = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task ResponseTimeout_IsNeverEarly_AndAtMostTwoTicksLate()
    {
        await using var silo = await TestSilo.StartAsync();
        var call = silo.Grain<IGateGrain>(key).WaitFiveSeconds(key);
        await GateGrain.HasEntered(key);
        silo.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(call.IsCompleted);
        silo.Time.Advance(TimeSpan.FromSeconds(2));
        var timeout = await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.Contains($"{nameof(IGateGrain)}.{nameof(IGateGrain.WaitFiveSeconds)}", timeout.Message, StringComparison.Ordinal);
        GateGrain.Open(key);
        await silo.Grain<IGateGrain>(key).Ping();
    }

    [Fact]
    public async Task WaitingCall_WhoseTimeIsUp_IsNeverStarted()
    {
        await using var silo = await TestSilo.StartAsync(builder =>
            builder.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromHours(1)));
        var grain = silo.Grain<IGateGrain>(key);
        var first = grain.Wait(key);
        await GateGrain.HasEntered(key);
        var second = grain.WaitFiveSeconds(key + "second");
        silo.Time.Advance(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<TimeoutException>(() => second);

        GateGrain.Open(key);
        await first;
        await grain.Instance();
        Assert.False(GateGrain.Entered.ContainsKey(key + "second"));
    }

    [Fact]
    public async Task DefaultTimeout_IsThatOfTheOptions()
    {
        await using var silo = await TestSilo.StartAsync(builder =>
            builder.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(60)));
        var call = silo.Grain<IGateGrain>(key).Wait(key);
        await GateGrain.HasEntered(key);
        silo.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.False(call.IsCompleted);
        silo.Time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        GateGrain.Open(key);
    }

    [Fact]
    public async Task ActivationThatNeverEnds_FailsTheWaitingCalls_NamingTheGrain()
    {
        await using var silo = await TestSilo.StartAsync(builder =>
        {
            builder.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromHours(1));
            builder.Configure<GrainCollectionOptions>(options => options.ActivationTimeout = TimeSpan.FromSeconds(10));
        });
        var call = silo.Grain<IStuckGrain>(key).Ping();
        await GateGrain.HasEntered(key);
        silo.Time.Advance(TimeSpan.FromSeconds(10));
        var failure = await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.Contains(key, failure.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(StuckGrain), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IdleActivation_IsCollectedAtItsAge_AndUseStartsTheAgeAnew()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Grain<IGateGrain>(key);
        var first = await grain.Instance();
        silo.Time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(first, await grain.Instance());
        silo.Time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(first, await grain.Instance());

        silo.Time.Advance(TimeSpan.FromMinutes(17));
        Assert.NotEqual(first, await grain.Instance());
        Assert.Contains($"{key} {DeactivationReasonCode.ActivationIdle}", GateGrain.Log);
    }

    [Fact]
    public async Task BusyActivation_IsNotCollected()
    {
        await using var silo = await TestSilo.StartAsync(builder =>
            builder.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromDays(1)));
        var grain = silo.Grain<IGateGrain>(key);
        var call = grain.Wait(key);
        await GateGrain.HasEntered(key);
        silo.Time.Advance(TimeSpan.FromHours(1));
        GateGrain.Open(key);
        await call;
        Assert.DoesNotContain(GateGrain.Log, line => line.StartsWith(key, StringComparison.Ordinal));
    }
}
