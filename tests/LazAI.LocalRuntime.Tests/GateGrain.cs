using System.Collections.Concurrent;

namespace LazAI.LocalRuntime.Tests;

public interface IGateGrain : IGrainWithStringKey
{
    /// <summary>Waits until the test opens the gate.</summary>
    Task Wait(string gate);

    Task WaitOrCancel(string gate, CancellationToken cancellationToken);

    [AlwaysInterleave]
    Task Ping();

    [ResponseTimeout("00:00:05")]
    Task WaitFiveSeconds(string gate);

    Task Fail();

    Task<string> Instance();
}

public sealed class GateGrain : Grain, IGateGrain
{
    private readonly string instance = Guid.NewGuid().ToString("N");

    public static ConcurrentDictionary<string, TaskCompletionSource> Gates { get; } = new();

    public static ConcurrentDictionary<string, TaskCompletionSource> Entered { get; } = new();

    public static ConcurrentQueue<string> Log { get; } = new();

    public static Task HasEntered(string gate) => Signal(Entered, gate).Task.WaitAsync(TimeSpan.FromSeconds(60));

    public static bool WasEntered(string gate) => Signal(Entered, gate).Task.IsCompleted;

    public static void Open(string gate) => Signal(Gates, gate).TrySetResult();

    public Task Wait(string gate)
    {
        Signal(Entered, gate).TrySetResult();
        return Signal(Gates, gate).Task;
    }

    public Task WaitOrCancel(string gate, CancellationToken cancellationToken) => Wait(gate).WaitAsync(cancellationToken);

    public Task WaitFiveSeconds(string gate) => Wait(gate);

    public Task Ping() => Task.CompletedTask;

    public Task Fail() => throw new InvalidOperationException("failed");

    public Task<string> Instance() => Task.FromResult(instance);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Log.Enqueue($"{this.GetPrimaryKeyString()} {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    /// <summary>Waits at a gate in a call of another grain.</summary>
    public static Task Pass(string gate)
    {
        Enter(gate);
        return Signal(Gates, gate).Task;
    }

    public static void Enter(string gate) => Signal(Entered, gate).TrySetResult();

    private static TaskCompletionSource Signal(ConcurrentDictionary<string, TaskCompletionSource> signals, string name) =>
        signals.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}

public interface IStuckGrain : IGrainWithStringKey
{
    Task Ping();
}

/// <summary>Its activation never ends.</summary>
public sealed class StuckGrain : Grain, IStuckGrain
{
    public Task Ping() => Task.CompletedTask;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        GateGrain.Enter(this.GetPrimaryKeyString());
        return new TaskCompletionSource().Task;
    }
}
