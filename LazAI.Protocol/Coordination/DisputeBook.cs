using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Coordination;

/// <summary>Challenges that wait for a verdict and false results that are not yet in their workers' records, as the log tells them.</summary>
internal sealed class DisputeBook(DebtBook debts, ProtocolRules rules)
{
    private readonly Dictionary<ChallengeId, (TrackedChallenge Challenge, long Order)> _challenges = [];
    private readonly Dictionary<OperationId, (TrackedOffence Offence, long Order)> _offences = [];
    private readonly SlotBuckets<OperationId> _toRecord = new();
    private long _order;

    public IEnumerable<TrackedChallenge> Challenges => _challenges.Values.OrderBy(entry => entry.Order).Select(entry => entry.Challenge);

    public IEnumerable<TrackedOffence> Offences => _offences.Values.OrderBy(entry => entry.Order).Select(entry => entry.Offence);

    /// <summary>Whose results are disputed or were shown to be false, until that is in their own records and the ledger is told to slash them.</summary>
    public IEnumerable<Address> Accused =>
        _challenges.Values.Select(entry => entry.Challenge.Worker).Concat(_offences.Values.Select(entry => entry.Offence.Worker));

    public void Restore(CoordinatorSnapshot snapshot)
    {
        foreach (var challenge in snapshot.Challenges)
        {
            _challenges[challenge.Id] = (challenge, ++_order);
        }

        foreach (var offence in snapshot.Offences)
        {
            Add(offence);
        }
    }

    public void File(TaskId taskId, TaskChallenge challenge, Address worker) =>
        _challenges[challenge.Id] = (new TrackedChallenge(challenge.Id, taskId, challenge.Challenger, worker), ++_order);

    /// <summary>The bond goes back, or to the worker whom the challenge has wronged.</summary>
    /// <returns>The challenge.</returns>
    public TrackedChallenge? Decide(ComputeTaskEvent.ChallengeDecided decided)
    {
        if (!_challenges.Remove(decided.Id, out var entry))
        {
            return null;
        }

        var challenge = entry.Challenge;
        if (decided.Outcome != ChallengeOutcome.Dropped)
        {
            debts.Add(TrackedDebt.Of(decided.Outcome == ChallengeOutcome.Rejected
                ? Bonds.Forfeit(challenge.Id, challenge.Worker, rules)
                : Bonds.Return(challenge.Id, challenge.Challenger, rules)));
        }

        return challenge;
    }

    public void Add(TrackedOffence offence)
    {
        var id = WorkerAggregate.OffenceId(offence.TaskId, offence.Attempt);
        if (_offences.TryAdd(id, (offence, ++_order)))
        {
            _toRecord.Add(new Slot(0), id);
        }
    }

    public void Observe(Address worker, WorkerEvent @event)
    {
        switch (@event)
        {
            case WorkerEvent.FoundDown down:
                debts.Add(TrackedDebt.Of(new LedgerCommand.Slash(down.Id, worker, down.Slash)));
                break;
            case WorkerEvent.OffenceRecorded offence:
                _offences.Remove(offence.Id);
                debts.Add(TrackedDebt.Of(new LedgerCommand.Slash(
                    offence.Id, worker, offence.Slash, offence.StakeThen, offence.Reporter, offence.ReporterShare)));
                break;
        }
    }

    public void Plan(ImmutableArray<CoordinatorAction>.Builder actions, Slot now, bool newSlot, int maximum)
    {
        while (actions.Count < maximum && _toRecord.TryTake(now, out var id))
        {
            if (_offences.TryGetValue(id, out var entry))
            {
                actions.Add(new CoordinatorAction.RecordOffence(entry.Offence));
                _toRecord.Add(now + rules.SettlementPatienceSlots, id);
            }
        }

        // A task judges its challenges by itself; after a crash nobody else would wake it.
        if (newSlot)
        {
            actions.AddRange(Challenges.Select(challenge => challenge.TaskId).Distinct().Select(taskId => new CoordinatorAction.JudgeChallenges(taskId)));
        }
    }
}
