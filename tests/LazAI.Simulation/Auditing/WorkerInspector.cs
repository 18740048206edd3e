using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Workers;

namespace LazAI.Simulation.Auditing;

/// <summary>Follows every worker (PROTOCOL §5): sessions come from nonces, sequences grow, records tell what the tasks tell, and only the silent are down.</summary>
public sealed class WorkerInspector(Inspector inspector, ProtocolRules rules)
{
    private readonly Dictionary<Bytes32, Address> _nonces = [];
    private readonly Dictionary<SessionId, Session> _sessions = [];
    private readonly Dictionary<(Address Worker, long Version), (SessionId Session, HashSet<Bytes32> Hashes)> _batches = [];
    private readonly HashSet<(TaskId Task, int Attempt)> _failures = [];
    private readonly Dictionary<Address, long> _recorded = [];
    private readonly Dictionary<Address, Slot> _alive = [];
    private readonly Dictionary<Address, Slot> _jailedUntil = [];
    private readonly HashSet<(TaskId Task, int Attempt)> _offences = [];

    /// <summary>Silences, and who was silent.</summary>
    public Dictionary<OperationId, (Address Worker, Slot At)> Downs { get; } = [];

    /// <summary>False results in the workers' records: what was at stake, and who has shown it.</summary>
    public Dictionary<OperationId, (Address Worker, Amount Stake, Address? Reporter)> Offences { get; } = [];

    public bool HasRecorded((TaskId Task, int Attempt) offence) => _offences.Contains(offence);

    /// <summary>Last slot of a session of this worker as it was opened, since work may be given out just before word of its earlier end comes;
    /// null if it has none of that name.</summary>
    public Slot? Opened(Address worker, SessionId session) =>
        _sessions.GetValueOrDefault(session) is { } opened && opened.Worker == worker ? opened.OpenedUntil : null;

    public bool HasSigned(Address worker, SessionId session, TaskExecution execution) =>
        _batches.TryGetValue((worker, execution.BatchVersion), out var batch)
        && batch.Session == session
        && batch.Hashes.Contains(execution.Result.StructHash());

    /// <summary>The worker has shown itself not before this slot, and was told that it was seen.</summary>
    public void Alive(Address worker, Slot slot) => _alive[worker] = Max(_alive.GetValueOrDefault(worker), slot);

    public void Record(Address worker, long version, WorkerEvent @event)
    {
        switch (@event)
        {
            case WorkerEvent.ChallengeIssued issued:
                Check.That(_nonces.TryAdd(issued.Nonce, worker), "a nonce is given out once");
                break;
            case WorkerEvent.SessionOpened opened:
                Check.That(_nonces.Remove(opened.Session.Nonce, out var owner) && owner == worker, "a session is opened with an unused nonce of its worker");
                Check.That(!_jailedUntil.TryGetValue(worker, out var jailed) || opened.At > jailed, "who is jailed opens no session");
                Check.That(opened.Session.Until - opened.At < rules.SessionSlotsMaximum, "a session ends");
                Check.That(
                    _sessions.Values.Count(session => session.Worker == worker && session.IsOpen && session.Until >= opened.At) < rules.SessionsPerWorkerMaximum,
                    "a worker has few sessions");
                Check.That(_sessions.TryAdd(opened.Session.Id, new Session(worker, opened.Session.Until, version)), "a session is opened once");
                break;
            case WorkerEvent.SessionClosed closed:
                OpenSession(worker, closed.Session).IsOpen = false;
                break;
            case WorkerEvent.ReattestationRequired required:
                var shortened = OpenSession(worker, required.Session);
                Check.That(required.Until >= required.At && required.Until < shortened.Until, "a session is made shorter, not longer");
                shortened.Until = required.Until;
                break;
            case WorkerEvent.ResultsAccepted accepted:
                var speaker = OpenSession(worker, accepted.Session);
                Check.That(accepted.At <= speaker.Until, "a session speaks until it ends");
                Check.That(accepted.SessionVersion == speaker.Version, "a batch leads to the event that opened its session");
                Check.That(accepted.FirstSequence > speaker.LastSequence || !speaker.HasSpoken, "no sequence comes twice");
                speaker.HasSpoken = true;
                speaker.LastSequence = accepted.FirstSequence + (ulong)accepted.StructHashes.Length - 1;
                _batches.Add((worker, version), (accepted.Session, [.. accepted.StructHashes]));
                break;
            case WorkerEvent.FailureRecorded failure:
                Check.That(
                    inspector.Tasks.Failures.TryGetValue((failure.TaskId, failure.Attempt), out var failed) && failed == worker,
                    "a recorded failure has happened");
                Check.That(_failures.Add((failure.TaskId, failure.Attempt)), "a failure is recorded once");
                break;
            case WorkerEvent.VerifiedRecorded verified:
                Check.That(
                    verified.Total > _recorded.GetValueOrDefault(worker) && verified.Total <= inspector.Tasks.VerifiedOf(worker),
                    "a record grows, and not beyond what was verified");
                _recorded[worker] = verified.Total;
                break;
            case WorkerEvent.FoundDown down:
                Check.That(down.At - _alive.GetValueOrDefault(worker) > rules.WorkerDownSlots, $"{worker}, which has shown itself, is not found down");
                Check.That(down.Slash == rules.WorkerDownSlash, "an outage costs what the rules say");
                Check.That(
                    _sessions.Values.Any(session => session.Worker == worker && session.IsOpen && session.Until >= down.At),
                    "only who is declared online is down");
                Check.That(Downs.TryAdd(down.Id, (worker, down.At)), "one outage is one offence");
                inspector.Holds.Begin(down.Id, worker);
                EndSessions(worker);
                break;
            case WorkerEvent.OffenceRecorded offence:
                var key = (offence.TaskId, offence.Attempt);
                Check.That(
                    inspector.Disputes.Offences.TryGetValue(key, out var shown) && shown == (worker, offence.StakeThen, offence.Reporter),
                    $"{worker} is an offender only for a result that was shown to be false, with what it had at stake then");
                Check.That(_offences.Add(key) && Offences.TryAdd(offence.Id, shown), "a false result is one offence");
                inspector.Holds.Begin(offence.Id, worker);
                inspector.Holds.End(key);
                Check.That(
                    offence.Slash == rules.FalseResultSlash && offence.ReporterShare == (shown.Reporter is null ? default : rules.ReporterShare),
                    "a false result costs what the rules say");
                Check.That(offence.JailedUntil == offence.At + rules.JailSlots, "a false result leads to jail for as long as the rules say");
                _jailedUntil[worker] = offence.JailedUntil;
                EndSessions(worker);
                break;
        }
    }

    /// <summary>What is not yet in the workers' records, or null.</summary>
    public string? FindLag() =>
        _failures.Count < inspector.Tasks.Failures.Count
            ? $"{inspector.Tasks.Failures.Count - _failures.Count} failed attempts are in no record"
            : inspector.Tasks.Tasks.Values.Select(task => task.Assignment?.Worker).OfType<Address>().Distinct()
                .Where(worker => _recorded.GetValueOrDefault(worker) != inspector.Tasks.VerifiedOf(worker))
                .Select(worker => $"{worker} has {inspector.Tasks.VerifiedOf(worker)} verified results, its record says {_recorded.GetValueOrDefault(worker)}")
                .FirstOrDefault();

    /// <summary>Whether a worker that has died in <paramref name="since"/> must have been found down by <paramref name="now"/>, and was not.</summary>
    public bool IsOverdue(Address worker, Slot since, Slot now)
    {
        var limit = since + rules.WorkerDownSlots + (rules.WorkerDownSlots / 8) + 4;
        return now > limit && _sessions.Values.Any(session => session.Worker == worker && session.IsOpen && session.Until > limit);
    }

    private void EndSessions(Address worker)
    {
        foreach (var session in _sessions.Values.Where(session => session.Worker == worker))
        {
            session.IsOpen = false;
        }
    }

    private Session OpenSession(Address worker, SessionId id)
    {
        Check.That(_sessions.TryGetValue(id, out var session) && session.Worker == worker && session.IsOpen, "a session that is open acts");
        return session;
    }

    private static Slot Max(Slot left, Slot right) => left > right ? left : right;

    private sealed class Session(Address worker, Slot until, long version)
    {
        public Address Worker { get; } = worker;

        public Slot OpenedUntil { get; } = until;

        public Slot Until { get; set; } = until;

        public long Version { get; } = version;

        public bool IsOpen { get; set; } = true;

        public bool HasSpoken { get; set; }

        public ulong LastSequence { get; set; }
    }
}
