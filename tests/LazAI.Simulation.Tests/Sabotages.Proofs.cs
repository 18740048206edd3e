using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Simulation.Faults;

namespace LazAI.Simulation.Tests;

/// <summary>The ways in which proofs of mode TEE_ZK can go wrong.</summary>
internal static partial class Sabotages
{
    private static Dictionary<string, (Func<Sabotage> Create, string Complaint)> Proofs => new()
    {
        ["a false proof is verified"] = (
            () => Judging(
                "task.result-rejected",
                (data, assigned) => ReasonOf(data) == ComputeTaskErrors.ProofInvalid
                    ? [new ComputeTaskEvent.Verified(assigned.Assignment.Session, null, new Slot(1_000))]
                    : null),
            "a wrong result is not verified"),
        ["a result is verified without its proof"] = (
            () => Judging(
                "task.executed",
                (data, assigned) => Decode<ComputeTaskEvent.Executed>(data) is { Execution: { Proof: null, Result.ZkPublicHash: var announced } } executed
                    && announced != Bytes32.Zero
                        ? [executed, new ComputeTaskEvent.Verified(assigned.Assignment.Session, null, executed.At)]
                        : null),
            "is verified with the proof that its session has signed|a wrong result is not verified"),
        ["a genuine proof is rejected"] = (
            () => Judging(
                "task.verified",
                (data, assigned) => Decode<ComputeTaskEvent.Verified>(data) is { DisputableUntil: null, At: var at }
                    ? [new ComputeTaskEvent.ResultRejected(assigned.Assignment.Worker, assigned.Attempt, ComputeTaskErrors.ProofInvalid, "So it says.", at)]
                    : null),
            "a right result is not rejected"),
        ["a result that is proven may be challenged"] = (
            () => Writing("task.verified", data => [Change(ComputeTaskEvent.Codec, data, (ComputeTaskEvent.Verified verified) =>
                verified with { DisputableUntil = verified.DisputableUntil ?? verified.At + 10 })]),
            "a result that is proven is not disputable"),
        ["a result that is proven is challenged"] = (
            () => Writing("task.verified", data => Decode<ComputeTaskEvent.Verified>(data) is { DisputableUntil: null, At: var at }
                ? [data, Encode(ComputeTaskEvent.Codec, new ComputeTaskEvent.ChallengeFiled(new TaskChallenge(
                    new ChallengeId(Keccak256.Hash("a challenge"u8)), default, Bytes32.Zero, 1, at, at, ChallengeOutcome.Pending, "")))]
                : [data]),
            "nobody challenges a result that is proven"),
        ["a proof is recorded that nobody has signed"] = (
            () => Writing("task.proof-submitted", data => [Change(ComputeTaskEvent.Codec, data, (ComputeTaskEvent.ProofSubmitted submitted) =>
                submitted with { Proof = submitted.Proof with { InputSalt = default } })]),
            "what comes as a proof and is not what the session has signed is recorded nowhere"),
        ["a proof comes too late"] = (
            () => Writing("task.proof-submitted", data => [Change(ComputeTaskEvent.Codec, data, (ComputeTaskEvent.ProofSubmitted submitted) =>
                submitted with { At = submitted.At + 30 })]),
            "a proof comes before its lease ends"),
        ["a proof comes twice"] = (() => Writing("task.proof-submitted", Twice), "a proof comes for a result that awaits it"),
        ["a proof that does not hold is no offence"] = (
            () => Rejecting(ComputeTaskErrors.ProofInvalid, ComputeTaskErrors.ProofMissing), "is in no record|no stake leaves before"),
        ["a proof that does not come is an offence"] = (
            () => Rejecting(ComputeTaskErrors.ProofMissing, ComputeTaskErrors.ProofInvalid), "is an offender only for a result that was shown to be false"),
        ["results wait for their proofs for ever"] = (
            () => new Sabotage
            {
                Append = (_, events) => events is [{ Type: "task.result-rejected" } first, ..] && ReasonOf(first) == ComputeTaskErrors.ProofMissing ? [] : events,
            },
            "is Executed"),
        ["proofs do not arrive"] = (() => Swallowing("AcceptProofAsync"), "is accepted that its session has signed and that holds"),
    };

    private static Sabotage Rejecting(ErrorCode reason, ErrorCode instead) => Writing(
        "task.result-rejected",
        data => [Change(ComputeTaskEvent.Codec, data, (ComputeTaskEvent.ResultRejected rejected) =>
            rejected.Reason == reason ? rejected with { Reason = instead } : rejected)]);

    private static ErrorCode ReasonOf(EventData data) => Decode<ComputeTaskEvent.ResultRejected>(data).Reason;

    private static TEvent Decode<TEvent>(EventData data)
        where TEvent : ComputeTaskEvent => (TEvent)ComputeTaskEvent.Codec.Decode(data.Type, data.Payload.Span);
}
