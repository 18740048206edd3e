using System.Numerics;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Workers;
using LazAI.Simulation.Parties;

namespace LazAI.Simulation.Auditing;

/// <summary>
/// Judges the duties of challengers from the log, written from PROTOCOL §7.4 and not from the coordinator's books: whose duty each result is, what
/// has become of it, that the registry counts each outcome once and in order, and that who neglects its duties, and nobody else, is dismissed.
/// </summary>
public sealed class DutyInspector(Inspector inspector, ProtocolRules rules, Bytes32 genesisHash, Confessions confessions)
{
    private readonly Dictionary<TaskId, Duty> _duties = [];
    private readonly Dictionary<(TaskId Task, int Attempt), ChallengeRecord> _upheld = [];
    private readonly Dictionary<OperationId, ChallengeRecord> _rewards = [];
    private readonly Queue<ChallengerActivity> _untold = new();
    private readonly Dictionary<Address, NeglectTest> _tests = [];
    private readonly SortedDictionary<Address, (double Sum, long Done, long Missed)> _found = [];

    public DutyTally Tally { get; private set; } = new();

    /// <summary>Who was found negligent, by the id of the slash.</summary>
    public Dictionary<OperationId, Address> Negligences { get; } = [];

    /// <summary>A result was verified that can be challenged.</summary>
    public void Draw(TaskRecord task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var eligible = inspector.Registry.Panel.Entries.Where(entry => entry.Challenger != task.Worker && entry.Until >= task.DisputableUntil).ToArray();
        if (eligible.Length == 0)
        {
            return;
        }

        byte[] seed = [.. "LazAI.challenger-duty.v1"u8, .. genesisHash.AsSpan(), .. task.TaskId.Value.AsSpan(), 0, 0, 0, (byte)task.Attempts];
        var point = new BigInteger(Keccak256.Hash(seed).AsSpan()[..16], isUnsigned: true, isBigEndian: true) % eligible.Sum(entry => entry.Reputation);
        var drawn = eligible.First(entry => (point -= entry.Reputation) < 0).Challenger;
        _duties.Add(task.TaskId, new Duty(task, drawn));
        Tally = Tally with { Duties = Tally.Duties + 1 };
    }

    public void Report(ChallengerEvent.ResultsChecked report)
    {
        ArgumentNullException.ThrowIfNull(report);
        foreach (var check in report.Checks)
        {
            if (_duties.TryGetValue(check.TaskId, out var duty) && duty.Challenger == report.Challenger
                && (check.ResultHash, check.TraceRoot) == (duty.Task.Execution!.Result.ResultHash, duty.Task.Execution.Result.TraceRoot))
            {
                duty.ReportedAt ??= report.At;
            }
        }
    }

    public void File(TaskRecord task, Address challenger, Slot at)
    {
        ArgumentNullException.ThrowIfNull(task);
        Check.That(
            rules.ChallengerElector == Address.Zero || inspector.Registry.HasBeenElected(challenger),
            "where challengers are elected, nobody else challenges a result");
        if (_duties.TryGetValue(task.TaskId, out var duty) && duty.Challenger == challenger)
        {
            duty.FiledAt ??= at;
        }
    }

    public void ProveFalse(TaskRecord task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (_duties.TryGetValue(task.TaskId, out var duty))
        {
            duty.IsProvenFalse = true;
        }
    }

    /// <summary>What has come of a challenge; of one that was upheld the ledger tells.</summary>
    public void Decide(ChallengeRecord challenge, Slot at)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        switch (challenge.Outcome)
        {
            case ChallengeOutcome.Upheld:
                _upheld.Add((challenge.Task.TaskId, challenge.Task.Attempts), challenge);
                break;
            case ChallengeOutcome.Rejected:
                Tell(0, ChallengerActivityKind.ChallengeRejected, challenge.Challenger, challenge.Task.TaskId, challenge.Id.Value, rules.ChallengeBond, at);
                break;
            case ChallengeOutcome.Moot:
                Tell(0, ChallengerActivityKind.ChallengeMoot, challenge.Challenger, challenge.Task.TaskId, challenge.Id.Value, Amount.Zero, at);
                break;
        }
    }

    public void Convict(WorkerEvent.OffenceRecorded offence)
    {
        ArgumentNullException.ThrowIfNull(offence);
        if (_upheld.TryGetValue((offence.TaskId, offence.Attempt), out var challenge))
        {
            _rewards.Add(offence.Id, challenge);
        }
    }

    public void Slash(LedgerEvent.Slashed slashed)
    {
        ArgumentNullException.ThrowIfNull(slashed);
        if (_rewards.Remove(slashed.Id, out var challenge))
        {
            var reward = slashed.Movements.Where(movement => movement.Credit == LedgerAccount.User(challenge.Challenger))
                .Aggregate(Amount.Zero, (sum, movement) => sum + movement.Amount);
            Tell(0, ChallengerActivityKind.ChallengeUpheld, challenge.Challenger, challenge.Task.TaskId, challenge.Id.Value, reward, slashed.At);
        }
    }

    /// <summary>Slots have begun, several if the service stood still: then nobody could report to it.</summary>
    public void Tick(Slot first, Slot last)
    {
        foreach (var duty in last - first >= rules.OrphanMarginSlots ? _duties.Values.Where(duty => duty.Until >= first) : [])
        {
            duty.IsExcused = true;
        }

        var index = 0;
        foreach (var duty in _duties.Values.Where(duty => last - duty.Until > rules.OrphanMarginSlots)
            .OrderBy(duty => duty.Until.Number).ThenBy(duty => duty.Task.TaskId).ToArray())
        {
            _duties.Remove(duty.Task.TaskId);
            if (duty.Outcome is { } outcome)
            {
                Tell(index++, outcome, duty.Challenger, duty.Task.TaskId, null, Amount.Zero, duty.Until);
            }
            else
            {
                Tally = Tally with { Excused = Tally.Excused + 1 };
            }
        }
    }

    public void Record(ChallengerEvent @event)
    {
        Check.That(
            _found.Count == 0 || @event is ChallengerEvent.FoundNegligent, $"{string.Join(", ", _found.Keys)}, found negligent, is dismissed at once");
        switch (@event)
        {
            case ChallengerEvent.ResultsChecked report:
                Report(report);
                break;
            case ChallengerEvent.ActivityRecorded recorded:
                Judge(recorded);
                break;
            case ChallengerEvent.FoundNegligent negligent:
                Check.That(
                    _found.Remove(negligent.Challenger, out var seen) && NeglectTest.Agrees(seen, negligent.Test),
                    $"{negligent.Challenger} is dismissed if its test says so, for what that has seen");
                Check.That(!confessions.Diligent.Contains(negligent.Challenger), $"{negligent.Challenger}, which does its duties, is not dismissed");
                Check.That(negligent.Slash == rules.ChallengerMissSlash, "neglect costs what the rules say");
                Check.That(Negligences.TryAdd(negligent.Id, negligent.Challenger), "a neglect is one offence");
                inspector.Holds.Begin(negligent.Id, negligent.Challenger);
                Tally = Tally with { Dismissed = Tally.Dismissed + 1, DismissedIdle = Tally.DismissedIdle + (seen.Done == 0 ? 1 : 0) };
                break;
        }
    }

    /// <summary>What is not at its end, or null.</summary>
    public string? FindUnfinished() =>
        _duties.Count > 0 ? $"{_duties.Count} duties are not over"
        : _untold.Count > 0 ? $"{_untold.Count} activities are not counted, the first is {_untold.Peek()}"
        : null;

    private void Judge(ChallengerEvent.ActivityRecorded recorded)
    {
        foreach (var activity in recorded.Activities)
        {
            Check.That(_untold.TryDequeue(out var expected), "what is counted has happened, and is counted once");
            Check.That(activity == expected, $"activities are counted in the log's order: {expected} and not {activity}");
            var isDuty = activity.Kind is ChallengerActivityKind.DutyDone or ChallengerActivityKind.DutyMissed;
            if (isDuty && !inspector.Registry.IsInOffice(activity.Challenger, activity.At))
            {
                continue;
            }

            var isGood = activity.Kind is ChallengerActivityKind.DutyDone or ChallengerActivityKind.ChallengeUpheld;
            if (isGood || activity.Kind is ChallengerActivityKind.DutyMissed or ChallengerActivityKind.ChallengeRejected)
            {
                inspector.Registry.Count(activity.Challenger, isGood);
            }

            if (isDuty && !_found.ContainsKey(activity.Challenger))
            {
                Observe(activity.Challenger, missed: !isGood, activity.At);
            }
        }

        Check.That(
            recorded.Conducts.All(judged => _tests.TryGetValue(judged.Challenger, out var test) && test.Agrees(judged.Conduct)),
            "a challenger's test stands where its duties have brought it");
    }

    private void Observe(Address challenger, bool missed, Slot at)
    {
        if (!_tests.TryGetValue(challenger, out var test))
        {
            _tests.Add(challenger, test = new NeglectTest(rules));
        }

        if (test.Counts(at))
        {
            Tally = missed ? Tally with { Missed = Tally.Missed + 1 } : Tally with { Done = Tally.Done + 1 };
        }

        if (missed && confessions.Diligent.Contains(challenger))
        {
            Tally = Tally with { MissedByDiligent = Tally.MissedByDiligent + 1 };
        }

        if (test.Observe(missed, at) is { } negligent)
        {
            _found.Add(challenger, negligent);
        }
    }

    /// <summary>Whom the registry does not know it does not count.</summary>
    private void Tell(int index, ChallengerActivityKind kind, Address challenger, TaskId taskId, Bytes32? challenge, Amount amount, Slot at)
    {
        if (inspector.Registry.IsKnown(challenger))
        {
            _untold.Enqueue(new ChallengerActivity(new ActivityMark(inspector.Position, index), challenger, kind, taskId, challenge, amount, at));
        }
    }

    private sealed class Duty(TaskRecord task, Address challenger)
    {
        public TaskRecord Task { get; } = task;

        public Address Challenger { get; } = challenger;

        public Slot Until { get; } = task.DisputableUntil;

        public Slot? ReportedAt { get; set; }

        public Slot? FiledAt { get; set; }

        public bool IsProvenFalse { get; set; }

        public bool IsExcused { get; set; }

        /// <summary>Null where it counts neither way.</summary>
        public ChallengerActivityKind? Outcome
        {
            get
            {
                var (hasReported, hasFiled) = (ReportedAt <= Until, FiledAt <= Until);
                return IsExcused ? null
                    : hasFiled || (hasReported && !IsProvenFalse) ? ChallengerActivityKind.DutyDone
                    : IsProvenFalse && ReportedAt is null ? null
                    : ChallengerActivityKind.DutyMissed;
            }
        }
    }
}
