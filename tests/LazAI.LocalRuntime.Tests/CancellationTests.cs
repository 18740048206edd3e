namespace LazAI.LocalRuntime.Tests;

public sealed class CancellationTests
{
    /// <summary>More than Orleans promises, whose cancellations travel beside the calls.</summary>
    [Fact]
    public async Task CancelledToken_OfWaitingCall_KeepsItFromStarting()
    {
        await using var silo = await TestSilo.StartAsync();
        var gate = Guid.NewGuid().ToString("N");
        var grain = silo.Grain<IGateGrain>(gate);
        var first = grain.Wait(gate);
        await GateGrain.HasEntered(gate);

        using var source = new CancellationTokenSource();
        var waiting = grain.WaitOrCancel(gate + "waiting", source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        GateGrain.Open(gate);
        await first;
        await grain.Instance();
        Assert.False(GateGrain.WasEntered(gate + "waiting"));
    }
}
