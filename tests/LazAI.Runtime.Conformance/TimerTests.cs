namespace LazAI.Runtime.Conformance;

public interface ITimerGrain : IGrainWithStringKey
{
    Task Start(int ticks);

    Task StartSlow(bool interleave);

    Task Hold();

    Task Leave();

    [AlwaysInterleave]
    Task Ping();
}

public sealed class TimerGrain : Grain, ITimerGrain
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    private int count;

    private Probe Probe => Probe.Of(this.GetPrimaryKeyString());

    public Task Start(int ticks)
    {
        IGrainTimer? timer = null;
        var scheduler = TaskScheduler.Current;
        timer = this.RegisterGrainTimer(
            (state, _) =>
            {
                Probe.Note($"{state} {++count} {TaskScheduler.Current == scheduler}");
                if (count == ticks)
                    timer!.Dispose();

                return Task.CompletedTask;
            },
            "tick",
            new GrainTimerCreationOptions { DueTime = Soon, Period = Soon });
        return Task.CompletedTask;
    }

    public Task StartSlow(bool interleave)
    {
        this.RegisterGrainTimer(
            async token =>
            {
                Probe.Note("tick begins");
                await Task.WhenAny(Probe.Gate("tick"), Task.Delay(Timeout.Infinite, token));
                Probe.Note(token.IsCancellationRequested ? "tick cancelled" : "tick ends");
            },
            new GrainTimerCreationOptions(Soon, Timeout.InfiniteTimeSpan) { Interleave = interleave });
        return Task.CompletedTask;
    }

    public async Task Hold()
    {
        Probe.Note("hold begins");
        await Probe.Gate("hold");
        Probe.Note("hold ends");
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Probe.Note("deactivated");
        return Task.CompletedTask;
    }

    public Task Ping() => Task.CompletedTask;
}

public sealed class TimerTests(GrainHost host) : ConformanceTest(host)
{
    [Fact]
    public async Task Timer_TicksInTheGrain_UntilItIsDisposed()
    {
        var grain = Grain<ITimerGrain>();
        await grain.Start(3);
        Assert.Equal(["tick 1 True", "tick 2 True", "tick 3 True"], await Probe.Until("tick 3 True"));
    }

    [Fact]
    public async Task Tick_WhileRequestRuns_WaitsForIt()
    {
        var grain = Grain<ITimerGrain>();
        await grain.StartSlow(interleave: false);
        var hold = grain.Hold();
        var events = await Probe.Until(noted => noted.Count > 0);
        if (events[0] == "tick begins")
        {
            // The tick was first: then the request waits for it.
            Probe.Open("tick");
            Probe.Open("hold");
            await hold;
            Assert.Equal(["tick begins", "tick ends", "hold begins", "hold ends"], Probe.Events);
        }
        else
        {
            Probe.Open("hold");
            await hold;
            Probe.Open("tick");
            Assert.Equal(["hold begins", "hold ends", "tick begins", "tick ends"], await Probe.Until("tick ends"));
        }
    }

    [Fact]
    public async Task InterleavingTick_WhileRequestRuns_RunsAtOnce()
    {
        var grain = Grain<ITimerGrain>();
        var hold = grain.Hold();
        await Probe.Until("hold begins");
        Probe.Open("hold");
        await hold;
        await grain.StartSlow(interleave: true);
        var second = grain.Hold();
        await Probe.Until("tick begins");
        Probe.Open("tick");
        await Probe.Until("tick ends");
        await second;
    }

    [Fact]
    public async Task Timer_OfLeavingGrain_IsCancelled()
    {
        var grain = Grain<ITimerGrain>();
        await grain.Start(int.MaxValue);
        await Probe.Until("tick 1 True");
        await grain.Leave();
        var ticks = (await Probe.Until("deactivated")).Count;
        await grain.Ping();
        Assert.Equal("deactivated", Probe.Events[^1]);
        Assert.Equal(ticks, Probe.Events.Count);
    }
}
