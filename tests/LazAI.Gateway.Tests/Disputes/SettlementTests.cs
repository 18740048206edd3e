using System.CommandLine;
using LazAI.Cli;
using LazAI.Engines.FraudProofs;
using LazAI.Engines.Traces;
using LazAI.Protocol;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Settlements;

namespace LazAI.Gateway.Tests.Disputes;

/// <summary>Every end of a task explains what it has cost, and the explanation is worked out again from its inputs to the last unit.</summary>
public sealed class SettlementTests(DisputeNetwork disputes) : IClassFixture<DisputeNetwork>
{
    [Fact]
    public async Task Settled_ThatWasChallengedInVain_ExplainsEachShareAndTheForfeitedBond()
    {
        var (worker, work) = await disputes.AssignAsync(VerifyMode.Optimistic);
        using var _ = worker;
        var run = disputes.Run(work);
        Assert.True((await disputes.HandInAsync(worker, work, run)).Accepted);
        var open = await disputes.Client.GetSettlementAsync(work.TaskId);
        Assert.True(open.Fee is { Charged: null, Posted: null, Lines.IsEmpty: true });

        await ChallengeAsync(work.TaskId, FraudProofEncoding.Encode(disputes.Prover.ProveStep(run, run.Trace, 3)));
        await disputes.WaitAsync(work.TaskId, ComputeTaskStatus.Settled);
        var settled = await ReadPostedAsync(work.TaskId);

        Assert.Equal((new Amount(1_000), new Amount(4_000)), (settled.Fee.Charged, settled.Fee.Returned));
        Assert.Equal(["700", "200", "80", "20", "4000"], settled.Fee.Lines.Select(line => line.Amount.ToString()));
        Assert.Equal(LedgerAccount.User(worker.Account.Address), Assert.Single(settled.Bonds).PostedSettled!.Value.Credit);
        Assert.Empty(settled.Slashes);
        await RecomputesAsync(settled);
        await worker.Api.CloseAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Invalid_WhileAPartOfTheStakeLeaves_ExplainsWhatWasTakenFromWhereAndCharge0()
    {
        var (worker, work) = await disputes.AssignAsync(VerifyMode.Optimistic);
        using var _ = worker;
        await disputes.HandInAsync(worker, work, disputes.Lie(work, 3));

        // 150,000 at the time of the task, of which 140,000 are on their way out when the slash comes.
        await disputes.Client.UnbondAsync(disputes.Network.SignedBy(worker.Account).Unbond(Amount.FromTokens(140_000)));
        Assert.True(ExecutionTrace.TryParse(
            await disputes.Client.GetTraceAsync(work.TaskId), disputes.Model.Program!.StepCount, out var claimed));
        var challenge = await ChallengeAsync(work.TaskId, FraudProofEncoding.Encode(disputes.Prover.ProveStep(disputes.Run(work), claimed, 3)));
        Assert.Equal(ChallengeOutcome.Upheld, challenge.Outcome);

        var invalid = await ReadPostedAsync(work.TaskId);
        Assert.Equal((Amount.Zero, new Amount(5_000)), (invalid.Fee.Charged, invalid.Fee.Returned));

        var slash = Assert.Single(invalid.Slashes);
        Assert.Equal(Amount.FromTokens(150_000), slash.StakeThen.Value);
        Assert.Equal((Amount.FromTokens(10_000), Amount.FromTokens(140_000)), (slash.StakeBefore!.Value, slash.UnbondingBefore!.Value));
        Assert.Equal((Amount.FromTokens(30_000), Amount.FromTokens(15_000)), (slash.Taken!.Value, slash.Reward!.Value));
        var (stake, unbonding) = (LedgerAccount.Stake(worker.Account.Address), LedgerAccount.Unbonding(worker.Account.Address));
        Assert.Equal(
            [
                new Movement(stake, LedgerAccount.Slashed, Amount.FromTokens(10_000)),
                new Movement(unbonding, LedgerAccount.Slashed, Amount.FromTokens(5_000)),
                new Movement(unbonding, LedgerAccount.User(disputes.Challenger.Address), Amount.FromTokens(15_000)),
            ],
            slash.Posted!.Value.AsEnumerable());
        Assert.Equal(LedgerAccount.User(disputes.Challenger.Address), Assert.Single(invalid.Bonds).PostedSettled!.Value.Credit);
        await RecomputesAsync(invalid);
        await ListsShowAsync(work.TaskId, challenge, slash);
    }

    [Fact]
    public async Task Rejected_ForAFalseTrace_ExplainsTheSlashThatNobodyReported()
    {
        var (worker, work) = await disputes.AssignAsync(VerifyMode.Optimistic);
        using var _ = worker;
        await disputes.HandInAsync(worker, work, disputes.Run(work with { Input = new byte[400] }));

        // The task goes to another worker, and to none where there is none: what it costs is open, what the liar has lost is not.
        SettlementExplanation explanation;
        do
        {
            await Task.Delay(50);
            explanation = await disputes.Client.GetSettlementAsync(work.TaskId);
        }
        while (explanation.Slashes.IsEmpty || explanation.Slashes[0].Posted is null);
        Assert.Null(explanation.Fee.Charged);
        Assert.True(Assert.Single(explanation.Slashes) is { Reporter: null, Reason.Value.Value: "task/trace-invalid" });
        Assert.Equal(Amount.FromTokens(30_000), explanation.Slashes[0].Taken);
        Assert.DoesNotContain(SettlementCheck.Check(explanation), finding => finding.Holds == false);
    }

    [Fact]
    public async Task Expired_WithoutAWorker_IsChargedNothing()
    {
        using var unserved = await UnservedModel.PublishAsync(disputes.Network, "unserved in a settlement");
        var task = (await unserved.SubmitAsync(1, TimeSpan.FromSeconds(1)))[0];
        await disputes.WaitAsync(task, ComputeTaskStatus.Expired);

        var expired = await ReadPostedAsync(task);
        Assert.Equal((Amount.Zero, Amount.FromTokens(1)), (expired.Fee.Charged, expired.Fee.Returned));
        Assert.Equal(LedgerAccount.User(unserved.Customer.Address), Assert.Single(expired.Fee.Posted!.Value.Legs).Account);
        await RecomputesAsync(expired);
        Assert.Equal(Amount.FromTokens(UnservedModel.Tokens), await unserved.ReadBalanceAsync());
    }

    /// <summary>The explanation once everything in it is posted.</summary>
    private async Task<SettlementExplanation> ReadPostedAsync(TaskId task)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var explanation = await disputes.Client.GetSettlementAsync(task, limit.Token);
            var findings = SettlementCheck.Check(explanation);
            Assert.DoesNotContain(findings, finding => finding.Holds == false);
            if (findings.All(finding => finding.Holds == true))
            {
                return explanation;
            }

            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>All inputs stand where they are said to be, and the command says so too: of the service's answer, and of a stored one offline.</summary>
    private async Task RecomputesAsync(SettlementExplanation explanation)
    {
        var sources = await disputes.Client.CompareSourcesAsync(explanation);
        Assert.True(sources.Length >= 10);
        Assert.All(sources, source => Assert.True(source.Same, source.From));

        var gateway = disputes.Network.Address.ToString();
        var (exit, text) = await RunAsync("task", "settlement", $"{explanation.TaskId}", "--gateway", gateway);
        Assert.Equal(0, exit);
        Assert.Contains($"{sources.Length} of {sources.Length} inputs stand where they are said to be.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("FAIL", text, StringComparison.Ordinal);

        var (_, json) = await RunAsync("task", "settlement", $"{explanation.TaskId}", "--gateway", gateway, "--json");
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, json.TrimEnd());
        Assert.Equal(0, (await RunAsync("task", "settlement", "--file", file, "--gateway", "http://127.0.0.1:1")).Exit);
        var returned = $"\"returned\":\"{explanation.Fee.Returned}\"";
        Assert.Contains(returned, json, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, json.TrimEnd().Replace(returned, "\"returned\":\"1\"", StringComparison.Ordinal));
        var (tampered, found) = await RunAsync("task", "settlement", "--file", file, "--gateway", "http://127.0.0.1:1");
        File.Delete(file);
        Assert.Equal(1, tampered);
        Assert.Contains("FAIL    charge", found, StringComparison.Ordinal);
    }

    /// <summary>The lists of challenges and offences say the same.</summary>
    private async Task ListsShowAsync(TaskId task, TaskChallenge challenge, SlashExplanation slash)
    {
        var listed = (await disputes.Client.ListChallengesAsync(ChallengeOutcome.Upheld, disputes.Challenger.Address)).Items
            .Single(line => line.TaskId == task);
        Assert.Equal(challenge, listed.Challenge);
        Assert.Equal((ComputeTaskStatus.Invalid, ProtocolRules.Local.ChallengeBond), (listed.Status, listed.Bond));
        Assert.NotNull(listed.DecidedAt);
        Assert.Equal((Amount.FromTokens(15_000), Amount.FromTokens(15_000)), (listed.Offence!.Slashed!.Value, listed.Offence.Rewarded!.Value));
        Assert.Equal(listed.Offence, await disputes.Client.GetOffenceAsync(slash.Id));
        Assert.Equal(listed.Offence, Assert.Single((await disputes.Client.ListOffencesAsync(slash.Worker.Value)).Items));
        Assert.Empty((await disputes.Client.ListChallengesAsync(ChallengeOutcome.Moot)).Items);
        Assert.DoesNotContain((await disputes.Client.ListDisputableAsync()).Items, window => window.TaskId == task);
        var worker = await disputes.Client.GetWorkerAsync(slash.Worker.Value);
        Assert.Equal((Amount.Zero, Amount.FromTokens(120_000)), (worker.Stake, worker.Unbonding));
        Assert.Equal(listed.Offence.JailedUntil, worker.JailedUntil);
    }

    private async Task<TaskChallenge> ChallengeAsync(TaskId task, byte[] fraudProof) => (await disputes.Client.SubmitFraudProofAsync(
        disputes.Network.SignedBy(disputes.Challenger).SubmitFraudProof(task, new ChallengeEvidence(FraudProof: fraudProof)))).Challenge;

    private static async Task<(int Exit, string Output)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await LazAICommand.RunAsync(args, new InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString() + error);
    }
}
