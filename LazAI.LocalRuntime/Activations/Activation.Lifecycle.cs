using System.Diagnostics;
using LazAI.LocalRuntime.Calls;
using LazAI.LocalRuntime.Statistics;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace LazAI.LocalRuntime.Activations;

internal sealed partial class Activation
{
    private TaskCompletionSource? deactivated;
    private List<Func<CancellationToken, Task>>? preparations;
    private DeactivationReason reason;
    private Phase phase;
    private DateTimeOffset idleSince;
    private DateTimeOffset keepUntil;
    private bool used;

    private enum Phase
    {
        Activating,
        Active,
        Deactivating,
        Leaving,
    }

    public Task Deactivated => DeactivatedSource.Task;

    /// <summary>Calls taken in over the activation's life.</summary>
    public long CallCount { get; private set; }

    private TaskCompletionSource DeactivatedSource => LazyInitializer.EnsureInitialized(
        ref deactivated, static () => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Starts the activation, with the request context of the call that caused it.</summary>
    public void Activate(Dictionary<string, object>? context) =>
        RunTurn(
            static state =>
            {
                var (activation, context) = ((Activation, Dictionary<string, object>?))state!;
                _ = activation.ActivateAsync(context);
            },
            (this, context));

    /// <summary>Adds work to be done after construction and before <see cref="Grain.OnActivateAsync"/>, such as reading state.</summary>
    public void Prepare(Func<CancellationToken, Task> preparation) => (preparations ??= []).Add(preparation);

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (Gate)
        {
            if (phase is not (Phase.Activating or Phase.Active))
                return;

            reason = deactivationReason;
            var wait = phase == Phase.Activating || RunningCount > 0;
            phase = wait ? Phase.Deactivating : Phase.Leaving;
            Shut();
            if (wait)
                return;
        }

        Leave();
    }

    /// <summary>See <see cref="Grain.DelayDeactivation"/>.</summary>
    public void DelayDeactivation(TimeSpan time)
    {
        var now = Silo.Time.GetUtcNow();
        keepUntil = time == Timeout.InfiniteTimeSpan || time >= DateTimeOffset.MaxValue - now ? DateTimeOffset.MaxValue
            : time <= TimeSpan.Zero ? default
            : now + time;
    }

    /// <summary>Deactivates if nothing has happened for as long as <paramref name="age"/>; called once a collection quantum.</summary>
    public bool CollectIfIdle(DateTimeOffset now, TimeSpan age)
    {
        lock (Gate)
        {
            // A clock reading for each call would cost too much; a flag that this sweep clears is exact enough.
            if (used || PendingCount > 0)
            {
                used = false;
                idleSince = now;
            }

            if (phase != Phase.Active || PendingCount > 0 || now - idleSince < age || keepUntil > now)
                return false;
        }

        Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationIdle, $"Idle for {age}"));
        return true;
    }

    protected override void OnAccepted(GrainCall call)
    {
        used |= call.KeepsAlive;
        if (call.IsLocal)
            return;

        CallCount++;
        if (Silo.MeasuresAllCalls || LatencySampling.Includes(CallCount))
            call.SentAt = Stopwatch.GetTimestamp();
    }

    protected override void OnEnded(GrainCall call)
    {
        if (call.SentAt != 0)
            directory.OnCallMeasured(Stopwatch.GetElapsedTime(call.SentAt));

        if (call.Error is not null)
            directory.OnCallFailed();

        if (call.Error is InconsistentStateException { IsSourceActivation: true } inconsistent)
        {
            // A caller further up may see the same exception, but its state is not the one that went stale.
            inconsistent.IsSourceActivation = false;
            Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, inconsistent, inconsistent.Message));
        }

        if (phase == Phase.Deactivating)
            LeaveOnceQuiet();
    }

    private void LeaveOnceQuiet()
    {
        lock (Gate)
        {
            if (phase != Phase.Deactivating || RunningCount > 0)
                return;

            phase = Phase.Leaving;
        }

        Leave();
    }

    private void Leave() => RunTurn(static activation => _ = ((Activation)activation!).LeaveAsync(null), this);

    private async Task ActivateAsync(Dictionary<string, object>? context)
    {
        Silo.Instruments.OnActivated(Class);
        using var timeout = new CancellationTokenSource(Silo.Collection.ActivationTimeout, Silo.Time);
        try
        {
            RequestContext.Import(context);
            instance = Class.Construct(this);
            foreach (var prepare in preparations ?? [])
                await prepare(timeout.Token).WaitAsync(timeout.Token);

            if (instance is IGrainBase grain)
                await grain.OnActivateAsync(timeout.Token).WaitAsync(timeout.Token);
        }
        catch (Exception exception)
        {
            // Callers must not take it for their own cancellation, and have to learn which grain it was.
            var failure = timeout.IsCancellationRequested && exception is OperationCanceledException
                ? new TimeoutException($"{this} was not activated within {Silo.Collection.ActivationTimeout}.", exception)
                : exception;
            Silo.Report.ActivationFailed(failure, this);
            Silo.Instruments.OnActivationFailed();
            await LeaveAsync(failure);
            return;
        }

        bool active;
        lock (Gate)
        {
            idleSince = Silo.Time.GetUtcNow();
            active = phase == Phase.Activating;
            phase = active ? Phase.Active : Phase.Leaving;
            if (active)
                Open();
        }

        if (active)
            Wake();
        else
            await LeaveAsync(null);
    }

    private async Task LeaveAsync(Exception? failure)
    {
        StopTimers();
        try
        {
            if (failure is null && instance is IGrainBase grain)
            {
                using var timeout = new CancellationTokenSource(Silo.Collection.DeactivationTimeout, Silo.Time);
                await grain.OnDeactivateAsync(reason, timeout.Token).WaitAsync(timeout.Token);
            }
        }
        catch (Exception exception)
        {
            Silo.Report.DeactivationFailed(exception, this);
        }

        await DisposeInstanceAsync();
        directory.Remove(this);
        List<GrainCall> left;
        lock (Gate)
        {
            phase = Phase.Leaving;
            left = Close();
        }

        directory.OnDeactivated(this, reason);

        foreach (var call in left)
        {
            if (!call.IsLocal && failure is null)
                Forward(call);
            else if ((call.IsLocal ? call.WhenGone : failure) is { } exception)
                Silo.Reject(call, exception);
        }

        DeactivatedSource.TrySetResult();
    }

    /// <summary>Sends a call on to the next activation of the grain.</summary>
    private void Forward(GrainCall call)
    {
        directory.Dispatch(call);

        // A cancellation that came while the call was in nobody's queue has found nothing to cancel.
        if (call.Cancellation is { CallerToken.IsCancellationRequested: true })
            call.Target.Cancel(call);
    }

    private async Task DisposeInstanceAsync()
    {
        try
        {
            if (instance is IAsyncDisposable asyncDisposable)
                await asyncDisposable.DisposeAsync();
            else if (instance is IDisposable disposable)
                disposable.Dispose();

            if (services is { } scope)
                await scope.DisposeAsync();
        }
        catch (Exception exception)
        {
            Silo.Report.DeactivationFailed(exception, this);
        }
    }
}
