using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Proofs;

namespace LazAI.Storage.Tests;

/// <summary>Random lives of tasks, legal ones, appended to a log as the grains would append them. Beside them it keeps what the
/// aggregate itself makes of the events: the answer that the index must give.</summary>
internal sealed class RandomTaskHistory(Random random)
{
    private readonly Dictionary<TaskId, (long Position, long Version, ComputeTaskState State)> _tasks = [];
    private readonly List<TaskId> _open = [];
    private Slot _now = new(1);
    private ulong _nonce;
    private long _noise;

    public ImmutableArray<Address> Submitters { get; } = [.. Enumerable.Range(0, 4).Select(_ => RandomAddress(random))];

    public ImmutableArray<Address> Workers { get; } = [.. Enumerable.Range(0, 5).Select(_ => RandomAddress(random))];

    public ImmutableArray<ModelId> Models { get; } = [.. Enumerable.Range(0, 3).Select(_ => new ModelId(RandomBytes32(random)))];

    public Slot Now => _now;

    public ImmutableArray<TaskId> TaskIds => [.. _tasks.Keys];

    /// <summary>The lines of all tasks, newest first.</summary>
    public ImmutableArray<TaskSummary> Expected =>
        [.. _tasks.OrderByDescending(task => task.Value.Position).Select(task => Summarise(task.Key, task.Value.State))];

    /// <summary>The results whose windows are open, in no order.</summary>
    public IEnumerable<DisputableResult> OpenWindows =>
        from task in _tasks
        let state = task.Value.State
        where state.Status == ComputeTaskStatus.Verified && state.DisputableUntil >= _now
        select new DisputableResult(
            task.Key, state.Attempt, state.Request!.VerifyMode, state.Request.ModelId, state.Assignment!.Worker, state.DisputableUntil!.Value,
            state.Challenges.Length, state.Challenges.Count(challenge => challenge.Outcome == ChallengeOutcome.Pending));

    /// <summary>Makes <paramref name="steps"/> appends: new tasks, next steps of old ones, and events that are no task's.</summary>
    /// <returns>Position of the last event.</returns>
    public async Task<long> AppendAsync(IEventLog log, int steps)
    {
        long last = 0;
        for (var step = 0; step < steps; step++)
        {
            _now += random.Next(10) == 0 ? 1 : 0;
            last = random.Next(10) switch
            {
                0 => await AppendNoiseAsync(log),
                < 4 => await BeginTaskAsync(log),
                _ when _open.Count == 0 => await BeginTaskAsync(log),
                _ => await ContinueTaskAsync(log, _open[random.Next(_open.Count)]),
            };
        }

        return last;
    }

    public async Task<long> BeginTaskAsync(IEventLog log)
    {
        var input = new byte[random.Next(64)];
        random.NextBytes(input);
        var request = new TaskRequest(
            Pick(Submitters),
            _nonce++,
            Pick(Models),
            Keccak256.Hash(input),
            TaskRequest.Inline,
            Keccak256.Hash("""{"at":7,"submitter":"\"nobody\""}"""u8),
            Pick([.. Enum.GetValues<VerifyMode>()]),
            new Amount(1000),
            _now + 100,
            default);
        var id = request.ComputeTaskId();
        _tasks.Add(id, (0, 0, ComputeTaskState.Initial));
        _open.Add(id);

        // Parameters that look like what the index searches for.
        return await AppendAsync(
            log,
            id,
            [new ComputeTaskEvent.Submitted(request, input, """{"at":7,"submitter":"\"nobody\""}""", new SubmissionReference(3, 1), 1, _now)]);
    }

    /// <summary>A new task whose window is open and whose result is challenged: chance alone may leave a history without one.</summary>
    public async Task<long> BeginDisputeAsync(IEventLog log)
    {
        await BeginTaskAsync(log);
        var id = _open[^1];
        await AppendAsync(log, id, [Assigned(_tasks[id].State)]);
        await AppendAsync(log, id, [Executed(id), Verified(_tasks[id].State)]);
        return await AppendAsync(log, id, [ChallengeFiled()]);
    }

    private Task<long> ContinueTaskAsync(IEventLog log, TaskId id)
    {
        var state = _tasks[id].State;
        return AppendAsync(log, id, state.Status switch
        {
            ComputeTaskStatus.Submitted when random.Next(8) == 0 => [new ComputeTaskEvent.Expired(ComputeTaskErrors.DeadlinePassed, _now)],
            ComputeTaskStatus.Submitted => [Assigned(state)],
            ComputeTaskStatus.Assigned => random.Next(8) switch
            {
                0 or 1 => [new ComputeTaskEvent.LeaseExtended(_now + 9, _now)],
                2 => [AttemptFailed(state)],
                3 => [AttemptFailed(state), new ComputeTaskEvent.Expired(ComputeTaskErrors.AttemptsUsedUp, _now)],
                4 => [Executed(id)],
                5 => [Executed(id), ResultRejected(state)],
                _ => [Executed(id), Verified(state)],
            },
            ComputeTaskStatus.Executed when random.Next(4) == 0 => [ResultRejected(state)],
            ComputeTaskStatus.Executed when random.Next(3) == 0 =>
            [
                new ComputeTaskEvent.ProofSubmitted(new ResultProof("{}"u8.ToArray(), "[]"u8.ToArray(), default), _now),
                new ComputeTaskEvent.Verified(state.Assignment!.Session, null, _now),
            ],
            ComputeTaskStatus.Executed => [Verified(state)],
            ComputeTaskStatus.Verified when state.NextChallenge is { } pending =>
                [new ComputeTaskEvent.ChallengeDecided(pending.Id, ChallengeOutcome.Rejected, "So it says.", _now)],
            ComputeTaskStatus.Verified when random.Next(8) == 0 =>
            [
                new ComputeTaskEvent.Invalidated(
                    state.Assignment!.Worker, state.Attempt, state.Assignment.Stake, Pick(Workers), ComputeTaskErrors.ProofInvalid, "So it says.", _now),
            ],
            ComputeTaskStatus.Verified when random.Next(8) == 0 => Challenged(),
            ComputeTaskStatus.Verified => [new ComputeTaskEvent.Finalized(_now)],
            ComputeTaskStatus.Final => [new ComputeTaskEvent.Settled(new SettledFee(new Amount(10), new Amount(990)), _now)],
            _ => throw new InvalidOperationException($"A task that is {state.Status} is not open."),
        });
    }

    private ImmutableArray<ComputeTaskEvent> Challenged()
    {
        var filed = ChallengeFiled();
        return random.Next(2) == 0
            ? [filed]
            : [filed, new ComputeTaskEvent.ChallengeDecided(filed.Challenge.Id, ChallengeOutcome.Rejected, "So it says.", _now)];
    }

    private async Task<long> AppendAsync(IEventLog log, TaskId id, ImmutableArray<ComputeTaskEvent> events)
    {
        var (position, version, state) = _tasks[id];
        var outcome = Assert.IsType<Appended>(await log.AppendAsync(StreamOf(id), version, [.. events.Select(Encode)]));
        position = version == 0 ? outcome.LastPosition - events.Length + 1 : position;
        state = events.Aggregate(state, ComputeTaskAggregate.Apply);
        _tasks[id] = (position, outcome.StreamVersion, state);
        if (state.IsTerminal)
        {
            _open.Remove(id);
        }

        return outcome.LastPosition;
    }

    private async Task<long> AppendNoiseAsync(IEventLog log)
    {
        var noise = new EventData("noise.made", """{"at":1,"worker":"none"}"""u8.ToArray());
        return Assert.IsType<Appended>(await log.AppendAsync(new StreamName("noise", "LCAI"), _noise++, [noise])).LastPosition;
    }

    private ComputeTaskEvent.Assigned Assigned(ComputeTaskState state) => new(
        new TaskAssignment(Pick(Workers), new SessionId(RandomBytes32(random)), _now, _now + 5, RandomBytes32(random), 0, Amount.FromTokens(100_000)),
        state.Attempt + 1);

    private ComputeTaskEvent.Verified Verified(ComputeTaskState state) => new(state.Assignment!.Session, _now + 4, _now);

    private ComputeTaskEvent.ChallengeFiled ChallengeFiled() => new(
        new TaskChallenge(new ChallengeId(RandomBytes32(random)), Pick(Submitters), RandomBytes32(random), 1, _now, _now, ChallengeOutcome.Pending, ""));

    private ComputeTaskEvent.AttemptFailed AttemptFailed(ComputeTaskState state) =>
        new(state.Assignment!.Worker, state.Attempt, ComputeTaskErrors.LeaseLapsed, "late", _now);

    private ComputeTaskEvent.ResultRejected ResultRejected(ComputeTaskState state) =>
        new(state.Assignment!.Worker, state.Attempt, ComputeTaskErrors.OutputMismatch, "wrong", _now);

    private ComputeTaskEvent.Executed Executed(TaskId id) => new(
        new TaskExecution(
            new TaskResult(id, RandomBytes32(random), RandomBytes32(random), default, default, 1_700_000_000, 1), new byte[] { 1, 2, 3 }, 1),
        _now);

    private T Pick<T>(ImmutableArray<T> choices) => choices[random.Next(choices.Length)];

    public static StreamName StreamOf(TaskId id) => new("task", id.ToString());

    public static EventData Encode(ComputeTaskEvent @event)
    {
        var (type, payload) = ComputeTaskEvent.Codec.Encode(@event);
        return new EventData(type, payload);
    }

    public static Bytes32 RandomBytes32(Random random)
    {
        var bytes = new byte[Bytes32.Size];
        random.NextBytes(bytes);
        return new Bytes32(bytes);
    }

    public static Address RandomAddress(Random random)
    {
        var bytes = new byte[Address.Size];
        random.NextBytes(bytes);
        return new Address(bytes);
    }

    private static TaskSummary Summarise(TaskId id, ComputeTaskState state) => new(
        id,
        state.Request!.Submitter,
        state.Request.ModelId,
        state.Request.VerifyMode,
        state.Status,
        state.Attempt,
        state.Assignment?.Worker,
        state.History[0].Slot,
        state.History[^1].Slot);
}
