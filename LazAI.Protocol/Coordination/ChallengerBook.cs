using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Coordination;

/// <summary>
/// The registry of challengers as the log tells it, the panel that duties are drawn from, and what the registry has to be told: the outcome of
/// duties and of fraud proofs. Activities follow from the log alone, each with the place of the event that it follows from, so another coordinator
/// that reads the same log makes the same ones, and the registry counts each once.
/// </summary>
internal sealed class ChallengerBook(DebtBook debts, ProtocolRules rules, Bytes32 genesisHash)
{
    private static readonly Bytes32 s_empty = ChallengerPanel.Empty.ComputeHash();

    private readonly DutyBook _duties = new(rules, genesisHash);
    private readonly SortedDictionary<OperationId, TrackedReward> _rewards = new(Comparer<OperationId>.Create((a, b) => a.Value.CompareTo(b.Value)));
    private readonly Queue<ChallengerActivity> _untold = new();
    private ChallengerState _registry = ChallengerState.Initial;
    private Bytes32? _lastPlanned;
    private Slot? _toldAt;

    /// <summary>The newest panel in the log.</summary>
    public PublishedPanel? Panel { get; private set; }

    public void Restore(CoordinatorSnapshot snapshot)
    {
        var challengers = snapshot.Challengers;
        (_registry, Panel) = (challengers.Registry, challengers.Panel);
        _duties.Restore(snapshot);
        foreach (var activity in challengers.Activities)
        {
            _untold.Enqueue(activity);
        }

        foreach (var reward in challengers.Rewards)
        {
            _rewards.Add(reward.Offence, reward);
        }
    }

    public TrackedChallengers Capture() => new(_registry, Panel, [.. _duties.Duties], [.. _untold], [.. _rewards.Values]);

    public IEnumerable<TrackedDuty> ToDo(Address challenger, Slot now) => _duties.ToDo(challenger, now);

    public void Observe(ChallengerEvent @event)
    {
        _registry = ChallengerAggregate.Apply(_registry, @event);
        switch (@event)
        {
            case ChallengerEvent.ResultsChecked report:
                foreach (var check in report.Checks)
                {
                    _duties.Report(report.Challenger, check, report.At);
                }

                break;
            case ChallengerEvent.ActivityRecorded:
                _toldAt = null;
                while (_untold.TryPeek(out var activity) && !activity.Mark.IsAfter(_registry.LastActivity))
                {
                    _untold.Dequeue();
                }

                break;
            case ChallengerEvent.FoundNegligent found:
                debts.Add(TrackedDebt.Of(new LedgerCommand.Slash(found.Id, found.Challenger, found.Slash)));
                break;
        }
    }

    public void Observe(CoordinatorEvent @event)
    {
        if (@event is CoordinatorEvent.PanelPublished published)
        {
            Panel = published.Panel;
        }
    }

    /// <summary>A result of mode OP was verified.</summary>
    public void Verify(CheckedResult result, int attempt, Address worker, Slot windowUntil)
    {
        if (Panel is { } panel)
        {
            _duties.Draw(result, attempt, worker, windowUntil, panel);
        }
    }

    public void File(TaskId taskId, TaskChallenge challenge) => _duties.FileProof(taskId, challenge.Challenger, challenge.FiledAt);

    /// <summary>What has come of a fraud proof; of one that is upheld, the ledger tells when it has paid the reward.</summary>
    /// <param name="attempt">The attempt whose result was challenged.</param>
    public void Decide(TrackedChallenge challenge, int attempt, ChallengeOutcome outcome, long position, Slot at)
    {
        switch (outcome)
        {
            case ChallengeOutcome.Upheld:
                var offence = WorkerAggregate.OffenceId(challenge.TaskId, attempt);
                _rewards[offence] = new TrackedReward(offence, challenge.Id, challenge.TaskId, challenge.Challenger);
                break;
            case ChallengeOutcome.Rejected:
                Tell(ChallengerActivityKind.ChallengeRejected, challenge.Challenger, challenge.TaskId, challenge.Id, rules.ChallengeBond, position, at);
                break;
            case ChallengeOutcome.Moot:
                Tell(ChallengerActivityKind.ChallengeMoot, challenge.Challenger, challenge.TaskId, challenge.Id, Amount.Zero, position, at);
                break;
        }
    }

    public void ProveFalse(TaskId taskId, bool traceOnly) => _duties.ProveFalse(taskId, traceOnly);

    public void Observe(LedgerEvent.Slashed slashed, long position)
    {
        if (_rewards.Remove(slashed.Id, out var upheld))
        {
            var reward = slashed.Movements.Where(movement => movement.Credit == LedgerAccount.User(upheld.Challenger))
                .Aggregate(Amount.Zero, (sum, movement) => sum + movement.Amount);
            Tell(ChallengerActivityKind.ChallengeUpheld, upheld.Challenger, upheld.TaskId, upheld.Challenge, reward, position, slashed.At);
        }
    }

    /// <summary>Slots have begun; duties whose windows are closed are told.</summary>
    public void Advance(Slot first, Slot last, long position)
    {
        var index = 0;
        foreach (var duty in _duties.Advance(first, last))
        {
            if (ChallengerDuty.OutcomeOf(
                duty.ReportedAt, duty.ProofFiledAt, duty.WindowUntil, duty.ProvenFalse, duty.IsReportRefuted, duty.Excused) is { } outcome)
            {
                Tell(outcome, duty.Challenger, duty.Result.TaskId, null, Amount.Zero, position, duty.WindowUntil, index++);
            }
        }
    }

    /// <summary>Publishes the panel where it has changed, at most once a slot, and tells the registry what it has not counted.</summary>
    public void Plan(ImmutableArray<CoordinatorAction>.Builder actions, Slot now, bool newSlot)
    {
        if (newSlot && !_registry.Challengers.IsEmpty)
        {
            PlanPanel(actions, now);
        }

        if (_untold.Count > 0 && (_toldAt is not { } told || now - told >= rules.SettlementPatienceSlots))
        {
            _toldAt = now;
            actions.Add(new CoordinatorAction.RecordActivity(new ChallengerCommand.RecordActivity(
                _registry.LastActivity, [.. _untold.Take(ChallengerAggregate.BatchItemsMaximum)])));
        }
    }

    /// <summary>What was planned is in the log, or on its way: it is planned once, until the panel changes again.</summary>
    private void PlanPanel(ImmutableArray<CoordinatorAction>.Builder actions, Slot now)
    {
        var panel = ChallengerPanel.Create(_registry, rules, now);
        var hash = panel.ComputeHash();
        if (hash != _lastPlanned && hash != (Panel?.Hash ?? s_empty))
        {
            actions.Add(new CoordinatorAction.PublishPanel(new PublishedPanel(hash, panel, now)));
        }

        _lastPlanned = hash;
    }

    /// <summary>Whom the registry does not know it would not count.</summary>
    private void Tell(
        ChallengerActivityKind kind, Address challenger, TaskId taskId, ChallengeId? challenge, Amount amount, long position, Slot at, int index = 0)
    {
        if (_registry.Challengers.ContainsKey(challenger))
        {
            _untold.Enqueue(new ChallengerActivity(
                new ActivityMark(position, index), challenger, kind, taskId, challenge?.Value, amount, at));
        }
    }
}
