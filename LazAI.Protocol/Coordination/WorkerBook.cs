using System.Collections.Immutable;
using System.Runtime.InteropServices;
using LazAI.Cryptography;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Coordination;

/// <summary>Workers, their sessions, stakes and load as the log tells them, and the roster made of these.</summary>
internal sealed class WorkerBook(ProtocolRules rules)
{
    private readonly Dictionary<Address, Amount> _stakes = [];
    private readonly Dictionary<Address, TrackedWorker> _workers = [];
    private readonly Dictionary<SessionId, TrackedSession> _sessions = [];
    private readonly Dictionary<SessionId, int> _load = [];
    private readonly Dictionary<(TaskId TaskId, int Attempt), (TrackedFailure Failure, long Order)> _failures = [];
    private readonly Queue<(TaskId TaskId, int Attempt)> _failuresToRecord = new();
    private long _failureOrder;
    private bool _rosterChanged = true;
    private bool _reputationChanged;

    public Roster Roster { get; private set; } = Roster.Empty;

    public IEnumerable<TrackedWorker> Workers => _workers.Values;

    public IEnumerable<TrackedSession> Sessions => _sessions.Values;

    public IEnumerable<TrackedFailure> Failures => _failures.Values.OrderBy(entry => entry.Order).Select(entry => entry.Failure);

    public IEnumerable<Allocation> Stakes =>
        _stakes.OrderBy(stake => stake.Key).Select(stake => new Allocation(LedgerAccount.Stake(stake.Key), stake.Value));

    public void Observe(Address address, WorkerEvent @event)
    {
        var worker = Find(address);
        switch (@event)
        {
            case WorkerEvent.SessionOpened opened:
                Add(new TrackedSession(address, opened.Session));
                worker = worker with { LastSeen = opened.At };
                break;
            case WorkerEvent.SessionClosed closed:
                _rosterChanged |= _sessions.Remove(closed.Session);
                break;
            case WorkerEvent.ReattestationRequired required:
                if (_sessions.TryGetValue(required.Session, out var shortened))
                {
                    _sessions[required.Session] = shortened with { Session = shortened.Session with { Until = required.Until } };
                    _rosterChanged = true;
                }

                break;
            case WorkerEvent.ResultsAccepted accepted:
                worker = worker with { LastSeen = accepted.At };
                break;
            case WorkerEvent.VerifiedRecorded verified:
                worker = WithRecord(worker, worker.Record with { Accepted = verified.Total });
                break;
            case WorkerEvent.FailureRecorded failure:
                _failures.Remove((failure.TaskId, failure.Attempt));
                worker = WithRecord(worker, worker.Record with { Failed = worker.Record.Failed + 1 });
                break;
            case WorkerEvent.Seen seen:
                worker = worker with { LastSeen = seen.At };
                break;
            case WorkerEvent.FoundDown or WorkerEvent.OffenceRecorded:
                Suspend(address);
                break;
        }

        _workers[address] = worker;
    }

    public void Restore(CoordinatorSnapshot snapshot)
    {
        foreach (var session in snapshot.Sessions)
        {
            Add(session);
        }

        foreach (var worker in snapshot.Workers)
        {
            _workers[worker.Address] = worker;
        }

        foreach (var failure in snapshot.Failures)
        {
            AddFailure(failure);
        }

        foreach (var stake in snapshot.Stakes)
        {
            ChangeStake(stake.Account, stake.Amount, credit: true);
        }
    }

    /// <summary>Takes a worker's open sessions out of the roster; they have ended, or are about to.</summary>
    public void Suspend(Address worker)
    {
        RemoveSessions(session => session.Worker == worker);
        _rosterChanged = true;
    }

    public void ChangeStake(LedgerAccount account, Amount amount, bool credit)
    {
        if (account.Kind != LedgerAccountKind.Stake)
        {
            return;
        }

        ref var stake = ref CollectionsMarshal.GetValueRefOrAddDefault(_stakes, account.OwnerAddress, out _);
        stake = credit ? stake + amount : stake - amount;
        _rosterChanged = true;
    }

    public void CountVerified(Address address)
    {
        var worker = Find(address);
        _workers[address] = worker with { Verified = worker.Verified + 1 };
    }

    public void AddFailure(TrackedFailure failure)
    {
        _failures[(failure.TaskId, failure.Attempt)] = (failure, ++_failureOrder);
        _failuresToRecord.Enqueue((failure.TaskId, failure.Attempt));
    }

    public void RecordFailureAgain(TaskId taskId, int attempt) => _failuresToRecord.Enqueue((taskId, attempt));

    public bool TryTakeFailure(out TrackedFailure? failure)
    {
        while (_failuresToRecord.TryDequeue(out var key))
        {
            if (_failures.TryGetValue(key, out var entry))
            {
                failure = entry.Failure;
                return true;
            }
        }

        failure = null;
        return false;
    }

    /// <summary>Workers whose own record lags behind what the tasks say.</summary>
    public IEnumerable<TrackedWorker> Unrecorded =>
        _workers.Values.Where(worker => worker.Verified > worker.Record.Accepted).OrderBy(worker => worker.Address);

    /// <summary>Workers that are declared online and have been silent for longer than the rules allow.</summary>
    public IEnumerable<Address> Silent(Slot now)
    {
        var online = _sessions.Values.Where(session => session.Session.Until >= now).Select(session => session.Worker).ToHashSet();
        return online.Where(worker => now - _workers[worker].LastSeen > rules.WorkerDownSlots).Order();
    }

    /// <summary>Makes the roster anew where it has changed: a session or stake counts at once, reputations, which move with the work, once a slot.</summary>
    /// <returns>Whether it was made anew.</returns>
    public bool Refresh(Slot now, bool newSlot)
    {
        if (!_rosterChanged && !(_reputationChanged && newSlot) && !Roster.Entries.Any(entry => entry.Until <= now))
        {
            return false;
        }

        _rosterChanged = false;
        _reputationChanged = false;
        RemoveSessions(session => session.Session.Until < now);
        Roster = Roster.Create(
            from session in _sessions.Values
            let stake = _stakes.GetValueOrDefault(session.Worker)
            where stake >= rules.WorkerStakeMinimum && session.Session.Until > now
            select new RosterEntry(
                session.Worker, session.Session.Id, stake, _workers[session.Worker].Record.ReputationUnder(rules), session.Session.Evidence,
                session.Session.Capacity, session.Session.Until));
        return true;
    }

    public bool HasCapacity(RosterEntry entry) => _load.GetValueOrDefault(entry.Session) < entry.Capacity;

    public void Load(SessionId session) => CollectionsMarshal.GetValueRefOrAddDefault(_load, session, out _)++;

    public void Unload(SessionId session)
    {
        if (session != default && --CollectionsMarshal.GetValueRefOrAddDefault(_load, session, out _) <= 0)
        {
            _load.Remove(session);
        }
    }

    private void Add(TrackedSession session)
    {
        _sessions[session.Session.Id] = session;
        _rosterChanged = true;
    }

    private TrackedWorker Find(Address address) =>
        _workers.GetValueOrDefault(address) ?? new TrackedWorker(address, new WorkerRecord(0, 0), 0, new Slot(0));

    private TrackedWorker WithRecord(TrackedWorker worker, WorkerRecord record)
    {
        _reputationChanged |= record.ReputationUnder(rules) != worker.Record.ReputationUnder(rules);
        return worker with { Record = record };
    }

    private void RemoveSessions(Func<TrackedSession, bool> gone)
    {
        foreach (var session in _sessions.Values.Where(gone).ToArray())
        {
            _sessions.Remove(session.Session.Id);
        }
    }
}
