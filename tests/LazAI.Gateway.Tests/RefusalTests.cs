using System.Collections.Frozen;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using LazAI.Attestation;
using LazAI.Attestation.Development;
using LazAI.Client;
using LazAI.Cryptography;
using LazAI.Gateway.Problems;
using LazAI.Protocol;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;
using LazAI.Protocol.Workers;

namespace LazAI.Gateway.Tests;

/// <summary>Whatever is wrong with a request is refused through HTTP under its own code, and leaves everything as it was.</summary>
[Collection(nameof(NetworkFixture))]
public sealed class RefusalTests(NetworkFixture network)
{
    private static readonly FrozenSet<string> s_madeByRequests = FrozenSet.Create(
        "account.authorized", "model.registered", "task.submitted", "ledger.posted", "ledger.reserved", "worker.challenge-issued",
        "worker.session-opened", "worker.session-closed", "worker.results-accepted");

    [Fact]
    public async Task Submission_ForgedSignature_IsRefused() =>
        await SubmissionIsRefusedAsync(SignatureErrors.WrongSigner, 401, json => json["signature"] = network.Worker.Sign(Bytes32.Zero).ToString());

    [Fact]
    public async Task Submission_InAnothersName_IsRefused() =>
        await SubmissionIsRefusedAsync(SignatureErrors.WrongSigner, 401, json => json["submitter"] = network.Worker.Address.ToString());

    [Fact]
    public async Task Submission_ForAnotherChain_IsRefused() =>
        await SubmissionIsRefusedAsync(SignatureErrors.WrongChain, 400, json => json["chainId"] = 1);

    [Fact]
    public async Task Submission_ChangedAfterSigning_IsRefused() => await SubmissionIsRefusedAsync(
        SignatureErrors.WrongSigner, 401, json => json["tasks"]![0]!["data"] = Convert.ToBase64String(new byte[16]));

    [Fact]
    public async Task Submission_MalformedJson_IsRefused() =>
        await IsRefusedAsync(GatewayErrors.MalformedJson, 400, () => PostAsync("/v1/tasks", "{\"chainId\":"));

    [Fact]
    public async Task Submission_UnknownMember_IsRefused() =>
        await SubmissionIsRefusedAsync(GatewayErrors.UnknownMember, 400, json => json["tasks"]![0]!["priority"] = 1);

    [Fact]
    public async Task Submission_DuplicateMember_IsRefused() => await IsRefusedAsync(
        GatewayErrors.InvalidValue, 400,
        () => PostAsync("/v1/tasks", CanonicalText(network.Submission()).Replace("{\"chainId\":31337", "{\"chainId\":31337,\"chainId\":31337", StringComparison.Ordinal)));

    [Theory]
    [InlineData("-1")]
    [InlineData("340282366920938463463374607431768211456")]
    [InlineData("1.5")]
    [InlineData("01")]
    [InlineData("")]
    public async Task Submission_NegativeOrOverflowingAmount_IsRefused(string amount) =>
        await SubmissionIsRefusedAsync(GatewayErrors.InvalidAmount, 400, json => json["tasks"]![0]!["feeMaximum"] = amount);

    [Fact]
    public async Task Submission_AmountAsNumber_IsRefused() =>
        await SubmissionIsRefusedAsync(GatewayErrors.InvalidAmount, 400, json => json["tasks"]![0]!["feeMaximum"] = 1_000);

    [Fact]
    public async Task Submission_NonceBeyondExactIntegers_IsRefused() =>
        await SubmissionIsRefusedAsync(GatewayErrors.InvalidValue, 400, json => json["nonce"] = 9_007_199_254_740_992);

    [Fact]
    public async Task Submission_OversizedInlineInput_IsRefused()
    {
        var builder = new TaskSubmissionBuilder(network.SignedBy(network.Submitter));
        builder.Add(network.Model.ComputeModelId(), new byte[64 * 1024 + 1], network.Model.Price);
        await IsRefusedAsync(ComputeTaskErrors.InputTooLarge, 413, () => PostAsync("/v1/tasks", CanonicalText(builder.Build())));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":1,\"\\u0061\":2}")]
    [InlineData("{\"a\":[{\"b\":{\"c\":1,\"c\":1}}]}")]
    public async Task Submission_ParametersThatAreNotOneUnambiguousObject_IsRefused(string parameters)
    {
        var builder = new TaskSubmissionBuilder(network.SignedBy(network.Submitter));
        builder.Add(network.Model.ComputeModelId(), new byte[network.Model.InputBytes], network.Model.Price, parameters);
        await IsRefusedAsync(ComputeTaskErrors.ParametersInvalid, 422, () => PostAsync("/v1/tasks", CanonicalText(builder.Build())));
    }

    [Fact]
    public async Task Submission_OversizedBody_IsRefused() =>
        await IsRefusedAsync(GatewayErrors.BodyTooLarge, 413, () => PostAsync("/v1/tasks", new string(' ', 16 * 1024 * 1024 + 1)));

    [Fact]
    public async Task Submission_MoreThanAThousandTasks_IsRefused() => await IsRefusedAsync(
        SubmissionErrors.Size, 400, () => PostAsync("/v1/tasks", CanonicalText(network.Submission(1_001))));

    [Fact]
    public async Task Submission_TaskTwice_IsRefused()
    {
        var once = network.Submission();
        await IsRefusedAsync(SubmissionErrors.Duplicate, 409, () => PostAsync("/v1/tasks", CanonicalText(Signed(once with { Tasks = [once.Tasks[0], once.Tasks[0]] }))));
    }

    [Fact]
    public async Task Submission_UnknownModel_IsRefused()
    {
        var builder = new TaskSubmissionBuilder(network.SignedBy(network.Submitter));
        builder.Add(new ModelId(Bytes32.Zero), new byte[16], network.Model.Price);
        await IsRefusedAsync(ModelErrors.NotFound, 404, () => PostAsync("/v1/tasks", CanonicalText(builder.Build())));
    }

    [Fact]
    public async Task Submission_WithoutFunds_IsRefused() => await IsRefusedAsync(
        LedgerErrors.InsufficientFunds, 402, () => PostAsync("/v1/tasks", CanonicalText(network.Submission(1, network.Pauper))));

    [Fact]
    public async Task Submission_AfterItsDeadline_IsRefused()
    {
        var now = (await network.Client.GetStatusAsync()).Slot;
        await IsRefusedAsync(
            AccountErrors.CommandExpired, 422, () => PostAsync("/v1/tasks", CanonicalText(Signed(network.Submission() with { DeadlineSlot = now }))));
    }

    [Fact]
    public async Task Submission_WithoutIdempotencyKey_IsRefused() => await IsRefusedAsync(
        GatewayErrors.IdempotencyKeyMissing, 400, () => PostAsync("/v1/tasks", CanonicalText(network.Submission()), idempotencyKey: null));

    [Fact]
    public async Task Submission_Replayed_IsRefusedButARetryGetsTheFirstAnswer()
    {
        var submission = network.Submission(3);
        var body = CanonicalText(submission);
        var first = await PostAsync("/v1/tasks", body, "first-key");
        Assert.Equal(202, (int)first.StatusCode);
        var answer = await first.Content.ReadAsStringAsync();

        var retry = await PostAsync("/v1/tasks", body, "first-key");
        Assert.Equal(202, (int)retry.StatusCode);
        Assert.Equal(answer, await retry.Content.ReadAsStringAsync());

        await IsRefusedAsync(AccountErrors.NonceReplayed, 409, () => PostAsync("/v1/tasks", body, "second-key"));
        await IsRefusedAsync(
            AccountErrors.IdempotencyKeyReused, 409, () => PostAsync("/v1/tasks", CanonicalText(network.Submission()), "first-key"));
    }

    [Fact]
    public async Task Submission_RetriedAfterItsTasksDeadline_GetsTheFirstAnswerAndReservesNothing()
    {
        var submission = network.Submission(2);
        submission = Signed(submission with
        {
            Tasks = [.. submission.Tasks.Select(task => task with { DeadlineSlot = network.Clock.Now + 15 })],
        });
        var body = CanonicalText(submission);
        var last = submission.Tasks[1].ToRequest(submission.Submitter).ComputeTaskId();
        var balance = await BalanceAsync();
        var first = await PostAsync("/v1/tasks", body, "late-key");
        Assert.Equal(202, (int)first.StatusCode);
        var answer = await first.Content.ReadFromJsonAsync<JsonObject>();
        while ((await network.Client.GetTaskAsync(last)).Status != ComputeTaskStatus.Expired
            || await BalanceAsync() != balance)
        {
            await Task.Delay(50);
        }

        var retry = await PostAsync("/v1/tasks", body, "late-key");
        Assert.Equal(202, (int)retry.StatusCode);
        Assert.Equal(answer!.ToJsonString(), (await retry.Content.ReadFromJsonAsync<JsonObject>())!.ToJsonString());
        Assert.Equal(balance, await BalanceAsync());
    }

    [Fact]
    public async Task Submission_SameTaskUnderANewCommand_AnswersWithTheSameTaskAndChargesOnce()
    {
        var once = network.Submission();
        await network.Client.SubmitTasksAsync(once);
        var before = await BalanceAsync();
        var again = Signed(once with { Nonce = once.Nonce ^ 1 });
        var accepted = await network.Client.SubmitTasksAsync(again);
        Assert.Equal(once.Tasks[0].ToRequest(once.Submitter).ComputeTaskId(), accepted.TaskIds.Single());
        Assert.Equal(before, await BalanceAsync());
    }

    [Fact]
    public async Task Session_TamperedQuoteByte_IsRefused() => await SessionIsRefusedAsync(
        AttestationErrors.SignatureInvalid,
        spoil: evidence =>
        {
            evidence[48 + 136] ^= 1;
            return evidence;
        });

    [Fact]
    public async Task Session_TruncatedQuote_IsRefused() =>
        await SessionIsRefusedAsync(AttestationErrors.QuoteMalformed, spoil: evidence => evidence[..^1]);

    [Fact]
    public async Task Session_UnknownMeasurement_IsRefused() => await SessionIsRefusedAsync(
        AttestationErrors.MeasurementUnknown, domain: new DevelopmentTrustDomain { MrTd = new(new byte[48]) });

    [Fact]
    public async Task Session_DebugEnclave_IsRefused() => await SessionIsRefusedAsync(
        AttestationErrors.DebugEnclave, domain: network.TrustDomain with { Attributes = new TdAttributes(TdAttributes.SeptVeDisableBit | 1) });

    [Fact]
    public async Task Session_ForeignDevelopmentRoot_IsRefused()
    {
        using var foreign = DevelopmentRoot.Create(NetworkFixture.Random, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1));
        await SessionIsRefusedAsync(AttestationErrors.RootUntrusted, root: foreign);
    }

    [Fact]
    public async Task Session_ExpiredEvidence_IsRefused() => await SessionIsRefusedAsync(
        AttestationErrors.EvidenceExpired, timestamp: (ulong)DateTimeOffset.UtcNow.AddMinutes(-6).ToUnixTimeSeconds());

    [Fact]
    public async Task Session_EvidenceOfAnotherWorker_IsRefused()
    {
        using var key = Secp256k1PrivateKey.Generate(NetworkFixture.Random);
        var others = await TestWorker.RegistrationAsync(network, network.OtherWorker, key);
        var path = $"/v1/workers/{network.Worker.Address}/sessions";
        await IsRefusedAsync(SignatureErrors.WrongSigner, 401, () => PostAsync(path, CanonicalText(others)));

        // Whoever signs for it has not made it its own.
        var signed = await TestWorker.RegistrationAsync(network, network.Worker, key, spoil: _ => others.Evidence.ToArray());
        await IsRefusedAsync(new ErrorCode(AttestationErrors.ReportDataMismatch), 422, () => PostAsync(path, CanonicalText(signed)));
    }

    [Fact]
    public async Task Session_ChallengeUsedTwice_IsRefused()
    {
        using var key = Secp256k1PrivateKey.Generate(NetworkFixture.Random);
        using var worker = await TestWorker.OpenAsync(network, network.OtherWorker);
        var registration = await TestWorker.RegistrationAsync(network, network.OtherWorker, key);

        // Another key under the challenge that has opened a session: evidence and signature hold, the nonce is spent.
        await network.Client.OpenSessionAsync(network.OtherWorker.Address, registration);
        await worker.Api.CloseAsync(CancellationToken.None);
        var session = new WorkerSessionClient(
            network.Client, NetworkFixture.ChainId, network.OtherWorker.Address, SessionOf(registration), key, worker.Session.Until, network.Clock);
        await session.CloseAsync(CancellationToken.None);
        await IsRefusedAsync(
            WorkerErrors.ChallengeUnknown, 422, () => PostAsync($"/v1/workers/{network.OtherWorker.Address}/sessions", CanonicalText(registration)));
    }

    [Fact]
    public async Task Session_WithoutStake_IsRefused() => await IsRefusedAsync(
        WorkerErrors.StakeTooLow,
        403,
        () => PostAsync($"/v1/workers/{network.Pauper.Address}/challenges", CanonicalText(network.SignedBy(network.Pauper).IssueChallenge())));

    /// <summary>A worker may have few challenges open. Whoever could ask in its name could keep it from opening sessions until it is
    /// slashed for being down.</summary>
    [Fact]
    public async Task Challenge_AskedForByAnother_IsRefusedAndUsesNothingUp()
    {
        var path = $"/v1/workers/{network.OtherWorker.Address}/challenges";
        for (var i = 0; i <= ProtocolRules.Local.ChallengesPerWorkerMaximum; i++)
        {
            await IsRefusedAsync(
                SignatureErrors.WrongSigner, 401, () => PostAsync(path, CanonicalText(network.SignedBy(network.Submitter).IssueChallenge())));
        }

        var order = network.SignedBy(network.OtherWorker).IssueChallenge();
        await IsRefusedAsync(SignatureErrors.WrongChain, 400, () => PostAsync(path, CanonicalText(order with { ChainId = 1 })));
        await IsRefusedAsync(SignatureErrors.WrongSigner, 401, () => PostAsync(path, CanonicalText(order with { Nonce = order.Nonce ^ 1 })));
        await IsRefusedAsync(AccountErrors.CommandExpired, 422, () => PostAsync(path, CanonicalText(ChallengeOrder(network.Clock.Now))));
        await IsRefusedAsync(AccountErrors.DeadlineTooFar, 422, () => PostAsync(path, CanonicalText(ChallengeOrder(network.Clock.Now + 1_000_000))));
        using var worker = await TestWorker.OpenAsync(network, network.OtherWorker);
        await worker.Api.CloseAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Results_EveryFault_IsRefusedUnderItsOwnCode()
    {
        using var worker = await TestWorker.OpenAsync(network, network.Worker);
        await network.Client.SubmitTasksAsync(network.Submission(6));
        var work = await worker.TakeAsync(6);
        var path = $"/v1/workers/{network.Worker.Address}/results";

        // Batch as a whole: signature of another key, another session's name, no access at all.
        using var stranger = Secp256k1PrivateKey.Generate(NetworkFixture.Random);
        var good = worker.Echo(work[0]);
        await RefusedAsync(WorkerErrors.SignatureInvalid, worker.Api.SubmitResultsAsync(worker.Sign([good], stranger), default));
        await RefusedAsync(
            ComputeTaskErrors.WrongSession,
            worker.Api.SubmitResultsAsync(worker.Sign([good]) with { Session = new SessionId(Bytes32.Zero) }, default));
        await IsRefusedAsync(GatewayErrors.SessionAccessMissing, 401, () => PostAsync(path, CanonicalText(worker.Sign([good]))));

        // Single results inside a well-signed batch.
        var foreignTask = good with { Result = good.Result with { TaskId = new TaskId(Keccak256.Hash("no task"u8)) } };
        Assert.Equal(ComputeTaskErrors.NotFound, await OutcomeAsync(worker, foreignTask));
        worker.NextSequence = 10;
        var accepted = worker.Echo(work[1]);
        Assert.Null(await OutcomeAsync(worker, accepted));
        await RefusedAsync(
            WorkerErrors.SequenceReplayed,
            worker.Api.SubmitResultsAsync(worker.Sign([worker.Echo(work[2]) with { Result = worker.Echo(work[2]).Result with { Sequence = 10 } }]), default));

        // A signed but wrong result: the attempt is used up and the task waits again, for another attempt.
        worker.NextSequence = 20;
        var otherModel = worker.Echo(work[3]) is var echo ? echo with { Result = echo.Result with { Objective = Bytes32.Zero } } : null;
        Assert.Equal(ComputeTaskErrors.ObjectiveMismatch, await OutcomeAsync(worker, otherModel!));
        var history = (await network.Client.GetTaskAsync(work[3].TaskId)).History;
        Assert.Equal(ComputeTaskStatus.Submitted, history[3].Status);

        // What answers one task handed in for another: the objective names the task that it answers.
        var answer = worker.Echo(work[5]);
        Assert.Equal(
            ComputeTaskErrors.ObjectiveMismatch,
            await OutcomeAsync(worker, answer with { Result = answer.Result with { TaskId = work[2].TaskId } }));

        // A result of another worker's session for a task that this worker holds.
        using var other = await TestWorker.OpenAsync(network, network.OtherWorker);
        Assert.Equal(ComputeTaskErrors.WrongWorker, await OutcomeAsync(other, other.Echo(work[4])));
        Assert.Equal(ComputeTaskStatus.Assigned, (await network.Client.GetTaskAsync(work[4].TaskId)).Status);
        await other.Api.CloseAsync(default);
        await worker.Api.CloseAsync(default);
    }

    [Fact]
    public async Task Weights_UnderAnotherHash_AreRefused() => await IsRefusedAsync(
        ModelErrors.WeightsMismatch, 422,
        async () =>
        {
            using var content = new ByteArrayContent([1, 2, 3]);
            content.Headers.ContentType = new("application/octet-stream");
            return await network.Http.PutAsync($"/v1/weights/{Bytes32.Zero}", content);
        });

    [Theory]
    [InlineData("/v1/tasks/0x12", "request/invalid-parameter", 400)]
    [InlineData("/v1/tasks/0x0000000000000000000000000000000000000000000000000000000000000000", "task/not-found", 404)]
    [InlineData("/v1/tasks?status=Lost", "request/invalid-parameter", 400)]
    [InlineData("/v1/tasks?limit=0", "request/invalid-parameter", 400)]
    [InlineData("/v1/tasks?status=", "request/invalid-parameter", 400)]
    [InlineData("/v1/tasks?status=Final&status=Settled", "request/invalid-parameter", 400)]
    [InlineData("/v1/tasks?submitter=0x12", "request/invalid-parameter", 400)]
    [InlineData("/v1/tasks?worker=treasury", "request/invalid-parameter", 400)]
    [InlineData("/v1/tasks?model=echo", "request/invalid-parameter", 400)]
    [InlineData("/v1/tasks?mode=Optimistic", "request/invalid-parameter", 400)]
    [InlineData("/v1/tasks?mode=2", "request/invalid-parameter", 400)]
    [InlineData("/v1/tasks?fromSlot=-1", "request/invalid-parameter", 400)]
    [InlineData("/v1/tasks?untilSlot=9007199254740992", "request/invalid-parameter", 400)]
    [InlineData("/v1/tasks?fromSlot=9&untilSlot=8", "request/invalid-parameter", 400)]
    [InlineData("/v1/tasks?cursor=nonsense", "request/invalid-cursor", 400)]
    [InlineData("/v1/ledger/accounts/user:0x12", "request/invalid-parameter", 400)]
    [InlineData("/v1/ledger/accounts/treasury?position=-1", "request/invalid-parameter", 400)]
    [InlineData("/v1/ledger/accounts/treasury?position=9007199254740991", "request/not-found", 404)]
    [InlineData("/v1/ledger/accounts/everyone/entries", "request/invalid-parameter", 400)]
    [InlineData("/v1/ledger/accounts/treasury/entries?cursor=nonsense", "request/invalid-cursor", 400)]
    [InlineData("/v1/ledger/accounts/treasury/entries?limit=1001", "request/invalid-parameter", 400)]
    [InlineData("/v1/ledger/events/first", "request/invalid-parameter", 400)]
    [InlineData("/v1/ledger/events/0", "request/not-found", 404)]
    [InlineData("/v1/ledger/events/9007199254740991", "request/not-found", 404)]
    [InlineData("/v1/challenges?status=open", "request/invalid-parameter", 400)]
    [InlineData("/v1/challenges?challenger=0x12", "request/invalid-parameter", 400)]
    [InlineData("/v1/challenges?cursor=nonsense", "request/invalid-cursor", 400)]
    [InlineData("/v1/offences?worker=nobody", "request/invalid-parameter", 400)]
    [InlineData("/v1/offences?cursor=nonsense", "request/invalid-cursor", 400)]
    [InlineData("/v1/offences/0x12", "request/invalid-parameter", 400)]
    [InlineData("/v1/offences/0x0000000000000000000000000000000000000000000000000000000000000000", "request/not-found", 404)]
    [InlineData("/v1/tasks/0x0000000000000000000000000000000000000000000000000000000000000000/settlement", "task/not-found", 404)]
    [InlineData("/v1/tasks/0x12/settlement", "request/invalid-parameter", 400)]
    [InlineData("/v1/nothing", "request/not-found", 404)]
    public async Task Get_WhatDoesNotFit_IsRefused(string path, string code, int status) =>
        await IsRefusedAsync(new ErrorCode(code), status, () => network.Http.GetAsync(path));

    [Fact]
    public async Task Headers_TooLarge_AreRefused() =>
        await IsRefusedAsync(GatewayErrors.HeadersTooLarge, 431, () => GetWithHeadersAsync(("X-Padding", new string('x', 16 * 1024))));

    [Fact]
    public async Task Headers_TooMany_AreRefused() => await IsRefusedAsync(
        GatewayErrors.HeadersTooLarge, 431, () => GetWithHeadersAsync([.. Enumerable.Range(0, 65).Select(i => ($"X-{i}", "1"))]));

    [Fact]
    public async Task Headers_FarTooLarge_AreCutOffByTheServer()
    {
        using var response = await GetWithHeadersAsync(("X-Padding", new string('x', 64 * 1024)));
        Assert.Equal(431, (int)response.StatusCode);
    }

    private static async Task<ErrorCode?> OutcomeAsync(TestWorker worker, SubmittedResult result) =>
        (await worker.Api.SubmitResultsAsync(worker.Sign([result]), default)).Outcomes.Single().Code;

    private static async Task RefusedAsync<T>(ErrorCode code, Task<T> call) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<LazAIException>(() => call)).Code);

    private static string CanonicalText<T>(T value) => Encoding.UTF8.GetString(CanonicalJson.Serialize(value));

    private static SessionId SessionOf(OpenSessionRequest registration)
    {
        Assert.True(DcapQuote.TryParse(registration.Evidence, out var quote, out _));
        return new SessionId(new Bytes32(quote.ReportData.AsSpan()[..32]));
    }

    private SubmitTasksRequest Signed(SubmitTasksRequest request)
    {
        Bytes32[] hashes = [.. request.Tasks.Select(task => task.ToRequest(request.Submitter).StructHash())];
        var command = new TaskSubmission(
            request.Submitter, StructHashTree.Root(hashes), (uint)hashes.Length, request.Nonce, request.DeadlineSlot);
        return request with { Signature = network.Submitter.Sign(network.Domain.Digest(command.StructHash())) };
    }

    /// <summary>The other worker's order of a challenge, good until <paramref name="deadline"/>.</summary>
    private IssueChallengeRequest ChallengeOrder(Slot deadline)
    {
        var order = new SessionChallengeOrder(network.OtherWorker.Address, 7, deadline);
        return new IssueChallengeRequest(
            NetworkFixture.ChainId, order.Nonce, order.DeadlineSlot, network.OtherWorker.Sign(network.Domain.Digest(order.StructHash())));
    }

    private async Task<Amount> BalanceAsync() =>
        (await network.Client.GetBalanceAsync(LedgerAccount.User(network.Submitter.Address))).Balance;

    private async Task SubmissionIsRefusedAsync(ErrorCode code, int status, Action<JsonNode> spoil)
    {
        var json = JsonNode.Parse(CanonicalText(network.Submission()))!;
        spoil(json);
        await IsRefusedAsync(code, status, () => PostAsync("/v1/tasks", json.ToJsonString()));
    }

    private async Task SessionIsRefusedAsync(
        string code, DevelopmentTrustDomain? domain = null, DevelopmentRoot? root = null, ulong? timestamp = null, Func<byte[], byte[]>? spoil = null)
    {
        using var key = Secp256k1PrivateKey.Generate(NetworkFixture.Random);
        var registration = await TestWorker.RegistrationAsync(network, network.Worker, key, domain, root, timestamp, spoil);
        var before = (await network.Client.GetWorkerAsync(network.Worker.Address)).Sessions.Length;
        await IsRefusedAsync(
            new ErrorCode(code), 422, () => PostAsync($"/v1/workers/{network.Worker.Address}/sessions", CanonicalText(registration)));
        Assert.Equal(before, (await network.Client.GetWorkerAsync(network.Worker.Address)).Sessions.Length);
    }

    private async Task<HttpResponseMessage> GetWithHeadersAsync(params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/status");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await network.Http.SendAsync(request);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body, string? idempotencyKey = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey.Length > 0 ? idempotencyKey : Guid.NewGuid().ToString("N"));
        }

        return await network.Http.SendAsync(request);
    }

    /// <summary>Refused with this code and status, as problem details, and nothing came of it: no command was let in, nothing was moved,
    /// reserved, registered, opened or taken in.</summary>
    private async Task IsRefusedAsync(ErrorCode code, int status, Func<Task<HttpResponseMessage>> send)
    {
        var before = (await BalanceAsync(), (await network.Client.GetLedgerAsync()).Supply);
        var head = await network.Log.GetHeadPositionAsync();
        using var response = await send();
        var problem = await response.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal(code.Value, (string?)problem!["code"]);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(ErrorCatalog.TypeOf(code), (string?)problem["type"]);
        Assert.NotEmpty((string?)problem["detail"] ?? "");
        Assert.Equal(before, (await BalanceAsync(), (await network.Client.GetLedgerAsync()).Supply));

        // The clock ticks, workers are seen and what earlier tests have begun ends: no request does these.
        var changes = await network.Log.ReadAllAsync(head, 4_096);
        Assert.DoesNotContain(changes, change => s_madeByRequests.Contains(change.Type));
    }
}

[CollectionDefinition(nameof(NetworkFixture))]
public sealed class NetworkCollection : ICollectionFixture<NetworkFixture>;
