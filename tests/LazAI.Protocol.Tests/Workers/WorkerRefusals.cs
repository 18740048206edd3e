using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Tests.Deciding;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Tests.Workers;

internal static class WorkerRefusals
{
    public static IEnumerable<RefusalCase> Cases =>
        [.. Challenge.Cases, .. Open.Cases, .. OpenAgain.Cases, .. Accept.Cases, .. Verify.Cases];

    public static RefusalChain<Scenario> Challenge { get; } =
        new RefusalChain<Scenario>(
            "issue challenge",
            () => new Scenario { State = WorkerState.Initial },
            it => it.Decide(new WorkerCommand.IssueChallenge(Samples.Hash("challenge"))))
            .Then(WorkerErrors.TooManyChallenges, it => it.State = Enumerable.Range(0, Samples.Rules.ChallengesPerWorkerMaximum).Aggregate(
                it.State,
                (state, i) => WorkerStates.Fold(state, new WorkerEvent.ChallengeIssued(Samples.Hash("c" + i), Samples.Now, Samples.Now))));

    public static RefusalChain<Scenario> Open { get; } =
        new RefusalChain<Scenario>("open session", () => new Scenario { State = WorkerStates.Challenged }, it => it.Open())
            .Then(WorkerErrors.Jailed, it => it.State = it.State with { JailedUntil = Samples.Now })
            .Then(WorkerErrors.ChallengeUnknown, it => it.State = it.State with { Challenges = it.State.Challenges.Clear() })
            .Then(
                WorkerErrors.ChallengeExpired,
                it => it.State = it.State with { Challenges = it.State.Challenges.SetItem(Samples.Session.Nonce, Samples.Now + -1) })
            .Then(WorkerErrors.EvidenceExpired, it => it.Session = it.Session with { VerifiedAt = Samples.Session.Timestamp + 301 })
            .Then(WorkerErrors.CapacityInvalid, it => it.Session = it.Session with { Capacity = 0 })
            .Then(WorkerErrors.TooManySessions, it => it.State = it.State with
            {
                Sessions = Enumerable.Range(0, Samples.Rules.SessionsPerWorkerMaximum)
                    .Select(i => Samples.Session with { Id = new SessionId(Samples.Hash("s" + i)), Until = Samples.Now })
                    .ToImmutableDictionary(session => session.Id),
            });

    public static RefusalChain<Scenario> OpenAgain { get; } =
        new RefusalChain<Scenario>("open session again", () => new Scenario { State = WorkerStates.Online }, it => it.Open())
            .Then(
                WorkerErrors.ChallengeUnknown,
                it => it.Session = it.Session with { Evidence = Samples.Evidence with { Hash = Samples.Hash("other") } })
            .Then(WorkerErrors.SessionExpired, it => it.State = WorkerStates.Expired);

    public static RefusalChain<Scenario> Accept { get; } =
        new RefusalChain<Scenario>(
            "accept results",
            () => new Scenario { State = WorkerStates.WithBatch },
            it => it.Decide(new WorkerCommand.AcceptResults(Samples.Batch([Samples.Result(Samples.Request, it.Sequence)], key: it.Key))))
            .Then(WorkerErrors.SessionUnknown, it => it.State = WorkerStates.Closed)
            .Then(WorkerErrors.SessionExpired, it => it.State = it.State with { Sessions = WorkerStates.Expired.Sessions })
            .Then(WorkerErrors.SignatureInvalid, it => it.Key = Samples.OtherKey)
            .Then(WorkerErrors.SequenceReplayed, it => it.Sequence = 4);

    /// <summary>Size, then sequence, then signature, then what comes beside what is signed.</summary>
    public static RefusalChain<BatchScenario> Verify { get; } =
        new RefusalChain<BatchScenario>("verify batch", () => new BatchScenario(), it => it.Verify())
            .Then(
                WorkerErrors.BatchSize,
                it => it.Results = [.. Enumerable.Repeat(it.Results[0], Samples.Rules.ResultBatchMaximum + 1)])
            .Then(WorkerErrors.SequenceGap, it => it.Results = [Samples.Result(Samples.Request, 5), Samples.Result(Samples.Request, 7)])
            .Then(WorkerErrors.SignatureInvalid, it => it.Signer = Samples.OtherKey)
            .Then(ComputeTaskErrors.OutputMismatch, it => it.Results = it.Results.SetItem(1, it.Results[1] with { Output = "another"u8.ToArray() }))
            .Then(ComputeTaskErrors.ProofMissing, it => it.Results = it.Results.SetItem(1, it.Results[1] with { Proof = Samples.Proof }));

    internal sealed class Scenario
    {
        public required WorkerState State { get; set; }

        public WorkerSession Session { get; set; } = Samples.Session;

        public ulong Sequence { get; set; } = 6;

        public Secp256k1PrivateKey Key { get; set; } = Samples.SessionKey;

        public Rejection? Open() => Decide(new WorkerCommand.OpenSession(Session, "evidence"u8.ToArray()));

        public Rejection? Decide(WorkerCommand command) =>
            Refusal.Of(WorkerAggregate.Decide(State, command, Samples.Rules, Samples.Now));
    }

    internal sealed class BatchScenario
    {
        public ImmutableArray<SubmittedResult> Results { get; set; } = [Samples.Result(Samples.Request, 5), Samples.Result(Samples.Request, 6)];

        public Secp256k1PrivateKey Signer { get; set; } = Samples.SessionKey;

        public Rejection? Verify()
        {
            var verified = VerifiedResultBatch.TryVerify(
                Samples.Domain, Samples.Worker, Samples.SessionId, Samples.SessionKey.Address, Results,
                Samples.Sign(Results, Samples.SessionId, Signer), Samples.Rules, out var batch, out var refusal);
            Assert.Equal(verified, batch is not null);
            return refusal;
        }
    }
}
