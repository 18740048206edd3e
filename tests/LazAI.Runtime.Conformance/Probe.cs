using System.Collections.Concurrent;

namespace LazAI.Runtime.Conformance;

/// <summary>
/// What grains and tests show each other past the runtime: gates that hold a grain until the test opens them, and events that the grain notes.
/// Grains and tests share a process in both flavours; the grain's key finds the probe.
/// </summary>
public sealed class Probe
{
    private static readonly ConcurrentDictionary<string, Probe> Probes = new();

    private readonly ConcurrentDictionary<string, TaskCompletionSource> gates = new();
    private readonly List<string> events = [];
    private readonly List<(Func<IReadOnlyList<string>, bool> Condition, TaskCompletionSource<IReadOnlyList<string>> Met)> waiters = [];

    public static Probe Of(string key) => Probes.GetOrAdd(key, _ => new Probe());

    public IReadOnlyList<string> Events
    {
        get
        {
            lock (events)
                return [.. events];
        }
    }

    /// <summary>Waits until the test opens the gate.</summary>
    public Task Gate(string name) => Find(name).Task.WaitAsync(TimeSpan.FromSeconds(60));

    public void Open(string name) => Find(name).TrySetResult();

    /// <summary>Notes an event.</summary>
    public void Note(string text)
    {
        lock (events)
        {
            events.Add(text);
            foreach (var waiter in waiters.Where(waiter => waiter.Condition(events)))
                waiter.Met.TrySetResult([.. events]);
        }
    }

    /// <summary>Waits until the noted events meet the condition, and returns them.</summary>
    public Task<IReadOnlyList<string>> Until(Func<IReadOnlyList<string>, bool> condition)
    {
        var met = new TaskCompletionSource<IReadOnlyList<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (events)
        {
            if (condition(events))
                met.SetResult([.. events]);
            else
                waiters.Add((condition, met));
        }

        return met.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Waits until this event was noted.</summary>
    public Task<IReadOnlyList<string>> Until(string text) => Until(noted => noted.Contains(text));

    private TaskCompletionSource Find(string name) =>
        gates.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
