using LazAI.Client.Receipts;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Settlements;

namespace LazAI.Gateway.Tests.Disputes;

/// <summary>What a store loses convicts nobody, costs nobody anything and holds nothing up for ever.</summary>
public sealed partial class ChallengeTests
{
    [Fact]
    public async Task Challenge_WhoseEvidenceIsLostForGood_IsVoidAndTheTaskSettled()
    {
        var before = await disputes.BalanceAsync(Challenger);
        var (worker, submission, filed) = await FileWhileWeightsAreMissingAsync();
        await disputes.LoseAsync(filed.EvidenceHash);
        await disputes.Client.PutWeightsAsync(disputes.Weights);
        await disputes.Network.RestartAsync();

        var settled = await disputes.WaitAsync(submission.TaskId, ComputeTaskStatus.Settled);
        var challenge = Assert.Single((await disputes.Client.GetChallengesAsync(submission.TaskId)).Challenges);
        Assert.Equal((ChallengeOutcome.Void, $"The evidence {filed.EvidenceHash} is not stored any more."), (challenge.Outcome, challenge.Detail));
        Assert.Equal(filed.JudgeBy, challenge.JudgeBy);
        Assert.True(SlotOf(settled, ComputeTaskStatus.Final) > challenge.JudgeBy);

        await disputes.WaitForBalanceAsync(Challenger, before);
        Assert.Equal(DisputeNetwork.Stake, await disputes.BalanceAsync(LedgerAccount.Stake(worker)));
        var explanation = await disputes.Client.GetSettlementAsync(submission.TaskId);
        Assert.DoesNotContain(SettlementCheck.Check(explanation), finding => finding.Holds == false);
        Assert.Contains("could not be read in time", Assert.Single(explanation.Bonds).Formula, StringComparison.Ordinal);

        var receipt = await disputes.Client.GetReceiptAsync(submission.TaskId);
        var verification = new ReceiptVerifier(disputes.Trust).Verify(receipt, new ReceiptFiles());
        Assert.DoesNotContain(verification.Checks, check => check.Outcome == CheckOutcome.Failed);
        Assert.Contains(verification.Checks, check => check.Explanation.Contains(nameof(ChallengeOutcome.Void), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Challenge_WhoseEvidenceIsSentAgain_IsJudgedByIt()
    {
        var before = await disputes.BalanceAsync(Challenger);
        var (worker, submission, filed) = await FileWhileWeightsAreMissingAsync();
        await disputes.LoseAsync(filed.EvidenceHash);
        await disputes.Client.PutWeightsAsync(disputes.Weights);
        Assert.Equal(filed.Id, (await disputes.Client.SubmitFraudProofAsync(submission)).Challenge.Id);

        await disputes.WaitAsync(submission.TaskId, ComputeTaskStatus.Invalid);
        var challenge = Assert.Single((await disputes.Client.GetChallengesAsync(submission.TaskId)).Challenges);
        Assert.Equal((filed.Id, ChallengeOutcome.Upheld), (challenge.Id, challenge.Outcome));
        await disputes.WaitForBalanceAsync(Challenger, before + Amount.FromTokens(15_000));
        await disputes.WaitForBalanceAsync(LedgerAccount.Stake(worker), Amount.FromTokens(120_000));
    }

    /// <summary>A false result under a challenge that cannot be judged yet: its model's weights are gone, as after the loss of a disk.</summary>
    private async Task<(Cryptography.Address Worker, SubmitFraudProofRequest Submission, TaskChallenge Filed)> FileWhileWeightsAreMissingAsync()
    {
        var (worker, work) = await disputes.AssignAsync(VerifyMode.Tee);
        using var _ = worker;
        var lie = disputes.Lie(work, disputes.Run(work).Program.StepCount - 1).Result;
        var answer = await worker.Api.SubmitResultsAsync(worker.Sign([worker.Result(work, disputes.Model, lie)]), CancellationToken.None);
        Assert.True(answer.Outcomes[0].Accepted, answer.Outcomes[0].Detail);

        await disputes.LoseAsync(disputes.Model.Description.WeightsHash);
        await disputes.Network.RestartAsync();
        var submission = Submission(work.TaskId, new ChallengeEvidence(new ReexecutionClaim()));
        var filed = (await disputes.Client.SubmitFraudProofAsync(submission)).Challenge;
        Assert.Equal((ChallengeOutcome.Pending, filed.FiledAt + 30), (filed.Outcome, filed.JudgeBy));
        return (worker.Account.Address, submission, filed);
    }
}
