using LazAI.LocalRuntime.Activations;
using LazAI.LocalRuntime.Calls;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Timers;

/// <summary>A timer of one activation. A tick is a call to the activation itself; the next is set when it has ended, so ticks never pile up.</summary>
internal sealed class GrainTimer : IGrainTimer
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopped = new();
    private readonly Activation activation;
    private readonly Func<CancellationToken, Task> callback;
    private readonly GrainTimerCreationOptions options;
    private readonly ITimer timer;
    private TimeSpan dueTime;
    private TimeSpan period;
    private bool ticking;
    private bool changed;
    private bool isDisposed;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        this.activation = activation;
        this.callback = callback;
        this.options = options;
        Validate(options.DueTime, options.Period);
        var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        try
        {
            timer = activation.Silo.Time.CreateTimer(
                static state => ((GrainTimer)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            flow.Dispose();
        }

        activation.Add(this);
        Change(options.DueTime, options.Period);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Validate(dueTime, period);
        lock (gate)
        {
            this.dueTime = dueTime;
            this.period = period;
            changed = true;

            // A change made by the tick itself counts from the tick's end.
            if (!ticking && !isDisposed)
                timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (isDisposed)
                return;

            isDisposed = true;
            timer.Dispose();
        }

        stopped.Cancel();
        activation.Remove(this);
    }

    private static void Validate(TimeSpan dueTime, TimeSpan period)
    {
        const long Longest = 0xfffffffe;
        ArgumentOutOfRangeException.ThrowIfLessThan((long)dueTime.TotalMilliseconds, -1, nameof(dueTime));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)dueTime.TotalMilliseconds, Longest, nameof(dueTime));
        ArgumentOutOfRangeException.ThrowIfLessThan((long)period.TotalMilliseconds, -1, nameof(period));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)period.TotalMilliseconds, Longest, nameof(period));
    }

    private void Tick()
    {
        lock (gate)
        {
            if (isDisposed)
                return;

            ticking = true;
            changed = false;
        }

        var call = new TickCall(this);
        call.Address(activation.GrainReference, TickCall.TickMethod);
        call.Deadline = long.MaxValue;
        activation.TryAccept(call);
    }

    private async ValueTask RunAsync()
    {
        try
        {
            if (!stopped.IsCancellationRequested)
                await callback(stopped.Token);
        }
        finally
        {
            lock (gate)
            {
                ticking = false;
                if (!isDisposed)
                    timer.Change(changed ? dueTime : period, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private sealed class TickCall(GrainTimer timer) : VoidCall
    {
        public static readonly GrainMethod TickMethod = new(typeof(IGrainTimerTick).GetMethod(nameof(IGrainTimerTick.Tick))!);

        public override bool IsOneWay => true;

        public override bool IsLocal => true;

        public override bool IsAlwaysInterleave => timer.options.Interleave;

        public override bool KeepsAlive => timer.options.KeepAlive;

        public override int GetArgumentCount() => 0;

        public override object? GetArgument(int index) => throw new ArgumentOutOfRangeException(nameof(index));

        public override CancellationToken GetCancellationToken() => default;

        public override void SetCancellationToken(CancellationToken token)
        {
        }

        protected override ValueTask Invoke(object target) => timer.RunAsync();

        protected override void Clear()
        {
        }

        protected override void Return()
        {
        }
    }

    /// <summary>Gives ticks a name in logs.</summary>
    private interface IGrainTimerTick
    {
        Task Tick();
    }
}
