using LazAI.Client;
using LazAI.Gateway.Problems;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.Gateway.Tests.Disputes;

/// <summary>What challengers follow: nothing that may be challenged is left out, and what is there is enough to run it again.</summary>
public sealed class DisputableTests(DisputeNetwork disputes) : IClassFixture<DisputeNetwork>
{
    [Fact]
    public async Task Disputable_Followed_HasEachResultOnceWithAllThatItTakesToRepeatIt()
    {
        var (worker, work) = await disputes.AssignAsync(VerifyMode.Optimistic);
        using var _ = worker;
        var run = disputes.Run(work);
        Assert.True((await disputes.HandInAsync(worker, work, run)).Accepted);
        await disputes.WaitAsync(work.TaskId, ComputeTaskStatus.Verified);

        long next = 0;
        List<DisputableResult> followed = [];
        while (followed.Count == 0)
        {
            var page = await disputes.Client.ListDisputableAsync(next, 1);
            Assert.True(page.Next >= next);
            next = page.Next;
            followed.AddRange(page.Items);
            await Task.Delay(20);
        }

        var task = await disputes.Client.GetTaskAsync(work.TaskId);
        var challenges = await disputes.Client.GetChallengesAsync(work.TaskId);
        var expected = new DisputableResult(
            work.TaskId, task.Attempt, VerifyMode.Optimistic, disputes.Model.Id, worker.Account.Address, challenges.DisputableUntil!.Value, 0, 0);
        Assert.Equal([expected], followed);
        Assert.Equal(next, (await disputes.Client.ListDisputableAsync(next)).Next);
        Assert.Empty((await disputes.Client.ListDisputableAsync(next)).Items);

        var unknown = new TaskId(disputes.Model.Id.Value);
        var claims = await disputes.Client.QueryClaimsAsync(new QueryTasksRequest([unknown, work.TaskId]));
        Assert.Equal(2, claims.Looked);
        var claim = Assert.Single(claims.Items);
        Assert.Equal(task.Request, claim.Request);
        Assert.True(disputes.Engine.TryRun(claim.Parameters, claim.Input!.Value.Span, out var output, out var refusal), refusal);
        Assert.Equal(output, claim.Output.ToArray());
        Assert.Equal(run.Trace.ComputeRoot(run.Program), claim.Result.TraceRoot);

        // It goes when its window closes.
        await disputes.WaitAsync(work.TaskId, ComputeTaskStatus.Settled);
        while (!(await disputes.Client.ListDisputableAsync()).Items.IsEmpty)
        {
            await Task.Delay(20);
        }
    }

    [Fact]
    public async Task Claims_OfNoTasksOrTooMany_AreRefused()
    {
        foreach (var count in (int[])[0, 1_001])
        {
            var refused = await Assert.ThrowsAsync<LazAIException>(() => disputes.Client.QueryClaimsAsync(
                new QueryTasksRequest([.. Enumerable.Repeat(new TaskId(disputes.Model.Id.Value), count)])));
            Assert.Equal(GatewayErrors.BatchTooLarge, refused.Code);
        }
    }

    [Theory]
    [InlineData("after=-1")]
    [InlineData("after=x")]
    [InlineData("after=1&after=2")]
    [InlineData("limit=0")]
    public async Task Disputable_WithAParameterOutOfRange_IsRefused(string query)
    {
        using var answer = await disputes.Network.Http.GetAsync(new Uri($"/v1/verifier/disputable?{query}", UriKind.Relative));
        Assert.Contains(GatewayErrors.InvalidParameter.Value, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
