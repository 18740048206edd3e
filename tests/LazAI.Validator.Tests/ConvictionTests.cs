using System.Text.Json;
using LazAI.Cryptography;
using LazAI.Engines.Traces;
using LazAI.Gateway.Tests.Disputes;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Workers;

namespace LazAI.Validator.Tests;

/// <summary>Nobody but the validator looks: liars are convicted, and the honest are left alone.</summary>
public sealed class ConvictionTests(DisputeNetwork disputes) : IClassFixture<DisputeNetwork>
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task OptimisticResult_WithOneWrongStep_IsConvicted(int step)
    {
        await using var validator = await ValidatorUnderTest.StartAsync(disputes);
        var (worker, work) = await disputes.AssignAsync(VerifyMode.Optimistic);
        using var _ = worker;
        Assert.True((await disputes.HandInAsync(worker, work, disputes.Lie(work, step))).Accepted);

        await AssertConvictedAsync(validator, work, worker.Account.Address);
        Assert.Contains(validator.Log.All, line => line.Contains($"Step {step} of the trace is wrong", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OptimisticResult_ThatIsRightWithAFalseRootInItsTrace_IsConvicted()
    {
        await using var validator = await ValidatorUnderTest.StartAsync(disputes, null, null, "--trace-odds-minimum", "1");
        var (worker, work) = await disputes.AssignAsync(VerifyMode.Optimistic);
        using var _ = worker;
        var run = disputes.Run(work);
        var trace = new ExecutionTrace(run.Trace.Roots.SetItem(2, Keccak256.Hash("false"u8)));
        var result = worker.Result(
            work, disputes.Model, run.Result, trace.ComputeRoot(run.Program), new SubmittedTrace(trace.Encode(), run.ResultOpening));
        Assert.True((await worker.Api.SubmitResultsAsync(worker.Sign([result]), CancellationToken.None)).Outcomes[0].Accepted);

        await AssertConvictedAsync(validator, work, worker.Account.Address, traceOnly: true);
    }

    [Fact]
    public async Task TeeResult_ThatTheModelDoesNotGive_IsConvicted()
    {
        await using var validator = await ValidatorUnderTest.StartAsync(disputes);
        var (worker, work) = await disputes.AssignAsync(VerifyMode.Tee);
        using var _ = worker;
        var lie = worker.Result(work, disputes.Model, disputes.Lie(work, 5).Result);
        Assert.True((await worker.Api.SubmitResultsAsync(worker.Sign([lie]), CancellationToken.None)).Outcomes[0].Accepted);

        await AssertConvictedAsync(validator, work, worker.Account.Address);
    }

    [Fact]
    public async Task HonestResults_InBothModes_AreCheckedAndLeftAlone()
    {
        await using var validator = await ValidatorUnderTest.StartAsync(disputes, null, null, "--trace-odds-minimum", "1");
        var (worker, work) = await disputes.AssignAsync(VerifyMode.Optimistic);
        using var _ = worker;
        Assert.True((await disputes.HandInAsync(worker, work, disputes.Run(work))).Accepted);
        await disputes.Client.SubmitTasksAsync(new Client.TaskSubmissionBuilder(disputes.Network.SignedBy(disputes.Network.Submitter))
            .Add(disputes.Model.Id, new byte[400], new Amount(5_000), mode: VerifyMode.Tee)
            .Build());
        var tee = (await worker.TakeAsync(1))[0];
        var answer = await worker.Api.SubmitResultsAsync(
            worker.Sign([worker.Result(tee, disputes.Model, disputes.Run(tee).Result)]), CancellationToken.None);
        Assert.True(answer.Outcomes[0].Accepted);

        await validator.WaitAsync(() => validator.Status.Right == 2, "The results are not checked.");
        await disputes.WaitAsync(work.TaskId, ComputeTaskStatus.Settled);
        await disputes.WaitAsync(tee.TaskId, ComputeTaskStatus.Settled);
        Assert.Empty((await disputes.Client.GetChallengesAsync(work.TaskId)).Challenges);
        Assert.Empty((await disputes.Client.GetChallengesAsync(tee.TaskId)).Challenges);
        var status = validator.Status;
        Assert.Equal((2, 1, 0, 0, 0, 0), (status.Right, status.TracesRight, status.Wrong, status.Uncheckable, status.Filed, status.Missed));
        Assert.Equal(DisputeNetwork.Stake, await disputes.BalanceAsync(LedgerAccount.Stake(worker.Account.Address)));

        // The status page says the same.
        using var http = new HttpClient();
        using var page = JsonDocument.Parse(await http.GetStringAsync(new Uri(validator.Health, "/status")));
        Assert.Equal(2, page.RootElement.GetProperty("right").GetInt64());
        Assert.Equal(1, page.RootElement.GetProperty("tracesRight").GetInt64());
        Assert.Equal("ready", await http.GetStringAsync(new Uri(validator.Health, "/health/ready")));
        await worker.Api.CloseAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Account_WithoutABond_IsAnAlertAndFilesOnceItHasOne()
    {
        using var key = Secp256k1PrivateKey.Generate(Gateway.Tests.NetworkFixture.Random);
        await using var validator = await ValidatorUnderTest.StartAsync(disputes, key);
        await validator.WaitAsync(() => validator.Status.Alerts.Count > 0, "Nobody notices that the account is empty.");
        Assert.Contains("less than the bond", validator.Status.Alerts[0], StringComparison.Ordinal);

        var (worker, work) = await disputes.AssignAsync(VerifyMode.Optimistic);
        using var _ = worker;
        Assert.True((await disputes.HandInAsync(worker, work, disputes.Lie(work, 2))).Accepted);
        await validator.WaitAsync(
            () => validator.Log.All.Any(line => line.Contains(LedgerErrors.InsufficientFunds.Value, StringComparison.Ordinal)), "Nothing is filed.");
        Assert.Equal(0, validator.Status.Filed);

        await disputes.Client.TransferAsync(
            disputes.Network.SignedBy(disputes.Challenger).Transfer(LedgerAccount.User(key.Address), ProtocolRules.Local.ChallengeBond));

        await AssertConvictedAsync(validator, work, worker.Account.Address, key.Address);
        Assert.DoesNotContain(
            validator.Log.All,
            line => line.Contains(Convert.ToHexStringLower(Secret(key)), StringComparison.OrdinalIgnoreCase));
    }

    private async Task AssertConvictedAsync(ValidatorUnderTest validator, WorkItem work, Address worker, Address? challenger = null, bool traceOnly = false)
    {
        await disputes.WaitAsync(work.TaskId, ComputeTaskStatus.Invalid);
        var challenge = Assert.Single((await disputes.Client.GetChallengesAsync(work.TaskId)).Challenges);
        Assert.Equal((challenger ?? disputes.Challenger.Address, ChallengeOutcome.Upheld), (challenge.Challenger, challenge.Outcome));
        Assert.Equal(traceOnly, (await disputes.FindAsync<ComputeTaskEvent.Invalidated>(work.TaskId)).TraceOnly);
        await disputes.WaitForBalanceAsync(LedgerAccount.Stake(worker), Amount.FromTokens(120_000));
        await disputes.WaitForBalanceAsync(LedgerAccount.Escrow(work.TaskId), Amount.Zero);
        await disputes.WaitForBalanceAsync(LedgerAccount.Bond(challenge.Id), Amount.Zero);
        await validator.WaitAsync(() => validator.Status is { Wrong: 1, Filed: 1, Upheld: 1 }, "The validator does not know what it has done.");
        Assert.True((await disputes.Client.GetLedgerAsync()).Balanced);
    }

    private static byte[] Secret(Secp256k1PrivateKey key)
    {
        var secret = new byte[Secp256k1PrivateKey.Size];
        key.Export(secret);
        return secret;
    }
}
