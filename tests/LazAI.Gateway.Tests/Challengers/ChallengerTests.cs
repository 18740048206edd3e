using LazAI.Client;
using LazAI.Cryptography;
using LazAI.Engines.FraudProofs;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;

namespace LazAI.Gateway.Tests.Challengers;

/// <summary>Challengers are elected, do their duty or neglect it, and have of it what the rules say.</summary>
[Collection(nameof(ElectedNetwork))]
public sealed class ChallengerTests(ElectedNetwork network)
{
    [Fact]
    public async Task Duty_ResultReportedAsChecked_IsDone()
    {
        var challenger = await network.ElectAsync();
        var (duty, _) = await GiveDutyAsync(challenger.Address);

        // Anyone can repeat the draw from what is published.
        var panel = (await network.Challengers.ListAsync()).Panel!;
        Assert.Equal((panel.Panel.ComputeHash(), panel.Hash), (panel.Hash, duty.PanelHash));
        Assert.Equal(
            challenger.Address,
            ChallengerDuty.Draw(network.Network.Status.GenesisHash, duty.TaskId, duty.Attempt, duty.Worker, duty.WindowUntil, panel.Panel));
        var task = await network.Client.GetTaskAsync(duty.TaskId);
        Assert.Equal(Keccak256.Hash(task.Output!.Value.Span), duty.ResultHash);

        var report = network.OrdersOf(challenger).Report(1, [new CheckedResult(duty.TaskId, duty.ResultHash, duty.TraceRoot)]);
        var view = await network.Challengers.ReportAsync(report);
        Assert.Equal((1L, 1UL), (view.Totals.Checked, view.LastReport!.Sequence));
        Assert.Equal(1, (await network.Challengers.ReportAsync(report)).Totals.Checked);
        await ElectedNetwork.WaitAsync(() => network.Challengers.GetDutiesAsync(challenger.Address), duties => duties.Open == 0);

        view = await network.WaitAsync(challenger.Address, it => it.Totals.DutiesDone > 0);
        Assert.Equal((1L, 0L, 10_000), (view.Totals.DutiesDone, view.Totals.DutiesMissed, view.Reputation));
        Assert.Equal((1L, 0L), (view.Test.Seen.Done, view.Test.Seen.Missed));
        Assert.True(network.Network.Clock.Now > duty.WindowUntil, "an outcome is told when the window is over");
    }

    [Fact]
    public async Task Duty_Neglected_EndsInDismissalAndOneSlash()
    {
        var challenger = await network.ElectAsync();
        var stake = LedgerAccount.Stake(challenger.Address);
        var slashed = await network.BalanceAsync(LedgerAccount.Slashed);
        await GiveDutyAsync(challenger.Address);
        var view = await network.WaitAsync(challenger.Address, it => it.Totals.DutiesMissed > 0);
        Assert.Equal((ChallengerStanding.Elected, 1L), (view.Standing, view.Test.Seen.Missed));
        Assert.Equal(ElectedNetwork.CandidateStake, await network.BalanceAsync(stake));

        await GiveDutyAsync(challenger.Address);
        view = await network.WaitAsync(challenger.Address, it => it.Standing == ChallengerStanding.Left);
        Assert.Equal((2L, view.LeftAt), (view.Totals.DutiesMissed, view.NegligentAt));
        await network.WaitForBalanceAsync(stake, Amount.FromTokens(19_800));
        await network.WaitForBalanceAsync(LedgerAccount.Slashed, slashed + Amount.FromTokens(200));
        await ElectedNetwork.WaitAsync(() => network.Challengers.ListAsync(), list => list.Panel!.Panel.Entries.IsEmpty);
        Assert.True((await network.Client.GetLedgerAsync()).Balanced);
    }

    /// <summary>The process ends with duties open and counted, and all that it remembers of them is lost but the log: the next one counts each once.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Duty_ServiceEndsInBetween_IsCountedOnce(bool snapshotsLost)
    {
        var challenger = await network.ElectAsync();
        var (first, _) = await GiveDutyAsync(challenger.Address);
        await ReportAsync(challenger, 1, first);
        await network.WaitAsync(challenger.Address, it => it.Totals.DutiesDone == 1);

        var (second, _) = await GiveDutyAsync(challenger.Address);
        await ReportAsync(challenger, 2, second);
        await network.Network.RestartAsync(async (_, _) =>
        {
            if (snapshotsLost)
            {
                await using var command = network.Network.Database.CreateCommand("DELETE FROM snapshots");
                await command.ExecuteNonQueryAsync();
            }
        });

        // A third one shows that everything before it was told. The second may be excused, if the service stood still for long.
        var (third, _) = await GiveDutyAsync(challenger.Address);
        await ReportAsync(challenger, 3, third);
        await ElectedNetwork.WaitAsync(() => CountInLogAsync(challenger.Address), tasks => tasks.Contains(third.TaskId));
        var counted = await CountInLogAsync(challenger.Address);
        var view = await network.Challengers.GetAsync(challenger.Address);
        Assert.Equal(counted.Distinct().Count(), counted.Count);
        Assert.Equal((counted.Count, 0L), ((int)view.Totals.DutiesDone, view.Totals.DutiesMissed));
        Assert.Equal(
            new[] { first.TaskId, third.TaskId }.Order(), counted.Where(task => task != second.TaskId).Order());
    }

    [Fact]
    public async Task Challenge_ByOneInOfficeOnly_IsJudgedAndItsRewardCounted()
    {
        var challenger = await network.ElectAsync();
        var (duty, evidence) = await GiveDutyAsync(challenger.Address, lies: true);
        var refused = await Assert.ThrowsAsync<LazAIException>(() => ChallengeAsync(network.Challenger, duty.TaskId, evidence));
        Assert.Equal(ChallengeErrors.NotElected, refused.Code);
        Assert.Contains("/v1/challengers/applications", refused.Message, StringComparison.Ordinal);
        Assert.Contains(ElectedNetwork.Elector.Address.ToString(), refused.Message, StringComparison.Ordinal);
        Assert.Empty((await network.Client.GetChallengesAsync(duty.TaskId)).Challenges);

        var before = await network.BalanceAsync(LedgerAccount.User(challenger.Address));
        Assert.Equal(ChallengeOutcome.Upheld, (await ChallengeAsync(challenger, duty.TaskId, evidence)).Outcome);
        await network.WaitForBalanceAsync(LedgerAccount.User(challenger.Address), before + Amount.FromTokens(15_000));
        var view = await network.WaitAsync(challenger.Address, it => it.Totals is { ChallengesUpheld: 1, DutiesDone: 1 });
        Assert.Equal(Amount.FromTokens(15_000), view.Totals.Rewards);
        Assert.Equal(Amount.Zero, view.Totals.BondsLost);

        // Who is wrong pays, and it is counted, too.
        var (honest, _) = await GiveDutyAsync(challenger.Address);
        Assert.Equal(ChallengeOutcome.Rejected, (await ChallengeAsync(challenger, honest.TaskId, evidence)).Outcome);
        view = await network.WaitAsync(challenger.Address, it => it.Totals.ChallengesRejected == 1);
        Assert.Equal(network.Network.Status.Rules.ChallengeBond, view.Totals.BondsLost);
        await network.Challengers.WithdrawAsync(network.OrdersOf(challenger).Withdraw());
        refused = await Assert.ThrowsAsync<LazAIException>(() => ChallengeAsync(challenger, honest.TaskId, evidence));
        Assert.Equal(ChallengeErrors.NotElected, refused.Code);
    }

    [Fact]
    public async Task Registry_ApplicationToWithdrawal_ShowsEachStep()
    {
        var candidate = network.TakeCandidate();
        var orders = network.OrdersOf(candidate);
        var apply = orders.Apply();
        var view = await network.Challengers.ApplyAsync(apply);
        Assert.Equal((ChallengerStanding.Candidate, 10_000, (ChallengerTerm?)null), (view.Standing, view.Reputation, view.Term));
        Assert.Equal(view, await network.Challengers.ApplyAsync(apply));

        var until = network.TermUntil();
        var elect = network.OrdersOf(ElectedNetwork.Elector).Elect(candidate.Address, until, await network.NextDecisionAsync());
        view = await network.Challengers.DecideAsync(elect);
        Assert.Equal((ChallengerStanding.Elected, until), (view.Standing, view.Term!.Until));
        Assert.Equal(view, await network.Challengers.DecideAsync(elect));
        var list = await network.Challengers.ListAsync();
        Assert.Equal((ElectedNetwork.Elector.Address, elect.Election.Nonce), (list.Elector, list.LastDecision!.Nonce));
        Assert.Equal(view, list.Challengers.Single(it => it.Challenger == candidate.Address));

        var longer = network.OrdersOf(ElectedNetwork.Elector).Elect(candidate.Address, until + 10, elect.Election.Nonce + 1);
        Assert.Equal(view.Term with { Until = until + 10 }, (await network.Challengers.DecideAsync(longer)).Term);
        view = await network.Challengers.WithdrawAsync(orders.Withdraw());
        Assert.Equal((ChallengerStanding.Left, true), (view.Standing, view.LeftAt is not null));
        Assert.Equal(ChallengerStanding.Candidate, (await network.Challengers.ApplyAsync(orders.Apply())).Standing);
    }

    /// <summary>One result in mode OP, and the duty that this challenger has of it.</summary>
    private async Task<(ChallengerDutyView Duty, ChallengeEvidence Evidence)> GiveDutyAsync(Address challenger, bool lies = false)
    {
        var (worker, work) = await network.AssignAsync(VerifyMode.Optimistic);
        using var _ = worker;
        var (honest, run) = (network.Run(work), lies ? network.Lie(work, 3) : network.Run(work));
        var outcome = await network.HandInAsync(worker, work, run);
        Assert.True(outcome.Accepted, outcome.Detail);
        await worker.Api.CloseAsync(CancellationToken.None);
        if (!lies)
        {
            network.ReturnWorker(worker.Account);
        }

        var duties = await ElectedNetwork.WaitAsync(
            () => network.Challengers.GetDutiesAsync(challenger), it => it.Duties.Any(duty => duty.TaskId == work.TaskId));
        var duty = duties.Duties.Single(it => it.TaskId == work.TaskId);
        Assert.Equal((worker.Account.Address, VerifyMode.Optimistic), (duty.Worker, duty.VerifyMode));
        var proof = network.Prover.ProveStep(honest, run.Trace, 3);
        return (duty, new ChallengeEvidence(FraudProof: FraudProofEncoding.Encode(proof)));
    }

    private Task<ChallengerView> ReportAsync(Secp256k1PrivateKey challenger, ulong sequence, ChallengerDutyView duty) =>
        network.Challengers.ReportAsync(
            network.OrdersOf(challenger).Report(sequence, [new CheckedResult(duty.TaskId, duty.ResultHash, duty.TraceRoot)]));

    /// <summary>Tasks of which the log says that the registry has counted a duty of this challenger.</summary>
    private async Task<IReadOnlyList<TaskId>> CountInLogAsync(Address challenger)
    {
        var tasks = new List<TaskId>();
        await foreach (var recorded in network.Network.Log.ReadStreamAsync(new StreamName("challengers", "registry")))
        {
            if (ChallengerEvent.Codec.Read(recorded) is ChallengerEvent.ActivityRecorded counted)
            {
                tasks.AddRange(counted.Activities.Where(activity => activity.Challenger == challenger && activity.Challenge is null)
                    .Select(activity => activity.TaskId));
            }
        }

        return tasks;
    }

    private async Task<TaskChallenge> ChallengeAsync(Secp256k1PrivateKey key, TaskId task, ChallengeEvidence evidence) =>
        (await network.Client.SubmitFraudProofAsync(network.Network.SignedBy(key).SubmitFraudProof(task, evidence))).Challenge;
}
