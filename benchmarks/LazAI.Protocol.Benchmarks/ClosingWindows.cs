using System.Diagnostics;
using System.Globalization;
using LazAI.Cryptography;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;

namespace LazAI.Protocol.Benchmarks;

/// <summary>
/// Many optimistic results whose windows end with the same slot, one in a hundred challenged in it: all that the protocol does from the next
/// slot's beginning until each of them is decided, and then until each is settled. On one thread; events are encoded and read back, as through the log.
/// </summary>
internal sealed class ClosingWindows
{
    private const int ChallengedEvery = 100;
    private const int PlanMaximum = 8_192;

    private static readonly Slot s_closes = SampleNetwork.Now + SampleNetwork.Rules.ChallengeWindowSlots;
    private static readonly ModelDescription s_model = SampleNetwork.Model.Description with { VerifyModes = [VerifyMode.Optimistic] };
    private static readonly Address s_challenger = new(SampleNetwork.Hash("challenger").AsSpan()[..20]);

    private readonly Coordinator _coordinator = new(SampleNetwork.Rules, SampleNetwork.Hash("genesis"), SampleNetwork.Schedule);
    private readonly Dictionary<TaskId, ComputeTaskState> _tasks = [];
    private LedgerState _ledger = LedgerState.Initial;
    private ulong _checksum;
    private long _position;
    private int _undecided;
    private int _unsettled;

    private ClosingWindows(SampleNetwork network, int windows)
    {
        (_undecided, _unsettled) = (windows, windows);
        Observe(new LedgerCommand.Allocate([new Allocation(SampleNetwork.Payer, Amount.FromTokens(1_000_000))]));
        _coordinator.Observe(new ModelEvent.Registered(s_model.ComputeModelId(), s_model, new RegistrationProof(0, SampleNetwork.Now, default), SampleNetwork.Now));
        foreach (var numbers in Enumerable.Range(0, windows).Chunk(Coordinator.SettlementBatchMaximum))
        {
            var requests = numbers.Select(number => network.Requests[0] with { Nonce = (ulong)number, VerifyMode = VerifyMode.Optimistic }).ToArray();
            Observe(new LedgerCommand.Reserve([.. requests.Select(request => new Escrow(
                request.ComputeTaskId(), SampleNetwork.Payer, request.FeeMaximum, request.DeadlineSlot))]));
            foreach (var (request, number) in requests.Zip(numbers))
            {
                Open(network, request, number);
            }
        }

        // What the slots until then would have asked for.
        while (!_coordinator.Plan(s_closes).IsEmpty)
        {
        }
    }

    /// <summary>Prints the best of some rounds.</summary>
    public static void Run(SampleNetwork network, int windows, int rounds)
    {
        var best = (Decided: TimeSpan.MaxValue, Settled: TimeSpan.MaxValue, Processor: TimeSpan.Zero);
        ulong? checksum = null;
        for (var round = 0; round < rounds; round++)
        {
            var closing = new ClosingWindows(network, windows);
            GC.Collect();
            var processor = Process.GetCurrentProcess().TotalProcessorTime;
            var (decided, settled) = closing.Close();
            if (settled < best.Settled)
            {
                best = (decided, settled, Process.GetCurrentProcess().TotalProcessorTime - processor);
            }

            Invariant.Require((checksum ??= closing._checksum) == closing._checksum, "the same windows close in the same way");
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"CloseWindows: {windows:N0} in one slot, 1 in {ChallengedEvery} challenged: decided after {best.Decided.TotalMilliseconds:N0} ms, settled after "
            + $"{best.Settled.TotalMilliseconds:N0} ms, processor {best.Processor.TotalMilliseconds:N0} ms  checksum {checksum:X}"));
    }

    private (TimeSpan Decided, TimeSpan Settled) Close()
    {
        var start = Stopwatch.GetTimestamp();
        var decided = TimeSpan.Zero;
        while (_unsettled > 0)
        {
            foreach (var action in _coordinator.Plan(s_closes + 1, PlanMaximum))
            {
                Carry(action);
            }

            decided = decided == TimeSpan.Zero && _undecided == 0 ? Stopwatch.GetElapsedTime(start) : decided;
        }

        return (decided, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>A task as it is when its window is open.</summary>
    private void Open(SampleNetwork network, TaskRequest request, int number)
    {
        var taskId = request.ComputeTaskId();
        var (worker, session) = (network.Workers[number % network.Workers.Length], network.Sessions[number % network.Sessions.Length].Id);
        var result = network.Results[0].Result with { TaskId = taskId };
        Observe(taskId, new ComputeTaskEvent.Submitted(request, SampleNetwork.Input, "{}", new SubmissionReference(1, 0), 1, SampleNetwork.Now));
        Observe(taskId, new ComputeTaskEvent.Assigned(
            new TaskAssignment(worker, session, SampleNetwork.Now, SampleNetwork.Now + 3, SampleNetwork.Hash("roster"), 0, Amount.FromTokens(200_000)), 1));
        Observe(taskId, new ComputeTaskEvent.Executed(new TaskExecution(result, network.Results[0].Output, 1), SampleNetwork.Now));
        Observe(taskId, new ComputeTaskEvent.Verified(session, s_closes, SampleNetwork.Now));
        if (number % ChallengedEvery == 0)
        {
            var id = new ChallengeId(taskId.Value);
            Observe(taskId, new ComputeTaskEvent.ChallengeFiled(new TaskChallenge(
                id, s_challenger, SampleNetwork.Hash("evidence"), 1, s_closes, s_closes, ChallengeOutcome.Pending, "")));
        }
    }

    /// <summary>What the grains would do.</summary>
    private void Carry(CoordinatorAction action)
    {
        _checksum = (_checksum * 31) + (ulong)action.GetType().Name.Length;
        var now = s_closes + 1;
        switch (action)
        {
            case CoordinatorAction.Conclude conclude:
                Decide(conclude.TaskId, new ComputeTaskCommand.Conclude(), now);
                break;
            case CoordinatorAction.JudgeChallenges judge:
                var challenge = _tasks[judge.TaskId].NextChallenge!;
                Decide(judge.TaskId, new ComputeTaskCommand.JudgeChallenge(challenge.Id, FraudProofVerdict.Unreadable(challenge.EvidenceHash)), now);
                break;
            case CoordinatorAction.Settle settle:
                Observe(new LedgerCommand.Settle(settle.Settlements));
                break;
            case CoordinatorAction.MarkSettled mark:
                Decide(mark.TaskId, new ComputeTaskCommand.MarkSettled(ComputeTaskAggregate.FeeOf(_tasks[mark.TaskId].Request!, SampleNetwork.Model.Description)), now);
                break;
        }
    }

    private void Decide(TaskId taskId, ComputeTaskCommand command, Slot now)
    {
        if (ComputeTaskAggregate.Decide(_tasks[taskId], command, SampleNetwork.Rules, now) is Accepted<ComputeTaskEvent, ComputeTaskEffect> accepted)
        {
            foreach (var @event in accepted.Events)
            {
                Observe(taskId, @event);
                _undecided -= @event is ComputeTaskEvent.Finalized ? 1 : 0;
                _unsettled -= @event is ComputeTaskEvent.Settled ? 1 : 0;
            }
        }
    }

    private void Observe(TaskId taskId, ComputeTaskEvent @event)
    {
        _tasks[taskId] = ComputeTaskAggregate.Apply(_tasks.GetValueOrDefault(taskId) ?? ComputeTaskState.Initial, @event);
        var (type, payload) = ComputeTaskEvent.Codec.Encode(@event);
        _coordinator.Observe(++_position, "task", taskId.ToString(), type, payload);
    }

    private void Observe(LedgerCommand command)
    {
        var decision = LedgerAggregate.Decide(_ledger, command, SampleNetwork.Now);
        foreach (var @event in ((Accepted<LedgerEvent, LedgerEffect>)decision).Events)
        {
            _ledger = LedgerAggregate.Apply(_ledger, @event);
            var (type, payload) = LedgerEvent.Codec.Encode(@event);
            _coordinator.Observe(++_position, "ledger", SampleNetwork.Rules.NativeAsset, type, payload);
        }
    }
}
