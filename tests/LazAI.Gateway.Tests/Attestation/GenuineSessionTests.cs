using LazAI.Attestation;
using LazAI.Client.DataSets;
using LazAI.Client.Receipts;
using LazAI.Cryptography;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Receipts;
using LazAI.Protocol.Workers;

namespace LazAI.Gateway.Tests.Attestation;

/// <summary>Sessions with evidence of hardware, from their registration to what others can make of them.</summary>
public sealed class GenuineSessionTests(IntelNetwork intel) : IClassFixture<IntelNetwork>
{
    private NetworkFixture Network => intel.Network;

    [Fact]
    public async Task Session_OnAGenuineQuote_OpensAndItsViewCarriesAllToJudgeIt()
    {
        using var worker = await intel.OpenAsync();
        var view = await Network.Client.GetSessionAsync(worker.Account.Address, worker.Session.Id);
        await worker.Api.CloseAsync(CancellationToken.None);

        var facts = view.Session.Evidence;
        Assert.Equal((EvidenceFacts.Tdx, intel.Intel.Root.Fingerprint), (facts.Kind, facts.Root));
        Assert.Equal((intel.Published.Status.ToString(), intel.Published.EvaluationDataNumber), (facts.Tcb!.Status, facts.Tcb.EvaluationDataNumber));
        Assert.Null(view.Session.ReattestationReason);
        Assert.Equal(Keccak256.Hash(view.Collateral!.Value.Span), facts.CollateralHash);
        Assert.True(CollateralBundle.TryParse(view.Collateral.Value, out var bundle, out _));
        var verified = Assert.IsType<EvidenceVerified>(intel.Intel.CreateVerifier().Verify(
            view.Evidence, bundle, DateTimeOffset.FromUnixTimeSeconds((long)view.Session.VerifiedAt)));
        Assert.Equal(facts, verified.Facts.Unbound());
    }

    [Fact]
    public async Task Receipt_OfAGenuineSession_HoldsOfflineAndNoOtherCollateralOrTimeDoes()
    {
        using var worker = await intel.OpenAsync();
        var receipt = await intel.CompleteAsync(worker);
        await worker.Api.CloseAsync(CancellationToken.None);
        var verifier = new ReceiptVerifier(intel.ReceiptTrust);

        Assert.All(verifier.Verify(receipt).Checks, check => Assert.True(
            check.Outcome == CheckOutcome.Passed || check.Name == "recomputation", $"{check.Name}: {check.Explanation}"));
        Assert.False(verifier.Verify(receipt).RestsOnDevelopmentEvidence);
        Refuses(new ReceiptVerifier(intel.ReceiptTrust with { Roots = TrustedRoot.Intel }), receipt);

        // Every part of the file is a long one: some of the changed bytes lie in each.
        var file = receipt.Collateral!.Value.ToArray();
        for (var offset = 0; offset < file.Length; offset += 61)
        {
            var changed = file.ToArray();
            changed[offset] = changed[offset] == (byte)'A' ? (byte)'B' : (byte)'A';
            Refuses(verifier, receipt with { Collateral = changed });
        }

        // As authentic as the one that the service had, and yet another.
        var other = new DcapBundle(intel.Intel.Publish(intel.Platform.Fmspc, intel.Published with { Issued = intel.Published.Issued.AddHours(-1) }));
        Refuses(verifier, receipt with { Collateral = other.Serialize() });
        Refuses(verifier, receipt with { Collateral = null });
        foreach (var seconds in new[] { WorkerSession.VerificationSecondsMaximum + 1, -WorkerSession.VerificationSecondsMaximum - 1 })
        {
            Refuses(verifier, receipt with
            {
                Session = receipt.Session with { VerifiedAt = (ulong)((long)receipt.Session.Timestamp + seconds) },
            });
        }
    }

    [Fact]
    public async Task Task_OfAModelThatDemandsHardware_WaitsWhileThereIsDevelopmentEvidenceOnly()
    {
        using var development = await TestWorker.OpenAsync(Network, Network.OtherWorker);
        var submitted = await Network.Client.SubmitTasksAsync(Network.Submission(1));

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        ModelView model;
        while ((model = await Network.Client.GetModelAsync(Network.Model.ComputeModelId(), limit.Token)).RefusedSessions is not { Length: > 0 })
        {
            await Task.Delay(50, limit.Token);
        }

        Assert.Equal(0, model.EligibleSessions);
        var refusal = Assert.Single(model.RefusedSessions.Value);
        Assert.Equal((AttestationErrors.DevelopmentRootRefused, 1), (refusal.Code.Value, refusal.Sessions));
        Assert.Contains("proves nothing about hardware", refusal.Reason, StringComparison.Ordinal);
        Assert.Empty((await development.Api.TakeWorkAsync(1, TimeSpan.FromSeconds(1), limit.Token)).Items);
        Assert.Equal(ComputeTaskStatus.Submitted, (await Network.Client.GetTaskAsync(submitted.TaskIds[0], limit.Token)).Status);

        // It waited for the evidence and for nothing else.
        using var genuine = await intel.OpenAsync();
        Assert.Equal(submitted.TaskIds[0], Assert.Single(await genuine.TakeAsync(1)).TaskId);
        await genuine.Api.CloseAsync(CancellationToken.None);
        await development.Api.CloseAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Registration_RefusedWithoutCollateral_CausesNoCall()
    {
        intel.ForgetCollateral();
        var calls = intel.Vendor.Service.Calls.Count;
        using var key = Secp256k1PrivateKey.Generate(NetworkFixture.Random);
        var request = await TestWorker.RegistrationAsync(Network, Network.Worker, key, quote: intel.Quote);

        await RefusedAsync(WorkerErrors.StakeTooLow.Value, Network.Pauper, request);
        await RefusedAsync(SignatureErrors.WrongSigner.Value, Network.Worker, request with { Signature = key.Sign(Bytes32.Zero) });
        await RefusedAsync(AttestationErrors.SignatureInvalid, Network.Worker, request with { Evidence = Flip(request.Evidence, 48 + 584 + 4) });
        Assert.Equal(calls, intel.Vendor.Service.Calls.Count);

        var session = await Network.Client.OpenSessionAsync(Network.Worker.Address, request);
        Assert.Equal(EvidenceFacts.Tdx, session.Evidence.Kind);
        Assert.Equal(calls + 4, intel.Vendor.Service.Calls.Count);

        // The nonce is used up by then.
        var access = new Client.WorkerSessionClient(
            Network.Client, NetworkFixture.ChainId, Network.Worker.Address, session.Id, key, session.Until, Network.Clock);
        await access.CloseAsync(CancellationToken.None);
        intel.ForgetCollateral();
        await RefusedAsync(WorkerErrors.ChallengeUnknown.Value, Network.Worker, request);
        Assert.Equal(calls + 4, intel.Vendor.Service.Calls.Count);
    }

    [Fact]
    public async Task Owner_OfData_TrustsASessionAsItsOwnPolicyDemands()
    {
        intel.PublishNext(published => published with { Status = TcbStatus.OutOfDate });
        using var worker = await intel.OpenAsync();
        var view = await Network.Client.GetSessionAsync(worker.Account.Address, worker.Session.Id);
        await worker.Api.CloseAsync(CancellationToken.None);
        intel.PublishNext(published => published with { Status = TcbStatus.UpToDate });

        var lenient = new SessionTrust([intel.Intel.Root], intel.PolicyFor(TcbStatus.UpToDate, TcbStatus.OutOfDate));
        Assert.True(lenient.TryJudge(view, out var key, out var refusal), refusal);
        Assert.Equal(worker.EncryptionKey.PublicKey, key);

        Refuses(new SessionTrust([intel.Intel.Root], intel.PolicyFor(TcbStatus.UpToDate)), view, AttestationErrors.TcbStatusRefused);
        Refuses(new SessionTrust(TrustedRoot.Intel, intel.PolicyFor(TcbStatus.OutOfDate)), view, AttestationErrors.RootUntrusted);
        Refuses(lenient, view with { Collateral = null }, AttestationErrors.CollateralRequired);
        Refuses(lenient, view with { Evidence = Flip(view.Evidence, 48 + 584 + 4) }, AttestationErrors.SignatureInvalid);
    }

    private static ReadOnlyMemory<byte> Flip(ReadOnlyMemory<byte> bytes, int offset)
    {
        var changed = bytes.ToArray();
        changed[offset] ^= 1;
        return changed;
    }

    private static void Refuses(SessionTrust trust, WorkerSessionView view, string code)
    {
        Assert.False(trust.TryJudge(view, out _, out var refusal));
        Assert.Contains(code, refusal, StringComparison.Ordinal);
    }

    private static void Refuses(ReceiptVerifier verifier, Receipt receipt)
    {
        var verification = verifier.Verify(receipt);
        Assert.False(verification.IsValid);
        Assert.Contains(
            verification.Checks, check => check.Outcome == CheckOutcome.Failed && check.Name.StartsWith("evidence", StringComparison.Ordinal));
    }

    private async Task RefusedAsync(string code, Secp256k1PrivateKey account, OpenSessionRequest request)
    {
        var refusal = await Assert.ThrowsAsync<Client.LazAIException>(() => Network.Client.OpenSessionAsync(account.Address, request));
        Assert.Equal(code, refusal.Code.Value);
    }
}
