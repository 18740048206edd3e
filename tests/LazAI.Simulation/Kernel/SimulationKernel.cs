namespace LazAI.Simulation.Kernel;

/// <summary>
/// Time and order. Everything that happens is an action in one queue, ordered by virtual time; the seed decides when each is due, and thereby
/// in which order they run. One thread runs them all.
/// </summary>
public sealed class SimulationKernel(SeededRandom random)
{
    private readonly PriorityQueue<(Machine? Machine, Action Action), (long Due, long Number)> _actions = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _number;
    private volatile string? _escape;

    /// <summary>Beginning of virtual time.</summary>
    public static DateTimeOffset Epoch { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public SeededRandom Random { get; } = random;

    /// <summary>Virtual time since the beginning.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Actions that have run.</summary>
    public long Actions { get; private set; }

    /// <summary>Does something soon: as work waits for a processor, in an order of the seed's choice.</summary>
    public void Post(Machine? machine, Action action) => Schedule(machine, TimeSpan.FromMicroseconds(Random.Next(200)), action);

    /// <summary>Does something after <paramref name="delay"/>, if the machine still runs then; a machine of null never stops.</summary>
    public void Schedule(Machine? machine, TimeSpan delay, Action action)
    {
        // Whatever left this thread would come back in an order that no seed decides.
        if (Environment.CurrentManagedThreadId != _thread)
        {
            _escape = Environment.StackTrace;
            throw new InvalidOperationException("Code of the simulation has moved to another thread.");
        }

        _actions.Enqueue((machine, action), (Math.Max(0, delay.Ticks) + Now.Ticks, ++_number));
    }

    /// <summary>Runs what there is until the time comes or <paramref name="isDone"/>.</summary>
    public void RunUntil(TimeSpan time, Func<bool>? isDone = null)
    {
        // The tests' own context would take continuations elsewhere.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            while (isDone?.Invoke() != true && _actions.TryPeek(out var next, out var key) && key.Due <= time.Ticks)
            {
                if (_escape is { } escape)
                {
                    throw new SimulationException($"Code of the simulation has moved to another thread:{Environment.NewLine}{escape}", null);
                }

                _actions.Dequeue();
                Now = TimeSpan.FromTicks(key.Due);
                if (next.Machine is { IsRunning: false })
                {
                    continue;
                }

                Actions++;
                next.Action();
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        if (isDone?.Invoke() != true)
        {
            Now = time;
        }
    }
}
