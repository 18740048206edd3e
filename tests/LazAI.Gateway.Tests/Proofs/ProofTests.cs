using System.Collections.Immutable;
using System.Text;
using LazAI.Attestation;
using LazAI.Client;
using LazAI.Client.Receipts;
using LazAI.Cryptography;
using LazAI.Cryptography.Groth16;
using LazAI.Gateway.Problems;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Workers;

namespace LazAI.Gateway.Tests.Proofs;

/// <summary>Mode TEE_ZK over HTTP on a real database, with genuine proofs; and S1's submitTEEProof and submitZKProof.</summary>
public sealed class ProofTests(ProofNetwork proofs) : IClassFixture<ProofNetwork>
{
    [Fact]
    public async Task Result_WithItsProof_SettlesAndAnyoneCanVerifyIt()
    {
        using var worker = await proofs.OpenWorkerAsync();
        var task = await proofs.SubmitAsync();
        var work = (await worker.TakeAsync(1))[0];
        var outcome = await HandInAsync(worker, work, Result(worker, work, proofs.Prove(work.Input!.Value)));
        Assert.True(outcome.Accepted, outcome.Detail);
        await proofs.WaitAsync(task, ComputeTaskStatus.Settled);
        Assert.True((await proofs.Client.VerifyResultAsync(task)).Valid);

        var view = await proofs.Client.GetProofAsync(task);
        Assert.True(view.IsOfInsecureDevelopmentSetup);
        Assert.True(VerificationKey.TryParse(Encoding.UTF8.GetBytes(view.VerificationKey.GetRawText()), out var key, out _));
        Assert.True(Proof.TryParse(Encoding.UTF8.GetBytes(view.Proof.GetRawText()), out var proof, out _));
        Assert.True(PublicSignals.TryParse(Encoding.UTF8.GetBytes(view.PublicSignals.GetRawText()), out var signals, out _));
        Assert.True(key.Verify(in proof, signals, out _));

        var trust = new ReceiptTrust(
            [TrustedRoot.Development(proofs.Network.Root.Fingerprint)], NetworkIdentity.From(proofs.Network.Status),
            [proofs.Model.Description.ComputeHash()], DevelopmentSetups: [key.Hash]);
        var verification = new ReceiptVerifier(trust).Verify(await proofs.Client.GetReceiptAsync(task), new ReceiptFiles(proofs.Weights));
        Assert.All(verification.Checks, check => Assert.True(check.Outcome == CheckOutcome.Passed, $"{check.Name}: {check.Explanation}"));
        Assert.True(verification.IsRecomputed);
        await worker.Api.CloseAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SubmitTeeProof_ThenSubmitZkProof_VerifiesTheResult(bool withQuote)
    {
        using var worker = await proofs.OpenWorkerAsync();
        var task = await proofs.SubmitAsync();
        var work = (await worker.TakeAsync(1))[0];
        var proof = proofs.Prove(work.Input!.Value);
        var request = TeeProof(worker, Result(worker, work, proof));
        if (withQuote)
        {
            request = request with { AttestationReport = await ReadQuoteAsync(worker) };
        }

        var waiting = await proofs.Client.SubmitTeeProofAsync(request);
        Assert.Equal((false, ComputeTaskStatus.Executed), (waiting.Valid, waiting.Status));
        var again = await proofs.Client.SubmitTeeProofAsync(request);
        Assert.Equal(ComputeTaskStatus.Executed, again.Status);

        // What the session has not signed changes nothing, whoever brings it.
        var other = proofs.Prove(work.Input!.Value);
        Assert.Equal(ComputeTaskErrors.ProofMissing, await RefusalOf(proofs.Client.SubmitZkProofAsync(ZkProof(task, other))));
        Assert.Equal(ComputeTaskStatus.Executed, (await proofs.Client.GetTaskAsync(task)).Status);

        Assert.True((await proofs.Client.SubmitZkProofAsync(ZkProof(task, proof))).Valid);
        Assert.True((await proofs.Client.SubmitZkProofAsync(ZkProof(task, proof))).Valid);
        Assert.Equal(ComputeTaskErrors.ProofNotAwaited, await RefusalOf(proofs.Client.SubmitZkProofAsync(ZkProof(task, other))));
        await proofs.WaitAsync(task, ComputeTaskStatus.Settled);
        await worker.Api.CloseAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Result_WithAProofOfAnotherInput_ConvictsItsWorkerAndGoesToTheNext()
    {
        using var liar = await proofs.OpenWorkerAsync();
        var task = await proofs.SubmitAsync();
        var work = (await liar.TakeAsync(1))[0];
        var slashedBefore = await proofs.BalanceAsync(LedgerAccount.Slashed);
        var outcome = await HandInAsync(liar, work, Result(liar, work, proofs.Prove(new byte[] { 1, 2, 3, 4 })));
        Assert.Equal((false, ComputeTaskErrors.ProofInvalid), (outcome.Accepted, outcome.Code));

        using var honest = await proofs.OpenWorkerAsync();
        var retried = (await honest.TakeAsync(1))[0];
        Assert.Equal((task, 2), (retried.TaskId, retried.Attempt));
        Assert.True((await HandInAsync(honest, retried, Result(honest, retried, proofs.Prove(retried.Input!.Value)))).Accepted);
        await proofs.WaitAsync(task, ComputeTaskStatus.Settled);

        // Nobody has reported it, so all of the 20 % goes to the slashed account.
        await proofs.WaitForBalanceAsync(LedgerAccount.Stake(liar.Account.Address), Amount.FromTokens(120_000));
        await proofs.WaitForBalanceAsync(LedgerAccount.Slashed, slashedBefore + Amount.FromTokens(30_000));
        Assert.Equal(Amount.Zero, await proofs.BalanceAsync(LedgerAccount.User(liar.Account.Address)));
        Assert.Equal(ProofNetwork.Stake, await proofs.BalanceAsync(LedgerAccount.Stake(honest.Account.Address)));
        Assert.Equal(new Amount(700), await proofs.BalanceAsync(LedgerAccount.User(honest.Account.Address)));
        Assert.Equal(
            WorkerErrors.Jailed, (await Assert.ThrowsAsync<LazAIException>(() => TestWorker.OpenAsync(proofs.Network, liar.Account))).Code);
        Assert.True((await proofs.Client.GetLedgerAsync()).Balanced);
        await honest.Api.CloseAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Result_WithAFalseOutputUnderAGenuineProof_IsRejected()
    {
        using var liar = await proofs.OpenWorkerAsync();
        await proofs.SubmitAsync(liar, [9, 9, 9, 9]);
        var work = (await liar.TakeAsync(1))[0];
        var proof = proofs.Prove(new byte[] { 9, 9, 9, 9 }, discloseSalt: false);
        var lie = proofs.Run(new byte[] { 9, 9, 9, 9 }).AsSpan().IndexOf("\"class\":0"u8) >= 0 ? "{\"class\":1,\"logits\":[1,2]}"u8 : "{\"class\":0,\"logits\":[2,1]}"u8;
        var outcome = await HandInAsync(liar, work, liar.Result(work, proofs.Model, lie.ToArray(), proof: proof));
        Assert.Equal((false, ComputeTaskErrors.ProofInvalid), (outcome.Accepted, outcome.Code));
        await proofs.WaitForBalanceAsync(LedgerAccount.Stake(liar.Account.Address), Amount.FromTokens(120_000));
    }

    [Fact]
    public async Task Result_OfAConfidentialInput_IsVerifiedWhileTheSaltStaysInTheEnclave()
    {
        using var worker = await proofs.OpenWorkerAsync();
        var task = await proofs.SubmitAsync(worker, [5, 6, 7, 8]);
        var work = (await worker.TakeAsync(1))[0];
        var proof = proofs.Prove(new byte[] { 5, 6, 7, 8 }, discloseSalt: false);
        var result = worker.Result(work, proofs.Model, proofs.Run(new byte[] { 5, 6, 7, 8 }), proof: proof);
        Assert.True((await HandInAsync(worker, work, result)).Accepted);
        Assert.Equal(Bytes32.Zero, (await proofs.Client.GetProofAsync(task)).InputSalt);
        await worker.Api.CloseAsync(CancellationToken.None);
    }

    /// <summary>Whoever has seen a signed result resends it with other bytes beside it, once the worker's own call has died between the record of the
    /// batch and that of the task: nothing has happened, and the worker's own still counts.</summary>
    [Fact]
    public async Task SignedResult_ResentWithAnotherOutputOrProof_CostsItsWorkerNothing()
    {
        using var worker = await proofs.OpenWorkerAsync();
        var task = await proofs.SubmitAsync();
        var work = (await worker.TakeAsync(1))[0];
        var genuine = worker.Sign([Result(worker, work, proofs.Prove(work.Input!.Value))]);
        var result = genuine.Results[0];
        var recorded = await RecordBatchAsync(worker, genuine);

        var anotherOutput = result with { Output = "{\"class\":0,\"logits\":[9,1]}"u8.ToArray() };
        Assert.Equal(ComputeTaskErrors.OutputMismatch, await RefusalOf(proofs.Client.SubmitTeeProofAsync(TeeProof(worker, anotherOutput))));
        Assert.Equal(ComputeTaskErrors.OutputMismatch, await ResendAsync(anotherOutput));
        Assert.Equal(ComputeTaskErrors.ProofMissing, await ResendAsync(result with { Proof = proofs.Prove(work.Input!.Value) }));
        var untouched = await proofs.Client.GetTaskAsync(task);
        Assert.Equal((ComputeTaskStatus.Assigned, 1), (untouched.Status, untouched.Attempt));
        Assert.Empty((await proofs.Client.ListFailuresAsync(task)).Items);
        Assert.Equal(recorded, (await ReadAsync(worker)).Count);
        Assert.Empty((await worker.Api.BeatAsync(new([task]), CancellationToken.None)).Lost);

        // Without its proof it waits for it; the genuine batch still brings it.
        Assert.Equal(ComputeTaskStatus.Executed, (await proofs.Client.SubmitTeeProofAsync(TeeProof(worker, result))).Status);
        Assert.True((await worker.Api.SubmitResultsAsync(genuine, CancellationToken.None)).Outcomes[0].Accepted);
        Assert.True((await worker.Api.SubmitResultsAsync(genuine, CancellationToken.None)).Outcomes[0].Accepted);
        Assert.True((await proofs.Client.VerifyResultAsync(task)).Valid);
        await proofs.WaitAsync(task, ComputeTaskStatus.Settled);
        await worker.Api.CloseAsync(CancellationToken.None);

        Task<ErrorCode> ResendAsync(SubmittedResult altered) =>
            RefusalOf(worker.Api.SubmitResultsAsync(genuine with { Results = [altered] }, CancellationToken.None));
    }

    [Fact]
    public async Task SubmitTeeProof_BadArguments_AreRefusedByNameAndChangeNothing()
    {
        using var worker = await proofs.OpenWorkerAsync();
        var task = await proofs.SubmitAsync();
        var work = (await worker.TakeAsync(1))[0];
        var good = TeeProof(worker, Result(worker, work, proofs.Prove(work.Input!.Value)));
        var hash = Keccak256.Hash("another"u8);
        Assert.Equal(VerifierErrors.ArgumentsDiffer, await RefusalOf(proofs.Client.SubmitTeeProofAsync(good with { TaskId = new TaskId(hash) })));
        Assert.Equal(VerifierErrors.ArgumentsDiffer, await RefusalOf(proofs.Client.SubmitTeeProofAsync(good with { ResultHash = hash })));
        Assert.Equal(
            VerifierErrors.AttestationUnknown,
            await RefusalOf(proofs.Client.SubmitTeeProofAsync(good with { AttestationReport = hash.ToArray() })));
        Assert.Equal(
            VerifierErrors.AttestationUnknown,
            await RefusalOf(proofs.Client.SubmitTeeProofAsync(good with { AttestationReport = ReadOnlyMemory<byte>.Empty })));
        Assert.Equal(
            WorkerErrors.SignatureInvalid,
            await RefusalOf(proofs.Client.SubmitTeeProofAsync(good with { Result = good.Result with { ExecutedAt = 1 } })));
        Assert.Equal(
            ComputeTaskErrors.NotFound,
            await RefusalOf(proofs.Client.SubmitTeeProofAsync(good with { TaskId = new TaskId(hash), Result = good.Result with { TaskId = new TaskId(hash) } })));
        Assert.Equal(ComputeTaskErrors.NotFound, await RefusalOf(proofs.Client.SubmitZkProofAsync(ZkProof(new TaskId(hash), proofs.Prove(new byte[4])))));
        Assert.Equal(ComputeTaskErrors.ProofNotAwaited, await RefusalOf(proofs.Client.SubmitZkProofAsync(ZkProof(task, proofs.Prove(new byte[4])))));
        Assert.Equal(GatewayErrors.EvidenceNotFound, await RefusalOf(proofs.Client.GetProofAsync(task)));
        Assert.Equal(ComputeTaskErrors.NotFound, await RefusalOf(proofs.Client.GetProofAsync(new TaskId(hash))));
        Assert.Equal(ComputeTaskStatus.Assigned, (await proofs.Client.GetTaskAsync(task)).Status);

        Assert.Equal(ComputeTaskStatus.Executed, (await proofs.Client.SubmitTeeProofAsync(good)).Status);
        await worker.Api.CloseAsync(CancellationToken.None);
    }

    [Fact]
    public async Task RegisterModel_WithoutItsProvingKey_IsRefused()
    {
        var description = await proofs.DescribeAsync("keyless");
        var missing = description with { ZeroKnowledge = description.ZeroKnowledge! with { ProvingKeyHash = Keccak256.Hash("nothing"u8) } };
        Assert.Equal(ModelErrors.ProvingKeyMissing, await RefusalOf(proofs.RegisterAsync(missing)));
        var otherWeights = description with { ZeroKnowledge = description.ZeroKnowledge! with { WeightsCommitment = Keccak256.Hash("others"u8) } };
        Assert.Equal(ModelErrors.ProvingKeyMismatch, await RefusalOf(proofs.RegisterAsync(otherWeights)));
    }

    private static SubmitZkProofRequest ZkProof(TaskId task, ResultProof proof) => new(task, proof.Proof, proof.PublicSignals, proof.InputSalt);

    private static SubmitTeeProofRequest TeeProof(TestWorker worker, SubmittedResult result) => new(
        result.Result.TaskId,
        result.Result.ResultHash,
        worker.Sign([result]).Signature,
        worker.Session.Id.Value.ToArray(),
        result.Result,
        result.Output);

    private SubmittedResult Result(TestWorker worker, WorkItem work, ResultProof proof) =>
        worker.Result(work, proofs.Model, proofs.Run(work.Input!.Value), proof: proof);

    private static async Task<ResultOutcome> HandInAsync(TestWorker worker, WorkItem work, SubmittedResult result)
    {
        Assert.Equal(work.TaskId, result.Result.TaskId);
        return (await worker.Api.SubmitResultsAsync(worker.Sign([result]), CancellationToken.None)).Outcomes[0];
    }

    private async Task<ReadOnlyMemory<byte>> ReadQuoteAsync(TestWorker worker) =>
        (await ReadAsync(worker)).OfType<WorkerEvent.SessionOpened>().Single().Evidence;

    /// <summary>As far as a call comes that dies between the record of the batch and that of its task. Says how many events there are then.</summary>
    private async Task<int> RecordBatchAsync(TestWorker worker, SubmitResultsRequest batch)
    {
        var events = await ReadAsync(worker);
        ImmutableArray<Bytes32> hashes = [.. batch.Results.Select(result => result.Result.StructHash())];
        var (type, payload) = WorkerEvent.Codec.Encode(new WorkerEvent.ResultsAccepted(
            batch.Session,
            events.FindIndex(@event => @event is WorkerEvent.SessionOpened) + 1,
            batch.Results[0].Result.Sequence,
            StructHashTree.Root(hashes.AsSpan()),
            hashes,
            batch.Signature,
            proofs.Network.Clock.Now));
        Assert.IsType<Appended>(await proofs.Network.Log.AppendAsync(StreamOf(worker), events.Count, [new EventData(type, payload)]));
        return events.Count + 1;
    }

    private async Task<List<WorkerEvent>> ReadAsync(TestWorker worker)
    {
        var events = new List<WorkerEvent>();
        await foreach (var recorded in proofs.Network.Log.ReadStreamAsync(StreamOf(worker)))
        {
            events.Add(WorkerEvent.Codec.Read(recorded));
        }

        return events;
    }

    private static StreamName StreamOf(TestWorker worker) => new("worker", worker.Account.Address.ToString());

    private static async Task<ErrorCode> RefusalOf(Task call) => (await Assert.ThrowsAsync<LazAIException>(() => call)).Code;
}
