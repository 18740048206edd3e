using LazAI.Protocol.Tests.Deciding;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Tests.Workers;

public class WorkerGridTests
{
    public static IEnumerable<(string Name, WorkerState State)> States =>
    [
        ("Initial", WorkerState.Initial),
        ("Challenged", WorkerStates.Challenged),
        ("Online", WorkerStates.Online),
        ("Online, batch taken", WorkerStates.WithBatch),
        ("Online, one failure", WorkerStates.Failing),
        ("Online, silent for too long", WorkerStates.Silent),
        ("Session expired", WorkerStates.Expired),
        ("Reattestation due", WorkerStates.Reattesting),
        ("Session closed", WorkerStates.Closed),
        ("Found down", WorkerStates.Down),
        ("Jailed", WorkerStates.Jailed),
    ];

    public static IReadOnlyList<(string Name, WorkerCommand Command)> Commands =>
    [
        ("IssueChallenge", new WorkerCommand.IssueChallenge(Samples.Hash("another challenge"))),
        ("OpenSession", new WorkerCommand.OpenSession(Samples.Session, "evidence"u8.ToArray())),
        (
            "OpenSession, other evidence",
            new WorkerCommand.OpenSession(
                Samples.Session with { Evidence = Samples.Evidence with { Hash = Samples.Hash("other evidence") } }, "x"u8.ToArray())),
        ("RequireReattestation, TCB recovery", new WorkerCommand.RequireReattestation(Samples.SessionId, WorkerErrors.TcbRecovery, AtOnce: false)),
        (
            "RequireReattestation, refused",
            new WorkerCommand.RequireReattestation(Samples.SessionId, new ErrorCode("attestation/certificate-revoked"), AtOnce: true)),
        ("CloseSession", new WorkerCommand.CloseSession(Samples.SessionId)),
        ("AcceptResults", new WorkerCommand.AcceptResults(Samples.Batch([Samples.Result(Samples.Request, 5)]))),
        (
            "AcceptResults, same numbers",
            new WorkerCommand.AcceptResults(Samples.Batch([Samples.Result(Samples.Request, 5, "other output"u8.ToArray())]))),
        ("AcceptResults, next numbers", new WorkerCommand.AcceptResults(Samples.Batch([Samples.Result(Samples.Request, 6)]))),
        (
            "AcceptResults, another's key",
            new WorkerCommand.AcceptResults(Samples.Batch([Samples.Result(Samples.Request, 6)], key: Samples.OtherKey))),
        (
            "RecordFailure",
            new WorkerCommand.RecordFailure(Samples.Request.ComputeTaskId(), 1, new ErrorCode("task/lease-lapsed"))),
        (
            "RecordFailure, next attempt",
            new WorkerCommand.RecordFailure(Samples.Request.ComputeTaskId(), 2, new ErrorCode("task/lease-lapsed"))),
        (
            "RecordOffence",
            new WorkerCommand.RecordOffence(Samples.Request.ComputeTaskId(), 1, new ErrorCode("task/proof-invalid"), new Amount(1), Samples.Submitter)),
        ("RecordVerified", new WorkerCommand.RecordVerified(1)),
        ("RecordVerified, nothing new", new WorkerCommand.RecordVerified(0)),
        ("Heartbeat", new WorkerCommand.Heartbeat()),
        ("JudgeLiveness", new WorkerCommand.JudgeLiveness(new Slot(0))),
        ("JudgeLiveness, just restarted", new WorkerCommand.JudgeLiveness(Samples.Now)),
    ];

    [Fact]
    public void Decide_EveryCommandInEveryState_DoesWhatTheGridSays() =>
        Snapshot.Match("WorkerGrid.txt", Grid.Of(
            States,
            Commands,
            (state, command) => WorkerAggregate.Decide(state, command, Samples.Rules, Samples.Now + 1),
            WorkerAggregate.Apply,
            after => $"{after.Challenges.Count} challenges, {after.Sessions.Count} sessions, {after.Batches.Count} batches, "
                + $"record {after.Record.Accepted}/{after.Record.Failed}, seen {after.LastSeen}, jailed until {after.JailedUntil}"));

    [Fact]
    public void Commands_OfTheGrid_CoverEveryCommand() =>
        Assert.Equal(
            typeof(WorkerCommand).GetNestedTypes().Select(type => type.Name).Order(),
            Commands.Select(entry => entry.Command.GetType().Name).Distinct().Order());
}
