using System.Buffers.Binary;
using LazAI.Cryptography;
using WorkerDecision = LazAI.Protocol.Decision<LazAI.Protocol.Workers.WorkerEvent, LazAI.Protocol.Workers.WorkerEffect>;

namespace LazAI.Protocol.Workers;

/// <summary>What a worker does wrong: failed attempts, false results, silence.</summary>
public static partial class WorkerAggregate
{
    private const int OffencesRemembered = 1_024;

    /// <summary>Names the offence of an attempt: <c>H("LazAI.offence.v1" ‖ taskId ‖ attempt)</c>, the attempt as 4 big-endian bytes.</summary>
    public static OperationId OffenceId(TaskId taskId, int attempt)
    {
        Span<byte> message = stackalloc byte[16 + 32 + 4];
        "LazAI.offence.v1"u8.CopyTo(message);
        taskId.Value.CopyTo(message[16..]);
        BinaryPrimitives.WriteInt32BigEndian(message[48..], attempt);
        return new OperationId(Keccak256.Hash(message));
    }

    /// <summary>§10: a false result costs a part of the stake that stood behind it.</summary>
    private static WorkerDecision DecideOffence(WorkerState state, WorkerCommand.RecordOffence offence, ProtocolRules rules, Slot now)
    {
        var id = OffenceId(offence.TaskId, offence.Attempt);
        return state.Offences.Contains(id)
            ? Accept()
            : Accept(new WorkerEvent.OffenceRecorded(
                id,
                offence.TaskId,
                offence.Attempt,
                offence.Reason,
                rules.FalseResultSlash,
                offence.StakeThen,
                offence.Reporter,
                offence.Reporter is null ? default : rules.ReporterShare,
                now + rules.JailSlots,
                now));
    }

    /// <summary>Signs of life are recorded at an eighth of the allowed silence, not each time.</summary>
    private static WorkerDecision DecideHeartbeat(WorkerState state, ProtocolRules rules, Slot now) =>
        now - state.LastSeen >= SeenInterval(rules) ? Accept(new WorkerEvent.Seen(now)) : Accept();

    private static WorkerDecision DecideLiveness(WorkerState state, WorkerCommand.JudgeLiveness judge, ProtocolRules rules, Slot now)
    {
        var since = state.LastSeen > judge.ObservedSince ? state.LastSeen : judge.ObservedSince;
        var online = state.Sessions.Values.Any(session => session.Until >= now);

        // The last sign of life may be younger than the last one that was recorded.
        if (!online || now - since - (SeenInterval(rules) - 1) <= rules.WorkerDownSlots)
        {
            return Accept();
        }

        // One outage is one offence: the sessions end with it, so that the next judgement finds the worker offline.
        var id = new OperationId(Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(
            "LazAI.worker-down.v1:" + string.Join(',', state.Sessions.Keys.Select(key => key.ToString()).Order(StringComparer.Ordinal)))));
        return Accept(new WorkerEvent.FoundDown(id, state.LastSeen, rules.WorkerDownSlash, now));
    }

    private static long SeenInterval(ProtocolRules rules) => Math.Max(1, rules.WorkerDownSlots / 8);

    private static WorkerState ApplyFailure(WorkerState state, WorkerEvent.FailureRecorded failure)
    {
        var failures = state.Failures.Enqueue(new FailedAttempt(failure.TaskId, failure.Attempt));
        var full = state.FailureCount >= FailuresRemembered;
        return state with
        {
            Failures = full ? failures.Dequeue() : failures,
            FailureCount = full ? state.FailureCount : state.FailureCount + 1,
            Record = state.Record with { Failed = state.Record.Failed + 1 },
        };
    }

    private static WorkerState ApplyOffence(WorkerState state, WorkerEvent.OffenceRecorded offence)
    {
        var offences = state.Offences.Enqueue(offence.Id);
        var full = state.OffenceCount >= OffencesRemembered;
        return WithoutSessions(state, state.Sessions.Keys) with
        {
            Offences = full ? offences.Dequeue() : offences,
            OffenceCount = full ? state.OffenceCount : state.OffenceCount + 1,
            JailedUntil = offence.JailedUntil,
        };
    }
}
