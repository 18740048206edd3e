using LazAI.Gateway.Tests.Disputes;
using LazAI.Protocol;
using Microsoft.Extensions.Logging;

namespace LazAI.Validator.Tests;

/// <summary>A window that closes with work undone is announced before, and counted after.</summary>
public sealed class AlertTests(DisputeNetwork disputes) : IClassFixture<DisputeNetwork>
{
    [Fact]
    public async Task Window_AboutToCloseWithItsResultUnchecked_IsAnAlertAndThenMissed()
    {
        // The validator knows of the result and cannot fetch it.
        using var line = new BrokenLine("/v1/verifier/claims/query");
        await using var validator = await ValidatorUnderTest.StartAsync(disputes, handler: line);
        var (worker, work) = await disputes.AssignAsync(VerifyMode.Optimistic);
        using var _ = worker;
        Assert.True((await disputes.HandInAsync(worker, work, disputes.Run(work))).Accepted);
        var until = (await disputes.Client.GetChallengesAsync(work.TaskId)).DisputableUntil!.Value;

        await validator.WaitAsync(() => validator.Status.Closing == 1, "Nobody sees the window close.");
        Assert.True(disputes.Network.Clock.Now <= until, "The alert comes after the window.");
        Assert.Contains("windows close in fewer than 2 slots", Assert.Single(validator.Status.Alerts), StringComparison.Ordinal);
        Assert.Contains(
            validator.Log.At(LogLevel.Warning),
            text => text.Contains("close soon with the work undone", StringComparison.Ordinal)
                && text.Contains(work.TaskId.ToString(), StringComparison.Ordinal));

        await validator.WaitAsync(() => validator.Status is { Missed: 1, Closing: 0 }, "The miss is not counted.");
        Assert.Equal(1, validator.Service.ReadStatus()!.Missed);
        Assert.Contains(validator.Log.At(LogLevel.Error), text => text.Contains("closed with the work undone", StringComparison.Ordinal));
        Assert.Empty(validator.Status.Alerts);
        await worker.Api.CloseAsync(CancellationToken.None);
    }

    /// <summary>Everything gets through but requests to one path.</summary>
    private sealed class BrokenLine(string path) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.RequestUri!.AbsolutePath == path
                ? Task.FromException<HttpResponseMessage>(new HttpRequestException("The line is cut."))
                : base.SendAsync(request, cancellationToken);
    }
}
