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

    /// <summary>Most commands in one append: so many events of the largest payload are what an append may hold.</summary>
    private const int CommandsPerAppendMaximum = EventLogLimits.AppendBytesMaximum / EventLogLimits.PayloadBytesMaximum;

    private bool _loaded;
    private ImmutableArray<TEffect> _owed = [];
    private long _version;
    private SnapshotWriter? _snapshots;
    private Slot _readAt;
    private CommandBatch? _open;
    private Task _lastCommit = Task.CompletedTask;
    private Task _reload = Task.CompletedTask;
    private RetryTimer? _retry;

    private SnapshotWriter? Snapshots =>
        SnapshotInterval == 0 ? null : _snapshots ??= new SnapshotWriter(Services, Stream, SnapshotSchema, SnapshotInterval);

    /// <summary>The aggregate's state; only as fresh as the last <see cref="LoadAsync"/> or command.</summary>
    protected TState State { get; private set; } = null!;

    protected AggregateServices Services { get; } = services;

    protected ProtocolRules Rules => Services.Network.Rules;

    protected Slot Now => Services.Network.Now;

    /// <summary>The aggregate's stream.</summary>
    protected abstract StreamName Stream { get; }

    protected abstract EventCodec<TEvent> Codec { get; }

    protected abstract TState InitialState { get; }

    /// <summary>Fewest events between snapshots; 0 for aggregates whose streams stay short, which have none.</summary>
    protected virtual int SnapshotInterval => 0;

    /// <summary>Version of the state's shape in snapshots.</summary>
    protected virtual int SnapshotSchema => 1;

    protected abstract Decision<TEvent, TEffect> Decide(TState state, TCommand command);

    protected abstract TState Apply(TState state, TEvent @event);

    /// <summary>Effects that a state still owes; issued when the aggregate is loaded, and again until none of them fails.</summary>
    protected virtual ImmutableArray<TEffect> Outstanding(TState state) => [];

    /// <summary>Carries out one effect. It may be called twice for the same effect.</summary>
    protected virtual Task RunAsync(TEffect effect) => Task.CompletedTask;

    /// <summary>Carries out a command. In a grain that is reentrant, commands that come while an append is under way are decided
    /// one after the other and go out together in the next: each is answered when that append is durable.</summary>
    /// <param name="assumeNew">Try the initial state first, without reading the log: for aggregates that mostly begin with this command.</param>
    /// <returns>Null where the rules allow it, and then its events are durable; else why not.</returns>
    /// <exception cref="EventLogUnavailableException">The outcome is unknown; the caller repeats the command.</exception>
    protected async Task<Rejection?> ExecuteAsync(TCommand command, bool assumeNew = false)
    {
        var decision = await DecideAsync(command, isTrial: false, assumeNew);
        await RunOwedAsync();
        if (decision is Accepted<TEvent, TEffect> accepted)
        {
            await RunAllAsync(accepted.Effects);
        }

        return decision is Rejected<TEvent, TEffect> rejected ? rejected.Reason : null;
    }

    /// <summary>Why a command would be refused now, or null. Nothing changes.</summary>
    protected async Task<Rejection?> CheckAsync(TCommand command)
    {
        await LoadAsync();
        return Decide(State, command) is Rejected<TEvent, TEffect>
            && await DecideAsync(command, isTrial: true, assumeNew: false) is Rejected<TEvent, TEffect> certain
            ? certain.Reason
            : null;
    }

    /// <summary>Reads the aggregate from the log, once in a life.</summary>
    protected async Task LoadAsync()
    {
        if (!_loaded)
        {
            await ReloadAsync();
        }

        await RunOwedAsync();
    }

    /// <summary>Reads one recorded event of this aggregate, or null.</summary>
    protected async Task<TEvent?> FindEventAsync(long version)
    {
        await foreach (var recorded in Services.Log.ReadStreamAsync(Stream, version - 1))
        {
            return recorded.Version == version ? Codec.Read(recorded) : null;
        }

        return null;
    }

    /// <summary>Puts a command into the batch that is decided next.</summary>
    private async Task<Decision<TEvent, TEffect>> DecideAsync(TCommand command, bool isTrial, bool assumeNew)
    {
        var batch = _open;
        if (batch is null || batch.Commands.Count == CommandsPerAppendMaximum)
        {
            _open = batch = new CommandBatch { Commands = [(command, isTrial)] };
            batch.Decisions = CommitAsync(batch, after: _lastCommit, assumeNew);
            _lastCommit = batch.Decisions;
        }
        else
        {
            batch.Commands.Add((command, isTrial));
        }

        var place = batch.Commands.Count - 1;
        var decisions = await batch.Decisions;
        if (_lastCommit == batch.Decisions)
        {
            // What was decided is in the state; a grain that waits for its next command need not keep the events as well.
            _lastCommit = Task.CompletedTask;
        }

        return decisions[place];
    }

    /// <summary>Decides a batch and makes its events durable, all or none, when the one before it is through.</summary>
    private async Task<ImmutableArray<Decision<TEvent, TEffect>>> CommitAsync(CommandBatch batch, Task after, bool assumeNew)
    {
        await after.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        if (_open == batch)
        {
            _open = null;
        }

        var isFresh = false;
        if (assumeNew && !_loaded)
        {
            (State, _version) = (InitialState, 0);
        }
        else
        {
            isFresh = !_loaded && _reload.IsCompleted;
            if (!_loaded)
            {
                await ReloadAsync();
            }
        }

        for (var conflicts = 0; ; conflicts++)
        {
            var (decisions, events, state) = DecideAll(batch.Commands);
            if (events.IsEmpty ? isFresh || IsCertain(decisions) : await TryAppendAsync(events, state))
            {
                return decisions;
            }

            // An append would have found out that another activation has written; what writes nothing has to look.
            Invariant.Require(conflicts < ConflictsMaximum, "one activation writes a stream, so conflicts do not go on");
            await CatchUpAsync();
            isFresh = true;
        }
    }

    /// <summary>Decides each command on what those before it leave behind.</summary>
    private (ImmutableArray<Decision<TEvent, TEffect>> Decisions, ImmutableArray<TEvent> Events, TState State) DecideAll(
        List<(TCommand Command, bool IsTrial)> commands)
    {
        var decisions = ImmutableArray.CreateBuilder<Decision<TEvent, TEffect>>(commands.Count);
        var events = ImmutableArray<TEvent>.Empty;
        var state = State;
        foreach (var (command, isTrial) in commands)
        {
            var decision = Decide(state, command);
            decisions.Add(decision);
            if (!isTrial && decision is Accepted<TEvent, TEffect> accepted)
            {
                events = events.IsEmpty ? accepted.Events : events.AddRange(accepted.Events);
                foreach (var @event in accepted.Events)
                {
                    state = Apply(state, @event);
                }
            }
        }

        return (decisions.MoveToImmutable(), events, state);
    }

    /// <summary>Whether decisions that write nothing hold although the log was not read for them: done already, as of this slot.</summary>
    private bool IsCertain(ImmutableArray<Decision<TEvent, TEffect>> decisions) =>
        _loaded && _readAt == Now && decisions.All(decision => decision is Accepted<TEvent, TEffect>);

    private async Task<bool> TryAppendAsync(ImmutableArray<TEvent> events, TState state)
    {
        var data = ImmutableArray.CreateBuilder<EventData>(events.Length);
        foreach (var @event in events)
        {
            var (type, payload) = Codec.Encode(@event);
            data.Add(new EventData(type, payload, @event));
        }

        var written = data.MoveToImmutable();
        AppendOutcome outcome;
        var now = Now;
        try
        {
            outcome = await Services.Log.AppendAsync(Stream, _version, written);
        }
        catch (EventLogUnavailableException)
        {
            // Written or not, only the log knows: the next command reads it again. None may ever come, so what is owed then is looked up.
            _loaded = false;
            RetryLater();
            throw;
        }

        if (outcome is not Appended appended)
        {
            return false;
        }

        (State, _version, _readAt, _loaded) = (state, appended.StreamVersion, now, true);
        if (Snapshots is { } snapshots)
        {
            foreach (var one in written)
            {
                snapshots.Count(one.Payload.Length);
            }

            if (snapshots.IsDue)
            {
                snapshots.Write(State, _version);
            }
        }

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
            await ReloadAsync();
        }
    }

    /// <summary>Calls that interleave share one read.</summary>
    private Task ReloadAsync() => _reload.IsCompleted ? _reload = ReadAsync() : _reload;

    private async Task ReadAsync()
    {
        var (state, version) = Snapshots is { } snapshots && await snapshots.ReadAsync<TState>() is { } snapshot ? snapshot : (InitialState, 0L);
        await ReadFromAsync(state, version);
        _owed = Outstanding(State);
    }

    private async Task ReadFromAsync(TState state, long version)
    {
        var now = Now;
        await foreach (var recorded in Services.Log.ReadStreamAsync(Stream, version))
        {
            state = Apply(state, Codec.Read(recorded));
            version = recorded.Version;
            Snapshots?.Count(recorded.Payload.Length);
        }

        (State, _version, _readAt, _loaded) = (state, version, now, true);
    }

    /// <summary>Issues what was owed when the state was read from the log, and still is. Not while a command is being decided: an effect may be
    /// another command of this aggregate, which would wait for that one.</summary>
    private async Task RunOwedAsync()
    {
        if (!_owed.IsEmpty)
        {
            var owed = _owed;
            _owed = [];
            await RunAllAsync([.. owed.Intersect(Outstanding(State))]);
        }
    }

    private async Task RunAllAsync(ImmutableArray<TEffect> effects)
    {
        if (!await TryRunAllAsync(effects))
        {
            RetryLater();
        }
    }

    private void RetryLater()
    {
        _retry ??= new RetryTimer(this, TryRunOutstandingAsync);
        _retry.Schedule();
    }

    private async Task<bool> TryRunOutstandingAsync()
    {
        if (!_loaded)
        {
            await ReloadAsync();
        }

        _owed = [];
        return await TryRunAllAsync(Outstanding(State));
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
            catch (Exception exception)
            {
                // The events are durable and what is owed can be read off the state.
                AggregateLog.EffectFailed(Services.Logger, Stream.Value, effect!.GetType().Name, exception);
                succeeded = false;
            }
        }

        return succeeded;
    }

    /// <summary>Commands that go out in one append. Others may join until it is decided.</summary>
    private sealed class CommandBatch
    {
        /// <summary>Of a trial only the decision is wanted.</summary>
        public required List<(TCommand Command, bool IsTrial)> Commands { get; init; }

        public Task<ImmutableArray<Decision<TEvent, TEffect>>> Decisions { get; set; } = null!;
    }
}
