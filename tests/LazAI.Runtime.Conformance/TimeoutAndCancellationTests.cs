namespace LazAI.Runtime.Conformance;

public interface ISlowGrain : IGrainWithStringKey
{
    [ResponseTimeout("00:00:01")]
    Task TooSlow();

    Task Ready();

    Task WaitForCancellation(CancellationToken cancellationToken);

    Task Hold(string gate);
}

public sealed class SlowGrain : Grain, ISlowGrain
{
    private Probe Probe => Probe.Of(this.GetPrimaryKeyString());

    public Task TooSlow() => Probe.Gate("slow");

    public Task Ready() => Task.CompletedTask;

    public Task Hold(string gate)
    {
        Probe.Note($"holding {gate}");
        return Probe.Gate(gate);
    }

    public async Task WaitForCancellation(CancellationToken cancellationToken)
    {
        var scheduler = TaskScheduler.Current;
        using var registration = cancellationToken.Register(
            () => Probe.Note(TaskScheduler.Current == scheduler ? "callback in grain" : "callback elsewhere"));
        Probe.Note("waiting");
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Probe.Note("cancelled");
            throw;
        }
    }
}

public sealed class TimeoutAndCancellationTests(GrainHost host) : ConformanceTest(host)
{
    [Fact]
    public async Task Call_NotAnsweredInTime_ThrowsAndNamesGrainAndMethod()
    {
        var grain = Grain<ISlowGrain>();
        var timeout = await Assert.ThrowsAsync<TimeoutException>(grain.TooSlow);
        Assert.Contains(Key, timeout.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(ISlowGrain.TooSlow), timeout.Message, StringComparison.Ordinal);

        Probe.Open("slow");
        await grain.Ready();
    }

    [Fact]
    public async Task CancelledToken_OfRunningCall_ReachesTheGrain()
    {
        using var source = new CancellationTokenSource();
        var call = Grain<ISlowGrain>().WaitForCancellation(source.Token);
        await Probe.Until("waiting");
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Probe.Until("cancelled");
        Assert.Contains("callback in grain", Probe.Events);
    }

    /// <summary>Under Orleans the cancellation may come to the grain later than the grain comes to the call: then it starts, and is cancelled.</summary>
    [Fact]
    public async Task CancelledToken_OfWaitingCall_EndsItForTheCallerAndFreesTheGrain()
    {
        using var source = new CancellationTokenSource();
        var grain = Grain<ISlowGrain>();
        var first = grain.Hold("first");
        await Probe.Until("holding first");
        var call = grain.WaitForCancellation(source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(["holding first"], Probe.Events);
        Probe.Open("first");
        await first;
        await grain.Ready();
        Assert.Equal(Probe.Events.Contains("waiting"), Probe.Events.Contains("cancelled"));
    }

    [Fact]
    public async Task CancelledToken_BeforeTheCall_Throws()
    {
        var grain = Grain<ISlowGrain>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await grain.WaitForCancellation(new CancellationToken(canceled: true)));
        Assert.Empty(Probe.Events);
    }
}
