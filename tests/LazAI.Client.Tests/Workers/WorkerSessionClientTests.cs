using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Testing.Http;

namespace LazAI.Client.Tests.Workers;

public sealed class WorkerSessionClientTests
{
    private static readonly SessionId s_session = new(Keccak256.Hash("session"u8));

    [Fact]
    public async Task Call_Token_IsSignedByTheSessionsKeyAndRenewedBeforeItEnds()
    {
        using var account = new TestAccount();
        await using var service = await FakeService.StartAsync((context, _) => FakeService.JsonAsync(context, """{"items":[]}"""));
        var session = CreateSession(account, service);

        await session.TakeWorkAsync(10, TimeSpan.FromSeconds(2), default);
        await session.TakeWorkAsync(10, TimeSpan.FromSeconds(2), default);
        account.Time.Advance(TimeSpan.FromMinutes(4));
        await session.TakeWorkAsync(10, TimeSpan.FromSeconds(2), default);

        var tokens = service.Calls.Select(call => call.Authorization!).ToArray();
        Assert.Equal(tokens[0], tokens[1]);
        Assert.NotEqual(tokens[1], tokens[2]);
        Assert.Equal(new Slot(250), UntilOf(tokens[0], account));
        Assert.Equal(new Slot(370), UntilOf(tokens[2], account));
        Assert.Equal($"/v1/workers/{account.Key.Address}/work?max=10&waitSeconds=2", service.Calls[0].Path);
    }

    [Fact]
    public async Task Call_Failure_IsNotRepeatedHere()
    {
        using var account = new TestAccount();
        await using var service = await FakeService.StartAsync((context, _) => FakeService.ProblemAsync(context, 503, "service/unavailable"));
        var session = CreateSession(account, service);

        await Assert.ThrowsAsync<LazAIException>(() => session.DeclineAsync(new DeclineRequest(default, "busy"), default));
        await Assert.ThrowsAsync<LazAIException>(() => session.CloseAsync(default));

        Assert.Equal(
            [("POST", $"/v1/workers/{account.Key.Address}/declines"), ("DELETE", $"/v1/workers/{account.Key.Address}/sessions/{s_session}")],
            service.Calls.Select(call => (call.Method, call.Path)));
    }

    [Fact]
    public async Task Results_Request_IsSentInTheFormThatTheServiceReadsStrictly()
    {
        using var account = new TestAccount();
        await using var service = await FakeService.StartAsync((context, _) => FakeService.JsonAsync(
            context, $$"""{"outcomes":[{"taskId":"{{default(TaskId)}}","accepted":false,"code":"task/lease-lapsed","detail":"Late."}]}"""));
        var session = CreateSession(account, service);
        var request = new SubmitResultsRequest(s_session, account.Key.Sign(Bytes32.Zero), []);

        var answer = await session.SubmitResultsAsync(request, default);

        Assert.Equal(new ErrorCode("task/lease-lapsed"), Assert.Single(answer.Outcomes).Code);
        Assert.Equal(request.Signature, CanonicalJson.Deserialize<SubmitResultsRequest>(service.Calls[0].Body).Signature);
    }

    private static WorkerSessionClient CreateSession(TestAccount account, FakeService service) => new(
        new LazAIClient(service.Http), TestAccount.ChainId, account.Key.Address, s_session, account.Key, new Slot(1_000), account.Clock);

    private static Slot UntilOf(string token, TestAccount account)
    {
        Assert.StartsWith(SessionAccess.Scheme + " ", token, StringComparison.Ordinal);
        var parts = token[(SessionAccess.Scheme.Length + 1)..].Split('.');
        Assert.Equal(s_session.ToString(), parts[0]);
        var access = new SessionAccess(s_session, new Slot(long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.True(RecoverableSignature.TryParse(parts[2], out var signature));
        Assert.True(signature.TryRecoverAddress(new Eip712Domain(TestAccount.ChainId).Digest(access.StructHash()), out var signer));
        Assert.Equal(account.Key.Address, signer);
        return access.Until;
    }
}
