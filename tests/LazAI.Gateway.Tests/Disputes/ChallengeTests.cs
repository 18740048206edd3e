using LazAI.Client;
using LazAI.Client.Receipts;
using LazAI.Engines.FraudProofs;
using LazAI.Engines.Traces;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Workers;

namespace LazAI.Gateway.Tests.Disputes;

/// <summary>Liars are caught, slashed and jailed; the honest lose nothing by false challenges.</summary>
public sealed partial class ChallengeTests(DisputeNetwork disputes) : IClassFixture<DisputeNetwork>
{
    private static readonly Amount s_bond = ProtocolRules.Local.ChallengeBond;

    private LedgerAccount Challenger => LedgerAccount.User(disputes.Challenger.Address);

    [Fact]
    public async Task OptimisticResult_Honest_IsFinalAfterItsWindowAndNoFalseChallengeHarmsIt()
    {
        var (worker, work) = await disputes.AssignAsync(VerifyMode.Optimistic);
        using var _ = worker;
        var run = disputes.Run(work);
        var outcome = await disputes.HandInAsync(worker, work, run);
        Assert.True(outcome.Accepted, outcome.Detail);

        var trace = await disputes.Client.GetTraceAsync(work.TaskId);
        Assert.Equal(run.Trace.Encode(), trace);
        Assert.False((await disputes.Client.VerifyResultAsync(work.TaskId)).Valid);

        // A proof that would hold against a lie holds not against this.
        var before = await disputes.BalanceAsync(Challenger);
        var proof = disputes.Prover.ProveStep(run, run.Trace, 3);
        var challenge = await ChallengeAsync(work.TaskId, new ChallengeEvidence(FraudProof: FraudProofEncoding.Encode(proof)));
        Assert.Equal(ChallengeOutcome.Rejected, challenge.Outcome);
        await disputes.WaitForBalanceAsync(Challenger, before - s_bond);
        await disputes.WaitForBalanceAsync(LedgerAccount.User(worker.Account.Address), s_bond);

        var settled = await disputes.WaitAsync(work.TaskId, ComputeTaskStatus.Settled);
        var (verified, final) = (SlotOf(settled, ComputeTaskStatus.Verified), SlotOf(settled, ComputeTaskStatus.Final));
        Assert.True(final - verified > ProtocolRules.Local.ChallengeWindowSlots, $"Verified in {verified}, final in {final}.");
        Assert.True((await disputes.Client.VerifyResultAsync(work.TaskId)).Valid);
        Assert.Equal(DisputeNetwork.Stake, await disputes.BalanceAsync(LedgerAccount.Stake(worker.Account.Address)));

        var receipt = await disputes.Client.GetReceiptAsync(work.TaskId);
        var verification = new ReceiptVerifier(disputes.Trust).Verify(receipt, new ReceiptFiles(disputes.Weights));
        Assert.All(verification.Checks, check => Assert.True(check.Outcome == CheckOutcome.Passed, $"{check.Name}: {check.Explanation}"));
        Assert.True(verification.IsRecomputed);
        Assert.Equal(disputes.Challenger.Address, Assert.Single(receipt.Challenges).Challenger);

        var late = await Assert.ThrowsAsync<LazAIException>(() => ChallengeAsync(work.TaskId, new ChallengeEvidence(FraudProof: new byte[] { 1 })));
        Assert.Equal(ChallengeErrors.WindowClosed, late.Code);
        await worker.Api.CloseAsync(CancellationToken.None);
    }

    [Fact]
    public async Task OptimisticResult_WithOneFalseStep_IsInvalidAndItsWorkerSlashedAndJailed()
    {
        var (worker, work) = await disputes.AssignAsync(VerifyMode.Optimistic);
        using var _ = worker;
        var (challengerBefore, slashedBefore) = (await disputes.BalanceAsync(Challenger), await disputes.BalanceAsync(LedgerAccount.Slashed));
        var outcome = await disputes.HandInAsync(worker, work, disputes.Lie(work, 3));
        Assert.True(outcome.Accepted, outcome.Detail);

        var honest = disputes.Run(work);
        var task = await disputes.Client.GetTaskAsync(work.TaskId);
        Assert.True(ExecutionTrace.TryParse(await disputes.Client.GetTraceAsync(work.TaskId), honest.Program.StepCount, out var claimed));
        var proof = Assert.IsType<FraudProof.WrongStep>(disputes.Prover.Find(honest, claimed, task.Output!.Value.Span));
        Assert.Equal(3u, proof.Step.Step.Index);

        var challenge = await ChallengeAsync(work.TaskId, new ChallengeEvidence(FraudProof: FraudProofEncoding.Encode(proof)));
        Assert.Equal(ChallengeOutcome.Upheld, challenge.Outcome);
        Assert.Equal(ComputeTaskStatus.Invalid, (await disputes.Client.GetTaskAsync(work.TaskId)).Status);
        Assert.False((await disputes.Client.VerifyResultAsync(work.TaskId)).Valid);

        var receipt = await disputes.Client.GetReceiptAsync(work.TaskId);
        var verification = new ReceiptVerifier(disputes.Trust).Verify(receipt, new ReceiptFiles(disputes.Weights));
        Assert.All(verification.Checks, check => Assert.True(check.Outcome == CheckOutcome.Passed, $"{check.Name}: {check.Explanation}"));
        Assert.Equal(FalseResult.Shown, verification.FalseResult);

        // 20 % of what was at stake: half to the challenger, who has the bond back, too.
        await disputes.WaitForBalanceAsync(LedgerAccount.Stake(worker.Account.Address), Amount.FromTokens(120_000));
        await disputes.WaitForBalanceAsync(Challenger, challengerBefore + Amount.FromTokens(15_000));
        await disputes.WaitForBalanceAsync(LedgerAccount.Slashed, slashedBefore + Amount.FromTokens(15_000));
        await disputes.WaitForBalanceAsync(LedgerAccount.Escrow(work.TaskId), Amount.Zero);
        Assert.Equal(Amount.Zero, await disputes.BalanceAsync(LedgerAccount.User(worker.Account.Address)));
        var jailed = await Assert.ThrowsAsync<LazAIException>(() => TestWorker.OpenAsync(disputes.Network, worker.Account));
        Assert.Equal(WorkerErrors.Jailed, jailed.Code);
        Assert.True((await disputes.Client.GetLedgerAsync()).Balanced);
    }

    [Fact]
    public async Task OptimisticResult_WithTheSignedTraceOfAnotherInput_IsRejectedAtOnceAndAnOffence()
    {
        var (worker, work) = await disputes.AssignAsync(VerifyMode.Optimistic);
        using var _ = worker;
        var outcome = await disputes.HandInAsync(worker, work, disputes.Run(work with { Input = new byte[400] }));
        Assert.Equal(ComputeTaskErrors.TraceInvalid, outcome.Code);
        await disputes.WaitForBalanceAsync(LedgerAccount.Stake(worker.Account.Address), Amount.FromTokens(120_000));
    }

    /// <summary>Somebody on the way changes a byte that the session has not signed: nothing has happened, and the genuine result counts.</summary>
    [Fact]
    public async Task OptimisticResult_WithItsTraceAlteredOnTheWay_ChangesNothing()
    {
        var (worker, work) = await disputes.AssignAsync(VerifyMode.Optimistic);
        using var _ = worker;
        var run = disputes.Run(work);
        var roots = run.Trace.Encode();
        roots[^1] ^= 1;
        var genuine = worker.Sign([worker.Result(
            work, disputes.Model, run.Result, run.Trace.ComputeRoot(run.Program), new SubmittedTrace(run.Trace.Encode(), run.ResultOpening))]);
        var altered = genuine with { Results = [genuine.Results[0] with { Trace = new SubmittedTrace(roots, run.ResultOpening) }] };
        var answer = await worker.Api.SubmitResultsAsync(altered, CancellationToken.None);
        Assert.Equal(ComputeTaskErrors.TraceMissing, answer.Outcomes[0].Code);
        Assert.Equal(ComputeTaskStatus.Assigned, (await disputes.Client.GetTaskAsync(work.TaskId)).Status);

        // It still holds the task, and its genuine batch, whose numbers were seen before, is taken.
        Assert.Empty((await worker.Api.BeatAsync(new([work.TaskId]), CancellationToken.None)).Lost);
        Assert.True((await worker.Api.SubmitResultsAsync(genuine, CancellationToken.None)).Outcomes[0].Accepted);
        await disputes.WaitAsync(work.TaskId, ComputeTaskStatus.Verified);
        Assert.Empty((await disputes.Client.ListFailuresAsync(work.TaskId)).Items);
        Assert.Equal(DisputeNetwork.Stake, await disputes.BalanceAsync(LedgerAccount.Stake(worker.Account.Address)));
        await worker.Api.CloseAsync(CancellationToken.None);
        disputes.ReturnWorker(worker.Account);
    }

    [Fact]
    public async Task TeeResult_ThatTheEngineDoesNotGive_IsInvalid()
    {
        var (worker, work) = await disputes.AssignAsync(VerifyMode.Tee);
        using var _ = worker;
        var lie = disputes.Lie(work, disputes.Run(work).Program.StepCount - 1).Result;
        var answer = await worker.Api.SubmitResultsAsync(worker.Sign([worker.Result(work, disputes.Model, lie)]), CancellationToken.None);
        Assert.True(answer.Outcomes[0].Accepted, answer.Outcomes[0].Detail);

        var challenge = await ChallengeAsync(work.TaskId, new ChallengeEvidence(new ReexecutionClaim()));
        Assert.Equal(ChallengeOutcome.Upheld, challenge.Outcome);
        await disputes.WaitForBalanceAsync(LedgerAccount.Stake(worker.Account.Address), Amount.FromTokens(120_000));
        await disputes.WaitForBalanceAsync(LedgerAccount.Escrow(work.TaskId), Amount.Zero);
        Assert.Single((await disputes.Client.GetChallengesAsync(work.TaskId)).Challenges);
    }

    /// <summary>The log says that a challenge was filed, and the process has died before its bond or verdict: the next one completes both.</summary>
    [Fact]
    public async Task Challenge_FiledBeforeACrash_IsJudgedByTheProcessAfterIt()
    {
        var (worker, work) = await disputes.AssignAsync(VerifyMode.Optimistic);
        using var _ = worker;
        await disputes.HandInAsync(worker, work, disputes.Lie(work, 2));
        var before = await disputes.BalanceAsync(Challenger);
        Assert.True(ExecutionTrace.TryParse(
            await disputes.Client.GetTraceAsync(work.TaskId), disputes.Model.Program!.StepCount, out var claimed));
        var proof = disputes.Prover.ProveStep(disputes.Run(work), claimed, 2);
        var evidence = new ChallengeEvidence(FraudProof: FraudProofEncoding.Encode(proof));
        await disputes.StopAfterFilingAsync(Submission(work.TaskId, evidence));

        await disputes.WaitAsync(work.TaskId, ComputeTaskStatus.Invalid);
        var challenge = Assert.Single((await disputes.Client.GetChallengesAsync(work.TaskId)).Challenges);
        Assert.Equal(ChallengeOutcome.Upheld, challenge.Outcome);
        await disputes.WaitForBalanceAsync(Challenger, before + Amount.FromTokens(15_000));
        await disputes.WaitForBalanceAsync(LedgerAccount.Bond(challenge.Id), Amount.Zero);
        await disputes.WaitForBalanceAsync(LedgerAccount.Stake(worker.Account.Address), Amount.FromTokens(120_000));
        Assert.True((await disputes.Client.GetLedgerAsync()).Balanced);
    }

    [Fact]
    public async Task Unbond_PartOfAStake_LeavesItSlashableAndNothingElse()
    {
        var worker = disputes.TakeWorker();
        var (stake, unbonding) = (LedgerAccount.Stake(worker.Address), LedgerAccount.Unbonding(worker.Address));
        var request = disputes.Network.SignedBy(worker).Unbond(Amount.FromTokens(30_000));
        var answer = await disputes.Client.UnbondAsync(request);
        Assert.Equal(answer.Unbondings.AsEnumerable(), (await disputes.Client.UnbondAsync(request)).Unbondings);
        Assert.Equal(Amount.FromTokens(30_000), Assert.Single(answer.Unbondings).Amount);
        Assert.Equal(Amount.FromTokens(120_000), await disputes.BalanceAsync(stake));
        Assert.Equal(Amount.FromTokens(30_000), await disputes.BalanceAsync(unbonding));

        var tooMuch = await Assert.ThrowsAsync<LazAIException>(
            () => disputes.Client.UnbondAsync(disputes.Network.SignedBy(worker).Unbond(Amount.FromTokens(120_001))));
        Assert.Equal(LedgerErrors.InsufficientFunds, tooMuch.Code);
        var others = await Assert.ThrowsAsync<LazAIException>(() => disputes.Client.UnbondAsync(
            disputes.Network.SignedBy(disputes.Challenger).Unbond(new Amount(1)) with { Owner = worker.Address }));
        Assert.Equal(Protocol.Accounts.SignatureErrors.WrongSigner, others.Code);
    }

    [Theory]
    [InlineData(VerifyMode.Optimistic)]
    [InlineData(VerifyMode.Tee)]
    public async Task Submission_ParametersThatTheEngineRefuses_IsRefusedAndReservesNothing(VerifyMode mode)
    {
        var payer = LedgerAccount.User(disputes.Network.Submitter.Address);
        var before = await disputes.BalanceAsync(payer);
        var submission = new TaskSubmissionBuilder(disputes.Network.SignedBy(disputes.Network.Submitter))
            .Add(disputes.Model.Id, new byte[400], new Amount(5_000), "{\"temperature\":1}", mode: mode)
            .Build();
        var refused = await Assert.ThrowsAsync<LazAIException>(() => disputes.Client.SubmitTasksAsync(submission));
        Assert.Equal(ComputeTaskErrors.ParametersRefused, refused.Code);
        Assert.Equal(before, await disputes.BalanceAsync(payer));
    }

    [Fact]
    public async Task Registration_WithInputsThatTheEngineDoesNotTake_IsRefused()
    {
        var description = disputes.Model.Description with { Name = "other inputs", InputBytes = 399 };
        var refused = await Assert.ThrowsAsync<LazAIException>(
            () => disputes.Client.RegisterModelAsync(disputes.Network.SignedBy(disputes.Network.Publisher).RegisterModel(description)));
        Assert.Equal(Protocol.Models.ModelErrors.WeightsMismatch, refused.Code);
    }

    private async Task<TaskChallenge> ChallengeAsync(TaskId task, ChallengeEvidence evidence) =>
        (await disputes.Client.SubmitFraudProofAsync(Submission(task, evidence))).Challenge;

    private SubmitFraudProofRequest Submission(TaskId task, ChallengeEvidence evidence) =>
        disputes.Network.SignedBy(disputes.Challenger).SubmitFraudProof(task, evidence);

    private static Slot SlotOf(Protocol.Api.TaskView task, ComputeTaskStatus status) =>
        task.History.Last(change => change.Status == status).Slot;
}
