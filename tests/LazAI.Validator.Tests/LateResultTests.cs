using System.Text.Json.Nodes;
using LazAI.Gateway.Tests.Disputes;
using LazAI.Protocol;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.Validator.Tests;

/// <summary>
/// The list of open windows is of the log; the results come from whoever holds the tasks, which may be a moment behind it, or a silo behind: a result
/// that is not there yet is asked for again.
/// </summary>
public sealed class LateResultTests(DisputeNetwork disputes) : IClassFixture<DisputeNetwork>
{
    [Fact]
    public async Task Lie_OfATaskThatIsBehindTheLog_IsConvicted()
    {
        using var line = new LineToTheSlow();
        await using var validator = await ValidatorUnderTest.StartAsync(disputes, handler: line);
        var (worker, work) = await disputes.AssignAsync(VerifyMode.Optimistic);
        using var _ = worker;
        Assert.True((await disputes.HandInAsync(worker, work, disputes.Lie(work, 4))).Accepted);

        await disputes.WaitAsync(work.TaskId, ComputeTaskStatus.Invalid);
        var challenge = Assert.Single((await disputes.Client.GetChallengesAsync(work.TaskId)).Challenges);
        Assert.Equal((disputes.Challenger.Address, ChallengeOutcome.Upheld), (challenge.Challenger, challenge.Outcome));
        await validator.WaitAsync(() => validator.Status is { Wrong: 1, Upheld: 1, Uncheckable: 0 }, "The validator does not know what it has done.");
        Assert.True(line.Asked > 2, $"asked {line.Asked} times");
    }

    /// <summary>The first answer has no result, as of a task that is assigned; the second has one that is not verified; then they are up to date.</summary>
    private sealed class LineToTheSlow() : DelegatingHandler(new SocketsHttpHandler())
    {
        public int Asked { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (request.RequestUri!.AbsolutePath == "/v1/verifier/claims/query" && ++Asked <= 2)
            {
                var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
                var claims = answer["items"]!.AsArray();
                if (Asked == 1)
                {
                    claims.Clear();
                }
                else
                {
                    Assert.Single(claims)!["status"] = nameof(ComputeTaskStatus.Executed);
                }

                response.Content = new StringContent(answer.ToJsonString(), null, "application/json");
            }

            return response;
        }
    }
}
