using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Workers;
using LazAI.Simulation.Faults;

namespace LazAI.Simulation.Tests;

/// <summary>The ways in which lies, challenges, bonds and stakes can go wrong.</summary>
internal static partial class Sabotages
{
    private static Dictionary<string, (Func<Sabotage> Create, string Complaint)> Disputes => new()
    {
        ["a lie that was proven goes through"] = (
            () => Deciding(ChallengeOutcome.Upheld, ChallengeOutcome.Rejected), "a challenge that proves a false result false is Upheld"),
        ["a challenge that proves nothing is upheld"] = (
            () => Deciding(ChallengeOutcome.Rejected, ChallengeOutcome.Upheld), "a challenge that does not prove a"),
        ["a challenge with a bond is dropped"] = (() => Deciding(ChallengeOutcome.Rejected, ChallengeOutcome.Dropped), "is judged if its bond lies in the ledger"),
        ["a challenge is void that can be judged"] = (
            () => Deciding(ChallengeOutcome.Rejected, ChallengeOutcome.Void), "a challenge that does not prove a"),
        ["challenges are not filed"] = (() => Swallowing("FileChallengeAsync"), "no liar is paid while somebody watches"),
        ["a challenge has no end"] = (() => Filing(challenge => challenge with { JudgeBy = challenge.JudgeBy + 1 }), "is tried again for as long as"),
        ["a challenge is decided twice"] = (() => Writing("task.challenge-decided", Twice), "challenges are decided once each"),
        ["a challenge is judged without a bond"] = (() => Swallowing("PostAsync", call => Moves(call, "bond")), "is judged if its bond lies in the ledger"),
        ["a challenge is filed when its window is over"] = (
            () => Filing(challenge => challenge with { FiledAt = challenge.FiledAt + 50 }), "is filed while the window is open"),
        ["evidence is not stored"] = (
            () => Filing(challenge => challenge with { EvidenceHash = Keccak256.Hash("nothing"u8) }), "evidence is stored before"),
        ["a result is final while it is disputed"] = (
            () => Writing("task.challenge-filed", data => [data, Encode(ComputeTaskEvent.Codec, new ComputeTaskEvent.Finalized(new Slot(1_000)))]),
            "nothing is final while a challenge of it is undecided"),
        ["a result is final at once"] = (
            () => Writing("task.verified", data => [data, Encode(ComputeTaskEvent.Codec, new ComputeTaskEvent.Finalized(
                ((ComputeTaskEvent.Verified)ComputeTaskEvent.Codec.Decode(data.Type, data.Payload.Span)).At))]),
            "nothing is final before its window is over"),
        ["a window is too short"] = (
            () => Writing("task.verified", data => [Change(ComputeTaskEvent.Codec, data, (ComputeTaskEvent.Verified verified) =>
                verified with { DisputableUntil = verified.DisputableUntil + -1 })]),
            "a window of mode"),
        ["a bond is put up twice"] = (() => Writing("ledger.posted", Twice), "a bond is put up once"),
        ["bonds are not returned"] = (() => Swallowing("PostAsync", call => Moves(call, "bond-return")), "bonds lie in the ledger"),
        ["the bond of a false challenge goes elsewhere"] = (
            () => Writing("ledger.posted", data => [Change(LedgerEvent.Codec, data, (LedgerEvent.Posted posted) => posted with
            {
                Transfers = [.. posted.Transfers.Select(transfer => transfer.Memo == "bond-forfeit" ? transfer with { Credit = LedgerAccount.Treasury } : transfer)],
            })]),
            "the bond of a challenge that was Rejected goes to"),
        ["false results are not recorded"] = (() => Swallowing("RecordOffenceAsync"), "is in no record|no stake leaves before"),
        ["a result that contradicts itself is no offence"] = (
            () => Writing("task.result-rejected", data => [Change(ComputeTaskEvent.Codec, data, (ComputeTaskEvent.ResultRejected rejected) =>
                rejected.Reason == ComputeTaskErrors.TraceInvalid ? rejected with { Reason = ComputeTaskErrors.ObjectiveMismatch } : rejected)]),
            "is in no record|no stake leaves before"),
        ["an honest worker is convicted"] = (
            () => Writing("worker.seen", data => [data, Encode(WorkerEvent.Codec, new WorkerEvent.OffenceRecorded(
                new OperationId(Keccak256.Hash("no lie"u8)), new TaskId(Keccak256.Hash("no task"u8)), 1, ChallengeErrors.FaultProven, new BasisPoints(2_000),
                new Amount(1), null, default, new Slot(1_000), new Slot(6)))]),
            "is an offender only for a result that was shown to be false"),
        ["an offender goes free too soon"] = (
            () => Writing("worker.offence-recorded", data => [Change(WorkerEvent.Codec, data, (WorkerEvent.OffenceRecorded offence) =>
                offence with { JailedUntil = offence.At })]),
            "leads to jail for as long as the rules say"),
        ["a reporter gets too much"] = (
            () => Writing("ledger.slashed", data => [Change(LedgerEvent.Codec, data, (LedgerEvent.Slashed slashed) => slashed with
            {
                Movements = [.. slashed.Movements.Select(movement => movement with { Credit = LedgerAccount.User(slashed.Offender) })],
            })]),
            "a reporter gets its share of a slash"),
        ["a stake leaves too soon"] = (
            () => Writing("ledger.unbonding-began", data => [Change(LedgerEvent.Codec, data, (LedgerEvent.UnbondingBegan began) =>
                began with { Entry = began.Entry with { ReleaseAt = began.Entry.ReleaseAt + -30 } })]),
            "a stake stays slashable for the time"),
        ["a release does not say what was read before"] = (
            () => Writing("ledger.unbondings-released", data => [Change(LedgerEvent.Codec, data, (LedgerEvent.UnbondingsReleased released) =>
                released with { ReadTo = null })]),
            "a release says up to where in the log"),
        ["a stake leaves before its slot is in the log"] = (
            () => Writing("ledger.unbondings-released", data => [Change(LedgerEvent.Codec, data, (LedgerEvent.UnbondingsReleased released) =>
                released with { ReadTo = 1 })]),
            "the log is read up to a stake's slot"),
        ["a stake does not leave"] = (() => Swallowing("ReleaseUnbondingsAsync"), "stakes are on their way out"),
    };

    private static Sabotage Deciding(ChallengeOutcome outcome, ChallengeOutcome instead) => Writing(
        "task.challenge-decided",
        data => [Change(ComputeTaskEvent.Codec, data, (ComputeTaskEvent.ChallengeDecided decided) =>
            decided.Outcome == outcome ? decided with { Outcome = instead } : decided)]);

    private static Sabotage Filing(Func<TaskChallenge, TaskChallenge> change) => Writing(
        "task.challenge-filed",
        data => [Change(ComputeTaskEvent.Codec, data, (ComputeTaskEvent.ChallengeFiled filed) => filed with { Challenge = change(filed.Challenge) })]);

    private static bool Moves(IOutgoingGrainCallContext call, string memo) =>
        ((ImmutableArray<Transfer>)call.Request.GetArgument(0)!).Any(transfer => transfer.Memo == memo);
}
