using System.Collections.Immutable;
using LazAI.Grains.EventLog;
using LazAI.LocalRuntime;
using LazAI.LocalRuntime.Reminders;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Genesis;
using LazAI.Protocol.Time;
using LazAI.Simulation.Faults;
using LazAI.Simulation.Kernel;
using LazAI.Simulation.Storage;

namespace LazAI.Simulation.Silo;

/// <summary>The silo, whoever lives it at the moment, and the way to it: messages get lost, come twice and come late.</summary>
public sealed class Cluster
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(6);

    private readonly SimulationKernel _kernel;
    private readonly DurableStore _store;
    private readonly CrashSchedule _crashSchedule;
    private readonly Sabotage _sabotage;
    private readonly Trace _trace;
    private readonly IReminderTable _reminders = new InMemoryReminderTable();
    private ImmutableArray<SimulatedSilo> _silos = [];
    private SimulatedSilo? _current;
    private int _lives;

    public Cluster(SimulationKernel kernel, GenesisDocument genesis, DurableStore store, CrashSchedule crashSchedule, Sabotage sabotage, Trace trace)
    {
        _kernel = kernel;
        _store = store;
        _crashSchedule = crashSchedule;
        _sabotage = sabotage;
        _trace = trace;
        Genesis = genesis;
        Domain = new Eip712Domain(genesis.ChainId);
        Schedule = genesis.CreateSchedule();
        var (type, payload) = GenesisEvent.Codec.Encode(new GenesisEvent.Accepted(genesis));
        store.Append(new StreamName("chain", "genesis"), 0, [new EventData(type, payload)]);
    }

    public GenesisDocument Genesis { get; }

    public Eip712Domain Domain { get; }

    public SlotSchedule Schedule { get; }

    /// <summary>What goes wrong at present.</summary>
    public FaultPlan Faults { get; set; } = FaultPlan.None;

    /// <summary>Whether a silo takes calls.</summary>
    public bool IsUp => _silos.Any(silo => silo.IsReady);

    /// <summary>A silo has begun or ceased to take calls.</summary>
    public event Action? Changed;

    public int Crashes { get; private set; }

    /// <summary>When a silo last crashed.</summary>
    public Protocol.Slot LastCrash { get; private set; } = new(0);

    public Protocol.Slot Now => Schedule.SlotAt(SimulationKernel.Epoch + _kernel.Now);

    public void Start()
    {
        var silo = new SimulatedSilo(_kernel, $"silo {++_lives}", _store, _reminders, () => Faults, _crashSchedule, CrashAtAppend, _sabotage);
        _silos = _silos.Add(silo);
        _current = silo;
        _trace.Write($"{silo.Machine.Name} starts");
        silo.Start(
            onReady: () =>
            {
                _trace.Write($"{silo.Machine.Name} takes calls");
                Changed?.Invoke();
            },
            onFailed: () =>
            {
                _trace.Write($"{silo.Machine.Name} could not start");
                Stop(silo);
                Replace(silo, TimeSpan.FromSeconds(1));
            });
    }

    /// <summary>The silo crashes, or seems to; another takes over after a while.</summary>
    public void Crash()
    {
        if (_current is not { } silo)
        {
            return;
        }

        (Crashes, LastCrash) = (Crashes + 1, Now);
        if (_kernel.Random.Chance(Faults.Zombie))
        {
            _trace.Write($"{silo.Machine.Name} is believed dead");
            _kernel.Schedule(null, TimeSpan.FromMilliseconds(_kernel.Random.Between(500, 8_000)), () => Stop(silo));
        }
        else
        {
            _trace.Write($"{silo.Machine.Name} crashes");
            Stop(silo);
        }

        Replace(silo, TimeSpan.FromMilliseconds(_kernel.Random.Between(10, 3_000)));
    }

    /// <summary>The silo crashes at an append of its own.</summary>
    private void CrashAtAppend(SimulatedSilo silo)
    {
        (Crashes, LastCrash) = (Crashes + 1, Now);
        _trace.Write($"{silo.Machine.Name} crashes at an append");
        Stop(silo);
        Replace(silo, TimeSpan.FromMilliseconds(_kernel.Random.Between(10, 3_000)));
    }

    /// <summary>Another silo takes over after a while, if none has been called already.</summary>
    private void Replace(SimulatedSilo silo, TimeSpan pause)
    {
        if (_current == silo)
        {
            _current = null;
            _kernel.Schedule(null, pause, Start);
        }
    }

    /// <summary>Calls the silo from outside, as through the gateway.</summary>
    /// <param name="patience">How long the caller waits for an answer, if not as long as others.</param>
    /// <exception cref="TimeoutException">No answer came; whether the call was carried out is unknown.</exception>
    /// <exception cref="CallFailedException">The silo could not carry it out, or not entirely.</exception>
    public async Task<T> CallAsync<T>(Machine caller, Func<IGrainFactory, Task<T>> call, TimeSpan? patience = null)
    {
        var answer = new TaskCompletionSource<T>();
        Send(caller, call, answer);
        if (_kernel.Random.Chance(Faults.MessageDuplication))
        {
            // Its answer goes nowhere: the sender does not know of it.
            Send(null, call, new TaskCompletionSource<T>(), extra: TimeSpan.FromMilliseconds(_kernel.Random.Between(0, 10_000)));
        }

        return await answer.Task.WaitAsync(patience ?? s_timeout, caller);
    }

    private void Send<T>(Machine? caller, Func<IGrainFactory, Task<T>> call, TaskCompletionSource<T> answer, TimeSpan extra = default)
    {
        if (_kernel.Random.Chance(Faults.MessageLoss))
        {
            return;
        }

        _kernel.Schedule(null, Latency() + extra, () =>
        {
            if (_silos.RemoveAll(silo => !silo.IsReady) is not { IsEmpty: false } ready)
            {
                Answer(caller, () => answer.TrySetException(new CallFailedException("No silo takes calls.", null)));
                return;
            }

            var silo = _kernel.Random.Pick(ready);
            silo.Machine.Run(async () =>
            {
                try
                {
                    var result = await call(silo.Grains);
                    Answer(caller, () => answer.TrySetResult(result));
                }
                catch (Exception exception) when (exception is not Protocol.InvariantViolatedException)
                {
                    Answer(caller, () => answer.TrySetException(new CallFailedException(exception.Message, exception)));
                }
            });
        });
    }

    private void Answer(Machine? caller, Action deliver)
    {
        if (!_kernel.Random.Chance(Faults.MessageLoss))
        {
            _kernel.Schedule(caller, Latency(), deliver);
        }
    }

    private TimeSpan Latency() => _kernel.Random.Chance(Faults.MessageDelay)
        ? TimeSpan.FromMilliseconds(_kernel.Random.Between(50, 4_000))
        : TimeSpan.FromMicroseconds(_kernel.Random.Between(200, 10_000));

    private void Stop(SimulatedSilo silo)
    {
        if (silo.Machine.IsRunning)
        {
            _trace.Write($"{silo.Machine.Name} ends");
        }

        silo.Kill();
        _silos = _silos.Remove(silo);
        Changed?.Invoke();
    }
}

/// <summary>The silo has answered that it could not do it: a 5xx, after which the caller tries again.</summary>
public sealed class CallFailedException(string message, Exception? inner) : Exception(message, inner);
