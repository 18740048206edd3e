using LazAI.Attestation;
using LazAI.Client;
using LazAI.Cryptography;
using LazAI.Gateway.Problems;
using LazAI.Grains.EventLog;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Workers;
using Microsoft.AspNetCore.Http;

namespace LazAI.Gateway.Tests.Attestation;

/// <summary>What becomes of sessions when Intel's service is away, goes back, or publishes something new. Each test has a network of its own.</summary>
public sealed class CollateralServiceTests : IAsyncLifetime
{
    private readonly IntelNetwork _intel = new();

    private NetworkFixture Network => _intel.Network;

    public Task InitializeAsync() => _intel.InitializeAsync();

    public Task DisposeAsync() => _intel.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Session_WhileCollateralCannotBeHad_IsNotOpenedAndOpensAfterwards(bool answers)
    {
        _intel.Vendor.Instead = ("/", AnswerAsync);
        _intel.Clock.Hold();
        await RefusedAsync(GatewayErrors.CollateralUnavailable, 503);
        var calls = _intel.Vendor.Service.Calls.Count;
        Assert.NotEqual(0, calls);
        Assert.Empty((await Network.Client.GetWorkerAsync(Network.Worker.Address)).Sessions);

        // It is there again, but was not a moment ago.
        _intel.Vendor.Instead = null;
        await RefusedAsync(GatewayErrors.CollateralUnavailable, 503);
        Assert.Equal(calls, _intel.Vendor.Service.Calls.Count);

        _intel.Clock.Release(TimeSpan.FromSeconds(31));
        using var worker = await _intel.OpenAsync();
        Assert.Equal(worker.Session.Id, Assert.Single((await Network.Client.GetWorkerAsync(Network.Worker.Address)).Sessions).Id);

        Task AnswerAsync(HttpContext context, int call)
        {
            if (answers)
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            }
            else
            {
                context.Abort();
            }

            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Session_WhoseServiceDiesOnceItsBundleIsStored_IsNotOpenAndOpensAfterwards()
    {
        _intel.DiesAfterBlobs = true;
        await RefusedAsync(GatewayErrors.Internal, 500);
        _intel.DiesAfterBlobs = false;
        await Network.RestartAsync();
        Assert.Empty((await Network.Client.GetWorkerAsync(Network.Worker.Address)).Sessions);

        using var worker = await _intel.OpenAsync();
        var opened = await Network.Client.GetSessionAsync(Network.Worker.Address, worker.Session.Id);
        Assert.Equal(opened.Session.Evidence.CollateralHash, Keccak256.Hash(opened.Collateral!.Value.Span));
        Assert.Equal(worker.Session.Id, Assert.Single((await Network.Client.GetWorkerAsync(Network.Worker.Address)).Sessions).Id);
    }

    [Fact]
    public async Task Session_OnCollateralOlderThanWhatWasSeen_IsRefusedAndSoItIsAfterARestart()
    {
        var older = _intel.Published;
        _intel.PublishNext(published => published with { EvaluationDataNumber = 18 });
        var newer = _intel.Published;
        using var worker = await _intel.OpenAsync();

        _intel.Publish(older);
        await RefusedAsync(new ErrorCode(AttestationErrors.CollateralRolledBack), 503);
        await Network.RestartAsync();
        _intel.ForgetCollateral();
        await RefusedAsync(new ErrorCode(AttestationErrors.CollateralRolledBack), 503);

        // A later date does not make up for a lower number.
        _intel.Publish(older with { Issued = newer.Issued.AddMinutes(1) });
        await RefusedAsync(new ErrorCode(AttestationErrors.CollateralRolledBack), 503);

        _intel.Publish(newer);
        using var next = await _intel.OpenAsync();
        Assert.Equal(18, next.Session.Evidence.Tcb!.EvaluationDataNumber);
        Assert.Equal(2, (await Network.Client.GetWorkerAsync(Network.Worker.Address)).Sessions.Length);
    }

    [Fact]
    public async Task Session_AfterATcbRecovery_EndsSoonAndSaysWhyOnce()
    {
        using var worker = await _intel.OpenAsync();
        await _intel.ReappraiseAsync();
        Assert.Null((await ReadAsync(worker)).ReattestationReason);

        // Newer, but of the same recovery.
        _intel.PublishNext(published => published);
        await _intel.ReappraiseAsync();
        Assert.Equal(worker.Session.Until, (await ReadAsync(worker)).Until);

        _intel.PublishNext(published => published with { EvaluationDataNumber = published.EvaluationDataNumber + 1 });
        await _intel.ReappraiseAsync();
        var shortened = await ReadAsync(worker);
        Assert.Equal(WorkerErrors.TcbRecovery, shortened.ReattestationReason);
        Assert.True(shortened.Until < worker.Session.Until);
        Assert.Equal(shortened.Until, (await worker.Api.BeatAsync(new HeartbeatRequest([]), CancellationToken.None)).Until);

        // Every gateway does the same, and every hour.
        var events = await EventsAsync();
        await _intel.ReappraiseAsync();
        await _intel.ReappraiseAsync();
        Assert.Equal(events, await EventsAsync());
        Assert.Equal(shortened, await ReadAsync(worker));

        // Fresh evidence rests on the new collateral and is not asked for again.
        using var next = await _intel.OpenAsync();
        await _intel.ReappraiseAsync();
        Assert.Null((await ReadAsync(next)).ReattestationReason);
        Assert.Equal(next.Session.Until, (await ReadAsync(next)).Until);
    }

    [Fact]
    public async Task Session_OfAPlatformThatWasRevoked_EndsAtOnceAndNoResultIsTaken()
    {
        using var worker = await _intel.OpenAsync();
        await Network.Client.SubmitTasksAsync(Network.Submission(1));
        var work = Assert.Single(await worker.TakeAsync(1));

        _intel.PublishNext(published => published with { RevokedPlatforms = [_intel.Platform] });
        await _intel.ReappraiseAsync();
        var ended = await ReadAsync(worker);
        Assert.Equal(AttestationErrors.CertificateRevoked, ended.ReattestationReason!.Value.Value);
        var events = await EventsAsync();
        await _intel.ReappraiseAsync();
        Assert.Equal(events, await EventsAsync());

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await Network.Client.GetStatusAsync(limit.Token)).Slot <= ended.Until)
        {
            await Task.Delay(20, limit.Token);
        }

        var refusal = await Assert.ThrowsAsync<LazAIException>(
            () => worker.Api.SubmitResultsAsync(worker.Sign([worker.Echo(work)]), CancellationToken.None));
        Assert.Equal(WorkerErrors.SessionExpired, refusal.Code);
        Assert.Contains(
            (await Network.Client.GetTaskAsync(work.TaskId, limit.Token)).Status, new[] { ComputeTaskStatus.Submitted, ComputeTaskStatus.Assigned });
        await RefusedAsync(new ErrorCode(AttestationErrors.CertificateRevoked), 422);
    }

    private Task<LazAIException> RefusedAsync(ErrorCode code, int status) =>
        DataSetTests.RefusedAsync(code, status, async () => (await _intel.OpenAsync()).Dispose());

    private async Task<WorkerSession> ReadAsync(TestWorker worker) =>
        (await Network.Client.GetSessionAsync(worker.Account.Address, worker.Session.Id)).Session;

    /// <summary>How many times a session of the worker was told to end.</summary>
    private async Task<int> EventsAsync()
    {
        var count = 0;
        await foreach (var recorded in Network.Log.ReadStreamAsync(new StreamName("worker", Network.Worker.Address.ToString())))
        {
            count += recorded.Type == "worker.reattestation-required" ? 1 : 0;
        }

        return count;
    }
}
