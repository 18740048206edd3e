using System.Security.Cryptography;
using LazAI.Client;
using LazAI.Gateway.Tests.Disputes;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.Validator.Tests;

/// <summary>Results of one model are repeated together. On a network of their own, since they stay open for others to check.</summary>
public sealed class BatchTests(DisputeNetwork disputes) : IClassFixture<DisputeNetwork>
{
    [Fact]
    public async Task OptimisticResults_OneFalseAmongOthers_IsConvictedAlone()
    {
        var (worker, first) = await disputes.AssignAsync(VerifyMode.Optimistic);
        using var _ = worker;
        var submission = new TaskSubmissionBuilder(disputes.Network.SignedBy(disputes.Network.Submitter));
        for (var i = 0; i < 5; i++)
        {
            submission.Add(disputes.Model.Id, RandomNumberGenerator.GetBytes(400), new Amount(5_000), mode: VerifyMode.Optimistic);
        }

        await disputes.Client.SubmitTasksAsync(submission.Build());
        WorkItem[] all = [first, .. await worker.TakeAsync(5)];
        var liar = all[3];
        foreach (var work in all)
        {
            var run = work == liar ? disputes.Lie(work, 2) : disputes.Run(work);
            Assert.True((await disputes.HandInAsync(worker, work, run)).Accepted);
        }

        // All of them wait before the validator looks, so that it takes them together.
        await using var validator = await ValidatorUnderTest.StartAsync(disputes);
        await disputes.WaitAsync(liar.TaskId, ComputeTaskStatus.Invalid);
        await validator.WaitAsync(() => validator.Status is { Right: 5, Wrong: 1, Upheld: 1 }, "The results are not told apart.");
        Assert.Equal(0, validator.Status.Uncheckable);
        foreach (var work in all.Where(work => work != liar))
        {
            Assert.Empty((await disputes.Client.GetChallengesAsync(work.TaskId)).Challenges);
        }
    }
}
