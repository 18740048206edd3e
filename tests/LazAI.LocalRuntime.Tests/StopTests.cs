namespace LazAI.LocalRuntime.Tests;

public sealed class StopTests
{
    private readonly string key = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Stop_WaitsForRunningCalls_AndDeactivatesAll()
    {
        var silo = await TestSilo.StartAsync();
        var grain = silo.Grain<IGateGrain>(key);
        var running = grain.Wait(key);
        await GateGrain.HasEntered(key);
        var waiting = grain.Instance();
        await silo.Grain<IGateGrain>(key + "idle").Ping();

        var stopping = silo.StopAsync();
        Assert.False(running.IsCompleted);
        GateGrain.Open(key);
        await running;
        await waiting;
        await stopping;
        Assert.Equal(0, silo.Silo.ActivationDirectories.Sum(directory => directory.Count));
        Assert.Contains($"{key} {DeactivationReasonCode.ShuttingDown}", GateGrain.Log);
        Assert.Contains($"{key}idle {DeactivationReasonCode.ShuttingDown}", GateGrain.Log);
        await Assert.ThrowsAsync<SiloUnavailableException>(async () => await grain.Ping());
    }

    [Fact]
    public async Task Stop_WithAGrainThatNeverEnds_IsBoundedByTheHost()
    {
        await using var silo = await TestSilo.StartAsync();
        var stuck = silo.Grain<IGateGrain>(key).Wait(key);
        await GateGrain.HasEntered(key);
        using var giveUp = new CancellationTokenSource();
        var stopping = silo.Silo.StopAsync(giveUp.Token);
        Assert.False(stopping.IsCompleted);
        await giveUp.CancelAsync();
        await stopping;
        Assert.False(stuck.IsCompleted);
        GateGrain.Open(key);
        await stuck;
    }
}
