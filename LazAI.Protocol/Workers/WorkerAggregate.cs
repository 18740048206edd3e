using System.Collections.Immutable;
using LazAI.Cryptography;
using WorkerDecision = LazAI.Protocol.Decision<LazAI.Protocol.Workers.WorkerEvent, LazAI.Protocol.Workers.WorkerEffect>;

namespace LazAI.Protocol.Workers;

/// <summary>A worker's record.</summary>
/// <param name="Challenges">Nonces given out and the last slot of each.</param>
/// <param name="Sessions">Sessions that have not been closed; expired ones go when the next is opened.</param>
/// <param name="SessionVersions">Number of the event that opened each of them.</param>
/// <param name="Batches">The last batch taken from each session.</param>
/// <param name="Failures">The newest failures, so that one is not counted twice.</param>
/// <param name="Version">How many events there are.</param>
/// <param name="Offences">The newest offences, so that one is not punished twice.</param>
/// <param name="JailedUntil">Last slot in which it gets no work for a false result; null if there was none.</param>
public sealed record WorkerState(
    ImmutableDictionary<Bytes32, Slot> Challenges,
    ImmutableDictionary<SessionId, WorkerSession> Sessions,
    ImmutableDictionary<SessionId, long> SessionVersions,
    ImmutableDictionary<SessionId, LastBatch> Batches,
    ImmutableQueue<FailedAttempt> Failures,
    int FailureCount,
    WorkerRecord Record,
    Slot LastSeen,
    ImmutableQueue<OperationId> Offences,
    int OffenceCount,
    Slot? JailedUntil,
    long Version)
{
    public static WorkerState Initial { get; } = new(
        ImmutableDictionary<Bytes32, Slot>.Empty,
        ImmutableDictionary<SessionId, WorkerSession>.Empty,
        ImmutableDictionary<SessionId, long>.Empty,
        ImmutableDictionary<SessionId, LastBatch>.Empty,
        [],
        0,
        new WorkerRecord(0, 0),
        new Slot(0),
        [],
        0,
        null,
        0);
}

/// <summary>The last batch of a session: its first and last sequence, its root and the number of its event.</summary>
public sealed record LastBatch(ulong FirstSequence, ulong LastSequence, Bytes32 ResultsRoot, long Version);

/// <summary>A failed attempt of a worker.</summary>
public sealed record FailedAttempt(TaskId TaskId, int Attempt);

/// <summary>The rules of workers and their sessions (PROTOCOL §5).</summary>
public static partial class WorkerAggregate
{
    private const int FailuresRemembered = 1_024;

    /// <summary>Leases that a session goes on for when its evidence has to be renewed: time to open the next one and to hand in what is held.</summary>
    private const int ReattestationLeases = 4;

    public static WorkerDecision Decide(WorkerState state, WorkerCommand command, ProtocolRules rules, Slot now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(rules);
        return command switch
        {
            WorkerCommand.IssueChallenge issue => DecideChallenge(state, issue, rules, now),
            WorkerCommand.OpenSession open => DecideOpen(state, open, rules, now),
            WorkerCommand.RequireReattestation require => DecideReattestation(state, require, rules, now),
            WorkerCommand.CloseSession close => state.Sessions.ContainsKey(close.Session)
                ? Accept(new WorkerEvent.SessionClosed(close.Session, now))
                : Accept(),
            WorkerCommand.AcceptResults accept => DecideResults(state, accept.Batch, now),
            WorkerCommand.RecordFailure failure => state.Failures.Contains(new FailedAttempt(failure.TaskId, failure.Attempt))
                ? Accept()
                : Accept(new WorkerEvent.FailureRecorded(failure.TaskId, failure.Attempt, failure.Reason, now)),
            WorkerCommand.RecordOffence offence => DecideOffence(state, offence, rules, now),
            WorkerCommand.RecordVerified verified => verified.Total <= state.Record.Accepted
                ? Accept()
                : Accept(new WorkerEvent.VerifiedRecorded(verified.Total, now)),
            WorkerCommand.Heartbeat => DecideHeartbeat(state, rules, now),
            WorkerCommand.JudgeLiveness judge => DecideLiveness(state, judge, rules, now),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "Not a worker command."),
        };
    }

    public static WorkerState Apply(WorkerState state, WorkerEvent @event)
    {
        ArgumentNullException.ThrowIfNull(state);
        return ApplyContent(state, @event) with { Version = state.Version + 1 };
    }

    /// <summary>Why the session may not act in slot <paramref name="now"/>, or null.</summary>
    public static Rejection? RefuseSession(WorkerState state, SessionId session, Slot now)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!state.Sessions.TryGetValue(session, out var open))
        {
            return new Rejection(WorkerErrors.SessionUnknown, $"Session {session} is not open; register a new one.");
        }

        return open.Until < now
            ? new Rejection(WorkerErrors.SessionExpired, $"Session {session} ended with slot {open.Until}, now is slot {now}.")
            : null;
    }

    /// <summary>Why the nonce may not be used in slot <paramref name="now"/>, or null.</summary>
    public static Rejection? RefuseChallenge(WorkerState state, Bytes32 nonce, Slot now)
    {
        ArgumentNullException.ThrowIfNull(state);
        return !state.Challenges.TryGetValue(nonce, out var until)
                ? new Rejection(WorkerErrors.ChallengeUnknown, "The nonce was not given to this worker, or has been used.")
            : until < now ? new Rejection(WorkerErrors.ChallengeExpired, $"The nonce was good until slot {until}, now is slot {now}.")
            : null;
    }

    /// <summary>The last slot of a session that was opened in <paramref name="openedAt"/>.</summary>
    public static Slot LastSlotOfSession(Slot openedAt, ProtocolRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return LastOf(rules.SessionSlotsMaximum, openedAt);
    }

    private static WorkerDecision DecideChallenge(WorkerState state, WorkerCommand.IssueChallenge issue, ProtocolRules rules, Slot now)
    {
        var open = state.Challenges.Count(challenge => challenge.Value >= now);
        return open >= rules.ChallengesPerWorkerMaximum
            ? Reject(WorkerErrors.TooManyChallenges, $"{open} challenges are open; use one or wait {rules.ChallengeSlots} slots.")
            : Accept(new WorkerEvent.ChallengeIssued(issue.Nonce, LastOf(rules.ChallengeSlots, now), now));
    }

    private static WorkerDecision DecideOpen(WorkerState state, WorkerCommand.OpenSession open, ProtocolRules rules, Slot now)
    {
        var session = open.Session;
        if (state.Sessions.TryGetValue(session.Id, out var known))
        {
            // The id is the hash of nonce, keys and time stamp: the same id is the same session asked for again.
            return known.Evidence.Hash != session.Evidence.Hash || known.Capacity != session.Capacity
                ? Reject(WorkerErrors.ChallengeUnknown, "The session is open with other evidence.")
                : RefuseSession(state, session.Id, now) is { } expired ? new Rejected<WorkerEvent, WorkerEffect>(expired) : Accept();
        }

        if (state.JailedUntil is { } jailedUntil && jailedUntil >= now)
        {
            return Reject(WorkerErrors.Jailed, $"A result was false: the worker gets no work until slot {jailedUntil}.");
        }

        if (RefuseChallenge(state, session.Nonce, now) is { } unusable)
        {
            return new Rejected<WorkerEvent, WorkerEffect>(unusable);
        }

        var age = (Int128)session.VerifiedAt - session.Timestamp;
        if (age > rules.EvidenceAgeSecondsMaximum || age < -rules.EvidenceAgeSecondsMaximum)
        {
            return Reject(
                WorkerErrors.EvidenceExpired,
                $"The evidence's time stamp differs by {age} s from the service's clock, at most {rules.EvidenceAgeSecondsMaximum} s are allowed.");
        }

        if (session.Capacity < 1 || session.Capacity > rules.SessionCapacityMaximum)
        {
            return Reject(WorkerErrors.CapacityInvalid, $"The capacity is from 1 to {rules.SessionCapacityMaximum}.");
        }

        if (state.Sessions.Values.Count(other => other.Until >= now) >= rules.SessionsPerWorkerMaximum)
        {
            return Reject(WorkerErrors.TooManySessions, $"{rules.SessionsPerWorkerMaximum} sessions are open; close one first.");
        }

        var opened = session with { OpenedAt = now, Until = LastSlotOfSession(now, rules) };
        return Accept(new WorkerEvent.SessionOpened(opened, open.Evidence, now));
    }

    /// <summary>Ends a session sooner, never later, and once.</summary>
    private static WorkerDecision DecideReattestation(
        WorkerState state, WorkerCommand.RequireReattestation require, ProtocolRules rules, Slot now)
    {
        if (!state.Sessions.TryGetValue(require.Session, out var session) || session.Until < now)
        {
            return Accept();
        }

        var until = require.AtOnce ? now : LastOf(ReattestationLeases * rules.LeaseSlots, now);
        return until < session.Until
            && (session.ReattestationReason is null || require.AtOnce)
                ? Accept(new WorkerEvent.ReattestationRequired(require.Session, require.Reason, until, now))
                : Accept();
    }

    private static WorkerDecision DecideResults(WorkerState state, VerifiedResultBatch verified, Slot now)
    {
        var batch = verified.Batch;
        if (RefuseSession(state, batch.Session, now) is { } refusal)
        {
            return new Rejected<WorkerEvent, WorkerEffect>(refusal);
        }

        if (state.Sessions[batch.Session].SigningKey != verified.SigningKey)
        {
            return Reject(WorkerErrors.SignatureInvalid, "The batch was verified against another key than the session's.");
        }

        if (state.Batches.TryGetValue(batch.Session, out var last))
        {
            if (last.FirstSequence == batch.FirstSequence && last.ResultsRoot == batch.ResultsRoot)
            {
                return Accept();
            }

            if (batch.FirstSequence <= last.LastSequence)
            {
                return Reject(
                    WorkerErrors.SequenceReplayed,
                    $"The session has reached sequence {last.LastSequence}; the batch begins at {batch.FirstSequence}.");
            }
        }

        return Accept(new WorkerEvent.ResultsAccepted(
            batch.Session,
            state.SessionVersions[batch.Session],
            batch.FirstSequence,
            batch.ResultsRoot,
            verified.StructHashes,
            verified.Signature,
            now));
    }

    private static WorkerState ApplyContent(WorkerState state, WorkerEvent @event) =>
        @event switch
        {
            WorkerEvent.ChallengeIssued issued => state with
            {
                Challenges = state.Challenges
                    .RemoveRange(state.Challenges.Where(open => open.Value < issued.At).Select(open => open.Key))
                    .SetItem(issued.Nonce, issued.Until),
            },
            WorkerEvent.SessionOpened opened => ApplyOpened(state, opened),
            WorkerEvent.SessionClosed closed => WithoutSessions(state, [closed.Session]),
            WorkerEvent.ReattestationRequired required => state with
            {
                Sessions = state.Sessions.SetItem(
                    required.Session,
                    state.Sessions[required.Session] with { Until = required.Until, ReattestationReason = required.Reason }),
            },
            WorkerEvent.ResultsAccepted accepted => state with
            {
                Batches = state.Batches.SetItem(
                    accepted.Session,
                    new LastBatch(
                        accepted.FirstSequence,
                        accepted.FirstSequence + (ulong)accepted.StructHashes.Length - 1,
                        accepted.ResultsRoot,
                        state.Version + 1)),
                LastSeen = accepted.At,
            },
            WorkerEvent.VerifiedRecorded verified => state with { Record = state.Record with { Accepted = verified.Total } },
            WorkerEvent.FailureRecorded failure => ApplyFailure(state, failure),
            WorkerEvent.Seen seen => state with { LastSeen = seen.At },
            WorkerEvent.FoundDown => WithoutSessions(state, state.Sessions.Keys),
            WorkerEvent.OffenceRecorded offence => ApplyOffence(state, offence),
            _ => throw new ArgumentOutOfRangeException(nameof(@event), @event, "Not a worker event."),
        };

    /// <summary>The last slot of something that begins now and lasts at most that many slots: this one counts.</summary>
    private static Slot LastOf(long slots, Slot now) => now + (slots - 1);

    private static WorkerState ApplyOpened(WorkerState state, WorkerEvent.SessionOpened opened)
    {
        var expired = state.Sessions.Values.Where(session => session.Until < opened.At).Select(session => session.Id);
        var cleaned = WithoutSessions(state, expired);
        return cleaned with
        {
            Challenges = cleaned.Challenges.Remove(opened.Session.Nonce),
            Sessions = cleaned.Sessions.Add(opened.Session.Id, opened.Session),
            SessionVersions = cleaned.SessionVersions.Add(opened.Session.Id, state.Version + 1),
            LastSeen = opened.At,
        };
    }

    private static WorkerState WithoutSessions(WorkerState state, IEnumerable<SessionId> sessions)
    {
        var gone = sessions.ToArray();
        return state with
        {
            Sessions = state.Sessions.RemoveRange(gone),
            SessionVersions = state.SessionVersions.RemoveRange(gone),
            Batches = state.Batches.RemoveRange(gone),
        };
    }

    private static Accepted<WorkerEvent, WorkerEffect> Accept(params ImmutableArray<WorkerEvent> events) => new(events, []);

    private static Rejected<WorkerEvent, WorkerEffect> Reject(ErrorCode code, string detail) => new(new Rejection(code, detail));
}
