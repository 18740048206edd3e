using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Tests.Workers;

/// <summary>The sample worker at several points of its life, made by its events.</summary>
internal static class WorkerStates
{
    public static readonly WorkerState Challenged = Fold(
        WorkerState.Initial, new WorkerEvent.ChallengeIssued(Samples.Session.Nonce, Samples.Now + 10, Samples.Now));

    public static readonly WorkerState Online = Fold(
        Challenged, new WorkerEvent.SessionOpened(Samples.Session, "evidence"u8.ToArray(), Samples.Now));

    public static readonly WorkerState WithBatch = Accepted(Online, Samples.Batch([Samples.Result(Samples.Request, 5)]));

    public static readonly WorkerState Failing = Fold(
        Online,
        new WorkerEvent.FailureRecorded(Samples.Request.ComputeTaskId(), 1, new ErrorCode("task/lease-lapsed"), Samples.Now));

    public static readonly WorkerState Silent = Online with { LastSeen = new Slot(0) };

    public static readonly WorkerState Expired = Online with
    {
        Sessions = Online.Sessions.SetItem(Samples.SessionId, Samples.Session with { Until = Samples.Now + -1 }),
    };

    public static readonly WorkerState Reattesting = Fold(
        Online, new WorkerEvent.ReattestationRequired(Samples.SessionId, WorkerErrors.TcbRecovery, Samples.Now + 40, Samples.Now));

    public static readonly WorkerState Closed = Fold(Online, new WorkerEvent.SessionClosed(Samples.SessionId, Samples.Now));

    public static readonly WorkerState Down = Fold(
        Online,
        new WorkerEvent.FoundDown(new OperationId(Samples.Hash("outage")), Samples.Now, Samples.Rules.WorkerDownSlash, Samples.Now));

    public static readonly WorkerState Jailed = Fold(
        Challenged,
        new WorkerEvent.OffenceRecorded(
            WorkerAggregate.OffenceId(Samples.Request.ComputeTaskId(), 1), Samples.Request.ComputeTaskId(), 1, new ErrorCode("task/proof-invalid"),
            Samples.Rules.FalseResultSlash, new Amount(1), Samples.Submitter, Samples.Rules.ReporterShare, Samples.Now + 50, Samples.Now));

    public static WorkerState Accepted(WorkerState state, VerifiedResultBatch batch) => Fold(
        state,
        new WorkerEvent.ResultsAccepted(
            batch.Batch.Session,
            state.SessionVersions[batch.Batch.Session],
            batch.Batch.FirstSequence,
            batch.Batch.ResultsRoot,
            batch.StructHashes,
            batch.Signature,
            Samples.Now));

    public static WorkerState Fold(WorkerState state, params ReadOnlySpan<WorkerEvent> events)
    {
        foreach (var @event in events)
        {
            state = WorkerAggregate.Apply(state, @event);
        }

        return state;
    }
}
