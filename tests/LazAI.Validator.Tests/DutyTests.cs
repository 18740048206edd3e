using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.Validator.Tests;

/// <summary>A validator stands by itself, does the duties that it is given, and challenges once it is in office.</summary>
public sealed class DutyTests(OfficeNetwork network) : IClassFixture<OfficeNetwork>
{
    /// <summary>It looks at no trace: reports of results alone do its duties, and a wrong result is found all the same.</summary>
    [Fact]
    public async Task Validator_Elected_DoesItsDutiesAndConvictsLiars()
    {
        var key = network.TakeCandidate();
        await using var validator = await ValidatorUnderTest.StartAsync(network, key, null, "--trace-share", "0", "--trace-odds-minimum", "0");
        await validator.WaitAsync(() => validator.Status.Standing == ChallengerStanding.Candidate, "It does not stand.");
        Assert.Contains(validator.Status.Alerts, alert => alert.Contains("not in office", StringComparison.Ordinal));
        await network.ElectAsync(key.Address);
        await validator.WaitAsync(() => validator.Status.Standing == ChallengerStanding.Elected, "It does not notice its election.");
        Assert.Empty(validator.Status.Alerts);

        var (honest, work) = await network.AssignAsync(VerifyMode.Optimistic);
        using (honest)
        {
            Assert.True((await network.HandInAsync(honest, work, network.Run(work))).Accepted);
            var view = await network.WaitAsync(key.Address, view => view.Totals.DutiesDone == 1);
            Assert.Equal((0, 1), (view.Totals.DutiesMissed, view.Totals.Checked));
            await honest.Api.CloseAsync(CancellationToken.None);
        }

        var (liar, lie) = await network.AssignAsync(VerifyMode.Optimistic);
        using (liar)
        {
            Assert.True((await network.HandInAsync(liar, lie, network.Lie(lie, 1))).Accepted);
            await network.WaitAsync(lie.TaskId, ComputeTaskStatus.Invalid);
            var done = await network.WaitAsync(key.Address, view => view.Totals.DutiesDone == 2);
            Assert.Equal(0, done.Totals.DutiesMissed);
        }

        Assert.Equal(
            (key.Address, ChallengeOutcome.Upheld),
            Assert.Single((await network.Client.GetChallengesAsync(lie.TaskId)).Challenges) is var challenge
                ? (challenge.Challenger, challenge.Outcome)
                : default);
        var status = validator.Status;
        Assert.Equal((1, 0, 1, 1, 0, 0), (status.Right, status.TracesRight, status.Reported, status.Upheld, status.DutiesMissed, status.DutiesUndone));
    }

    [Fact]
    public async Task Finding_BeforeTheElection_IsFiledAfterIt()
    {
        var key = network.TakeCandidate();
        await using var validator = await ValidatorUnderTest.StartAsync(network, key);
        await validator.WaitAsync(() => validator.Status.Standing == ChallengerStanding.Candidate, "It does not stand.");
        var (liar, lie) = await network.AssignAsync(VerifyMode.Tee);
        using var _ = liar;
        var result = liar.Result(lie, network.Model, network.Lie(lie, 5).Result);
        Assert.True((await liar.Api.SubmitResultsAsync(liar.Sign([result]), CancellationToken.None)).Outcomes[0].Accepted);
        await validator.WaitAsync(() => validator.Status.Wrong == 1, "It does not see the lie.");
        Assert.Equal(ComputeTaskStatus.Verified, (await network.Client.GetTaskAsync(lie.TaskId)).Status);

        await network.ElectAsync(key.Address);
        await validator.WaitAsync(() => validator.Status is { Filed: 1, Upheld: 1 }, "It does not file what it has found.");
        await network.WaitAsync(lie.TaskId, ComputeTaskStatus.Invalid);
    }
}
