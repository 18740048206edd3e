using LazAI.Attestation;
using LazAI.Client.Receipts;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Receipts;
using LazAI.Testing;

namespace LazAI.Gateway.Tests;

/// <summary>Receipts as the service gives them, checked as a stranger would.</summary>
[Collection(nameof(NetworkFixture))]
public sealed class ReceiptTests(NetworkFixture network)
{
    [Fact]
    public async Task Receipts_OfAWorkersTwoSessions_CarryTheEvidenceOfEach()
    {
        using var first = await TestWorker.OpenAsync(network, network.Worker);
        var before = await CompleteAsync(first);
        using var second = await TestWorker.OpenAsync(network, network.Worker);
        await first.Api.CloseAsync(CancellationToken.None);
        var after = await CompleteAsync(second);
        await second.Api.CloseAsync(CancellationToken.None);

        Assert.Equal(first.Session.Id, before.Session.Id);
        Assert.Equal(second.Session.Id, after.Session.Id);
        Assert.All([before, after], receipt => Assert.All(
            new ReceiptVerifier(Trust).Verify(receipt).Checks,
            check => Assert.True(
                check.Outcome == CheckOutcome.Passed || check.Name == "recomputation", $"{check.Name}: {check.Explanation}")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Receipt_AnySingleChange_IsRefusedUnlessListedAsTheServicesWord(bool pinned)
    {
        using var worker = await TestWorker.OpenAsync(network, network.Worker);
        var json = CanonicalJson.Serialize(await CompleteAsync(worker));
        await worker.Api.CloseAsync(CancellationToken.None);
        var verifier = new ReceiptVerifier(pinned ? Trust : new ReceiptTrust(Trust.Roots, null, []));
        var tampered = JsonTampering.Of(json).ToArray();

        var accepted = tampered.Where(change => verifier.Verify(change.Json).IsValid).ToArray();

        Assert.True(verifier.Verify(json).IsValid);
        Assert.Equal(JsonTampering.LeavesOf(json), JsonTampering.Changed(tampered));

        // A member that is not there is not changed; the others are exactly those that the report lists.
        Assert.Equal(
            verifier.Verify(json).StatedByService.Where(member => JsonTampering.LeavesOf(json).Contains(member)), JsonTampering.Places(accepted));
        Assert.DoesNotContain(accepted, change => change.What is "doubled");
    }

    private ReceiptTrust Trust => new(
        [TrustedRoot.Development(network.Root.Fingerprint)], NetworkIdentity.From(network.Status), [network.Model.ComputeHash()]);

    /// <summary>Has one task of a submission of three done by this worker, and waits until it is paid.</summary>
    private async Task<Receipt> CompleteAsync(TestWorker worker)
    {
        await network.Client.SubmitTasksAsync(network.Submission(3));
        var work = await worker.TakeAsync(3);
        await worker.Api.SubmitResultsAsync(worker.Sign([.. work.Select(worker.Echo)]), CancellationToken.None);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await network.Client.GetTaskAsync(work[1].TaskId, limit.Token)).Status != ComputeTaskStatus.Settled)
        {
            await Task.Delay(20, limit.Token);
        }

        return await network.Client.GetReceiptAsync(work[1].TaskId, limit.Token);
    }
}
