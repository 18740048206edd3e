using System.Text;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;
using LazAI.Testing;
using LazAI.Testing.Http;

namespace LazAI.Client.Tests.Http;

public sealed class LazAIClientTests
{
    private const string Balance = """{"account":"treasury","asset":"LCAI","balance":"5"}""";

    private static readonly LazAIClientOptions s_impatient = new() { RetryDelayBase = TimeSpan.FromMilliseconds(1) };

    [Fact]
    public async Task Call_ProblemDetails_BecomesAnExceptionWithItsMembers()
    {
        await using var service = await FakeService.StartAsync((context, _) => FakeService.ProblemAsync(context, 404, "task/not-found"));

        var failure = await Assert.ThrowsAsync<LazAIException>(() => new LazAIClient(service.Http).GetTaskAsync(default));

        Assert.Equal(ComputeTaskErrors.NotFound, failure.Code);
        Assert.Equal("Because.", failure.Detail);
        Assert.Equal(404, failure.Status);
        Assert.Equal("abc", failure.TraceId);
        Assert.False(failure.IsTransient);
        Assert.Single(service.Calls);
    }

    [Theory]
    [InlineData("text/html", "<h1>Bad</h1>")]
    [InlineData("application/problem+json", "not json")]
    [InlineData("application/problem+json", "[]")]
    [InlineData("application/json", "{\"message\":\"from a proxy\"}")]
    public async Task Call_FailureWithoutProblemDetails_KeepsTheStatus(string type, string body)
    {
        await using var service = await FakeService.StartAsync((context, _) => FakeService.JsonAsync(context, body, 403, type));

        var failure = await Assert.ThrowsAsync<LazAIException>(() => new LazAIClient(service.Http).GetLedgerAsync());

        Assert.Equal(new ErrorCode("http/403"), failure.Code);
        Assert.Equal(403, failure.Status);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Get_ServiceBusyTwice_IsRepeated(int status)
    {
        await using var service = await FakeService.StartAsync((context, call) => call < 3
            ? FakeService.ProblemAsync(context, status, "service/unavailable")
            : FakeService.JsonAsync(context, Balance));

        var balance = await new LazAIClient(service.Http, s_impatient).GetBalanceAsync(LedgerAccount.Treasury);

        Assert.Equal(new Amount(5), balance.Balance);
        Assert.Equal(3, service.Calls.Count);
        Assert.All(service.Calls, call => Assert.Equal("/v1/ledger/accounts/treasury", call.Path));
    }

    [Fact]
    public async Task Get_ServiceBusyForLong_FailsAfterTheLastTry()
    {
        await using var service = await FakeService.StartAsync((context, _) => FakeService.ProblemAsync(context, 503, "service/unavailable"));

        var failure = await Assert.ThrowsAsync<LazAIException>(
            () => new LazAIClient(service.Http, s_impatient with { AttemptsMaximum = 4 }).GetLedgerAsync());

        Assert.True(failure.IsTransient);
        Assert.Equal(4, service.Calls.Count);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(409)]
    [InlineData(500)]
    public async Task Get_RefusedOrFaulty_IsNotRepeated(int status)
    {
        await using var service = await FakeService.StartAsync((context, _) => FakeService.ProblemAsync(context, status, "service/internal"));

        await Assert.ThrowsAsync<LazAIException>(() => new LazAIClient(service.Http, s_impatient).GetLedgerAsync());

        Assert.Single(service.Calls);
    }

    [Fact]
    public async Task SignedPost_ConnectionCut_IsRepeatedWithTheSameKeyAndBytes()
    {
        using var account = new TestAccount();
        await using var service = await FakeService.StartAsync((context, call) =>
        {
            if (call < 3)
            {
                context.Abort();
                return Task.CompletedTask;
            }

            return FakeService.JsonAsync(
                context, $$"""{"transferId":"{{default(Bytes32)}}","payer":{{Balance}}}""");
        });

        await new LazAIClient(service.Http, s_impatient).TransferAsync(account.Requests.Transfer(LedgerAccount.Treasury, new Amount(1)));

        Assert.Equal(3, service.Calls.Count);
        Assert.All(service.Calls, call => Assert.Equal(service.Calls[0].Body, call.Body));
        Assert.All(service.Calls, call => Assert.Equal(service.Calls[0].IdempotencyKey, call.IdempotencyKey));
        Assert.Matches("^[0-9a-f]{64}$", service.Calls[0].IdempotencyKey);
    }

    [Fact]
    public async Task SignedPost_TwoCommands_HaveKeysOfTheirOwn()
    {
        using var account = new TestAccount();
        await using var service = await FakeService.StartAsync((context, _) => FakeService.JsonAsync(context, """{"taskIds":[]}"""));
        var client = new LazAIClient(service.Http);

        for (var i = 0; i < 2; i++)
        {
            await client.SubmitTasksAsync(new TaskSubmissionBuilder(account.Requests).Add(default, new byte[] { 1 }, new Amount(1)).Build());
        }

        Assert.NotEqual(service.Calls[0].IdempotencyKey, service.Calls[1].IdempotencyKey);
    }

    [Fact]
    public async Task Get_RetryAfter_IsWaitedForAndNoLess()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        await using var service = await FakeService.StartAsync((context, call) => call == 1
            ? FakeService.ProblemAsync(context, 429, "request/rate-limited", "30")
            : FakeService.JsonAsync(context, Balance));
        var options = new LazAIClientOptions { AttemptTimeout = TimeSpan.FromDays(1), RetryDelayBase = TimeSpan.FromMilliseconds(1) };

        var answer = new LazAIClient(service.Http, options, time).GetBalanceAsync(LedgerAccount.Treasury);
        await service.WhenCalledAsync(1);
        await time.WhenTimersAsync(due => due is { TotalSeconds: >= 30 and < 31 });
        time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Single(service.Calls);
        time.Advance(TimeSpan.FromSeconds(1));
        await answer;

        Assert.Equal(2, service.Calls.Count);
    }

    [Fact]
    public async Task Get_RetryAfterBeyondPatience_FailsAtOnce()
    {
        await using var service = await FakeService.StartAsync(
            (context, _) => FakeService.ProblemAsync(context, 503, "service/unavailable", "3600"));

        await Assert.ThrowsAsync<LazAIException>(() => new LazAIClient(service.Http, s_impatient).GetLedgerAsync());

        Assert.Single(service.Calls);
    }

    [Fact]
    public async Task Get_NoAnswer_TimesOutAndIsRepeated()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        await using var service = await FakeService.StartAsync((context, call) => call == 1
            ? Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default)
            : FakeService.JsonAsync(context, Balance));
        // A base of one millisecond leaves nothing to draw from: the second try comes at once.
        var options = new LazAIClientOptions { RetryDelayBase = TimeSpan.FromMilliseconds(1) };

        var answer = new LazAIClient(service.Http, options, time).GetBalanceAsync(LedgerAccount.Treasury);
        await service.WhenCalledAsync(1);
        time.Advance(options.AttemptTimeout);

        Assert.Equal(new Amount(5), (await answer).Balance);
        Assert.Equal(2, service.Calls.Count);
    }

    [Fact]
    public async Task Get_NobodyListens_IsUnreachable()
    {
        using var http = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:1/") };

        var failure = await Assert.ThrowsAsync<LazAIException>(
            () => new LazAIClient(http, s_impatient with { AttemptsMaximum = 2 }).GetStatusAsync());

        Assert.Equal(ClientErrors.Unreachable, failure.Code);
        Assert.Null(failure.Status);
        Assert.True(failure.IsTransient);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_AnswerTooLarge_IsRefused(bool announced)
    {
        await using var service = await FakeService.StartAsync(async (context, _) =>
        {
            context.Response.ContentLength = announced ? 20_000 : null;
            await context.Response.Body.WriteAsync(new byte[20_000]);
        });

        var client = new LazAIClient(service.Http);
        var failure = await Assert.ThrowsAsync<LazAIException>(() => client.GetWeightsAsync(default, 19_999));

        Assert.Equal(ClientErrors.ResponseTooLarge, failure.Code);
        Assert.Equal(20_000, (await client.GetWeightsAsync(default, 20_000)).Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"account\":\"treasury\"}")]
    public async Task Get_AnswerNotAsExpected_IsMalformed(string json)
    {
        await using var service = await FakeService.StartAsync((context, _) => FakeService.JsonAsync(context, json));

        var failure = await Assert.ThrowsAsync<LazAIException>(() => new LazAIClient(service.Http).GetBalanceAsync(LedgerAccount.Treasury));

        Assert.Equal(ClientErrors.ResponseMalformed, failure.Code);
    }

    [Fact]
    public async Task Get_AnswerOfANewerService_IsRead()
    {
        await using var service = await FakeService.StartAsync(
            (context, _) => FakeService.JsonAsync(context, Balance.Insert(1, "\"news\":{\"a\":[1]},")));

        Assert.Equal("LCAI", (await new LazAIClient(service.Http).GetBalanceAsync(LedgerAccount.Treasury)).Asset);
    }

    [Fact]
    public async Task ListTasks_Filter_IsSentAsTheServiceReadsIt()
    {
        await using var service = await FakeService.StartAsync((context, _) => FakeService.JsonAsync(context, """{"items":[]}"""));
        var filter = new TaskFilter(Status: ComputeTaskStatus.Verified, Mode: VerifyMode.TeeZk, FromSlot: new Slot(3), UntilSlot: new Slot(40));

        var page = await new LazAIClient(service.Http).ListTasksAsync(filter, "a/b c", 7);

        Assert.Empty(page.Items);
        Assert.Null(page.NextCursor);
        Assert.Equal("/v1/tasks?status=Verified&mode=TEE_ZK&fromSlot=3&untilSlot=40&cursor=a%2Fb%20c&limit=7", service.Calls[0].Path);
    }

    [Fact]
    public async Task Feed_Events_AreReadInOrderUntilTheEnd()
    {
        await using var service = await FakeService.StartAsync((context, _) => FakeService.JsonAsync(
            context, "event: totals\ndata: {\"a\":1}\n\n: nothing\n\nevent: tasks\ndata: [\ndata: 2]\n\n", type: "text/event-stream"));

        var events = new List<FeedEvent>();
        await foreach (var item in new LazAIClient(service.Http).ReadFeedAsync())
        {
            events.Add(item);
        }

        Assert.Equal([new FeedEvent("totals", "{\"a\":1}"), new FeedEvent("tasks", "[\n2]")], events);
    }

    [Fact]
    public async Task Feed_Refused_IsAnException()
    {
        await using var service = await FakeService.StartAsync((context, _) => FakeService.ProblemAsync(context, 503, "service/unavailable"));

        var reading = new LazAIClient(service.Http).ReadFeedAsync().GetAsyncEnumerator();

        Assert.Equal(503, (await Assert.ThrowsAsync<LazAIException>(() => reading.MoveNextAsync().AsTask())).Status);
    }

    [Fact]
    public async Task Call_Cancelled_EndsAtOnceAndIsNoFailureOfTheService()
    {
        using var cancellation = new CancellationTokenSource();
        await using var service = await FakeService.StartAsync(async (context, _) =>
        {
            await cancellation.CancelAsync();
            await FakeService.ProblemAsync(context, 503, "service/unavailable", "30");
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new LazAIClient(service.Http).GetStatusAsync(cancellation.Token));

        Assert.Single(service.Calls);
    }

    [Fact]
    public async Task PutWeights_File_IsStoredUnderItsHash()
    {
        await using var service = await FakeService.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
        var weights = Encoding.ASCII.GetBytes("weights");

        var hash = await new LazAIClient(service.Http).PutWeightsAsync(weights);

        Assert.Equal(Keccak256.Hash(weights), hash);
        Assert.Equal(("PUT", "/v1/weights/" + hash), (service.Calls[0].Method, service.Calls[0].Path));
        Assert.Equal(weights, service.Calls[0].Body);
    }

    [Fact]
    public void Constructor_AddressWithoutSlash_IsRefused()
    {
        using var http = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:1/api") };

        Assert.Throws<ArgumentException>(() => new LazAIClient(http));
    }
}
