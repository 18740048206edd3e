using System.Collections.Immutable;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;

namespace LazAI.Grains.Aggregates;

/// <summary>
/// The shell around an aggregate: authenticate the input (the derived grain), <c>Decide</c>, append the events, swap in the
/// new state, run the effects, answer. It decides nothing itself.
/// </summary>
/// <remarks>
/// The append comes before the swap: a failed write leaves memory as it was. After a conflict or an unknown outcome the
/// state is read again from the log, which is the truth; so it is before a command is refused, and once a slot before one is found to have
/// been carried out already, for another activation may have written since.
/// </remarks>
public abstract class AggregateGrain<TState, TCommand, TEvent, TEffect>(AggregateServices services) : Grain
    where TState : class
    where TEvent : class
{
    private const int ConflictsMaximum = 8;
    private static readonly TimeSpan s_retryDelayMinimum = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_retryDelayMaximum = TimeSpan.FromMinutes(1);

    private bool _loaded;
    private long _version;
    private long _snapshotVersion;
    private Slot _readAt;
    private IGrainTimer? _retry;
    private TimeSpan _retryDelay = s_retryDelayMinimum;

    /// <summary>The aggregate's state; only as fresh as the last <see cref="LoadAsync"/> or command.</summary>
    protected TState State { get; private set; } = null!;

    protected AggregateServices Services { get; } = services;

    protected ProtocolRules Rules => Services.Network.Rules;

    protected Slot Now => Services.Network.Now;

    /// <summary>The aggregate's stream.</summary>
    protected abstract StreamName Stream { get; }

    protected abstract EventCodec<TEvent> Codec { get; }

    protected abstract TState InitialState { get; }

    /// <summary>Events between snapshots; 0 for aggregates whose streams stay short.</summary>
    protected virtual int SnapshotInterval => 0;

    /// <summary>Version of the state's shape in snapshots.</summary>
    protected virtual int SnapshotSchema => 1;

    protected abstract Decision<TEvent, TEffect> Decide(TState state, TCommand command);

    protected abstract TState Apply(TState state, TEvent @event);

    /// <summary>Effects that a state still owes; issued when the aggregate is loaded, and again until none of them fails.</summary>
    protected virtual ImmutableArray<TEffect> Outstanding(TState state) => [];

    /// <summary>Carries out one effect. It may be called twice for the same effect.</summary>
    protected virtual Task RunAsync(TEffect effect) => Task.CompletedTask;

    /// <summary>Carries out a command.</summary>
    /// <param name="assumeNew">Try the initial state first, without reading the log: for aggregates that mostly begin with this command.</param>
    /// <returns>Null where the rules allow it, and then its events are durable; else why not.</returns>
    /// <exception cref="EventLogUnavailableException">The outcome is unknown; the caller repeats the command.</exception>
    protected async Task<Rejection?> ExecuteAsync(TCommand command, bool assumeNew = false)
    {
        var isFresh = false;
        if (assumeNew && !_loaded)
        {
            (State, _version) = (InitialState, 0);
        }
        else
        {
            isFresh = !_loaded;
            await LoadAsync();
        }

        for (var conflicts = 0; ; conflicts++)
        {
            switch (Decide(State, command))
            {
                case Rejected<TEvent, TEffect> rejected when isFresh:
                    return rejected.Reason;
                case Accepted<TEvent, TEffect> { Events.IsEmpty: true } when isFresh || (_loaded && _readAt == Now):
                    return null;
                case Accepted<TEvent, TEffect> { Events.IsEmpty: false } accepted when await TryAppendAsync(accepted.Events):
                    await RunAllAsync(accepted.Effects);
                    return null;
            }

            // An append would have found out that another activation has written; what writes nothing has to look.
            Invariant.Require(conflicts < ConflictsMaximum, "one activation writes a stream, so conflicts do not go on");
            await CatchUpAsync();
            isFresh = true;
        }
    }

    /// <summary>Reads the aggregate from the log, once in a life.</summary>
    protected async Task LoadAsync()
    {
        if (!_loaded)
        {
            await ReloadAsync();
            await RunAllAsync(Outstanding(State));
        }
    }

    /// <summary>Reads one recorded event of this aggregate, or null.</summary>
    protected async Task<TEvent?> FindEventAsync(long version)
    {
        await foreach (var recorded in Services.Log.ReadStreamAsync(Stream, version - 1))
        {
            return recorded.Version == version ? Codec.Decode(recorded.Type, recorded.Payload.Span) : null;
        }

        return null;
    }

    private async Task<bool> TryAppendAsync(ImmutableArray<TEvent> events)
    {
        var data = ImmutableArray.CreateBuilder<EventData>(events.Length);
        foreach (var @event in events)
        {
            var (type, payload) = Codec.Encode(@event);
            data.Add(new EventData(type, payload));
        }

        AppendOutcome outcome;
        var now = Now;
        try
        {
            outcome = await Services.Log.AppendAsync(Stream, _version, data.MoveToImmutable());
        }
        catch (EventLogUnavailableException)
        {
            // Written or not, only the log knows: the next command reads it again.
            _loaded = false;
            throw;
        }

        if (outcome is not Appended appended)
        {
            return false;
        }

        foreach (var @event in events)
        {
            State = Apply(State, @event);
        }

        _version = appended.StreamVersion;
        _readAt = now;
        _loaded = true;
        WriteSnapshotWhenDue();
        return true;
    }

    /// <summary>Reads what another activation has written, as may happen while a cluster has not agreed on who is alive.</summary>
    private async Task CatchUpAsync()
    {
        if (_loaded)
        {
            await ReadFromAsync(State, _version);
        }
        else
        {
            await LoadAsync();
        }
    }

    private async Task ReloadAsync()
    {
        var (state, version) = (InitialState, 0L);
        if (SnapshotInterval > 0 && await Services.Snapshots.ReadAsync(Stream) is { } snapshot && snapshot.Schema == SnapshotSchema)
        {
            (state, version) = (CanonicalJson.Deserialize<TState>(snapshot.State.Span), snapshot.Version);
            _snapshotVersion = version;
        }

        await ReadFromAsync(state, version);
    }

    private async Task ReadFromAsync(TState state, long version)
    {
        var now = Now;
        await foreach (var recorded in Services.Log.ReadStreamAsync(Stream, version))
        {
            state = Apply(state, Codec.Decode(recorded.Type, recorded.Payload.Span));
            version = recorded.Version;
        }

        (State, _version, _readAt, _loaded) = (state, version, now, true);
    }

    /// <summary>States are immutable, so a snapshot is written beside the work. A lost one costs time only.</summary>
    private void WriteSnapshotWhenDue()
    {
        if (SnapshotInterval == 0 || _version - _snapshotVersion < Math.Min(SnapshotInterval, Services.SnapshotOptions.EventsMaximum))
        {
            return;
        }

        _snapshotVersion = _version;
        var (state, version, schema, stream) = (State, _version, SnapshotSchema, Stream);
        _ = Task.Factory.StartNew(
            async () =>
            {
                try
                {
                    await Services.Snapshots.WriteAsync(stream, new Snapshot(version, schema, CanonicalJson.Serialize(state)));
                }
                catch (Exception exception)
                {
                    AggregateLog.SnapshotFailed(Services.Logger, stream.Value, version, exception);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach,
            Services.Background);
    }

    private async Task RunAllAsync(ImmutableArray<TEffect> effects)
    {
        if (!await TryRunAllAsync(effects))
        {
            RetryLater();
        }
    }

    private async Task<bool> TryRunAllAsync(ImmutableArray<TEffect> effects)
    {
        var succeeded = true;
        foreach (var effect in effects)
        {
            try
            {
                await RunAsync(effect);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The events are durable and what is owed can be read off the state.
                AggregateLog.EffectFailed(Services.Logger, Stream.Value, effect!.GetType().Name, exception);
                succeeded = false;
            }
        }

        return succeeded;
    }

    /// <summary>Whoever an effect calls may be away for a while; the pause doubles until it is back.</summary>
    private void RetryLater()
    {
        if (_retry is null)
        {
            // While something is owed the activation stays: nothing else may ever call it again.
            _retry = this.RegisterGrainTimer(
                RetryAsync, new GrainTimerCreationOptions(_retryDelay, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        }
        else
        {
            _retry.Change(_retryDelay, Timeout.InfiniteTimeSpan);
        }

        _retryDelay = _retryDelay < s_retryDelayMaximum / 2 ? _retryDelay * 2 : s_retryDelayMaximum;
    }

    private async Task RetryAsync()
    {
        RetryLater();
        if (!_loaded)
        {
            await ReloadAsync();
        }

        if (await TryRunAllAsync(Outstanding(State)))
        {
            _retry!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _retryDelay = s_retryDelayMinimum;
        }
    }
}
