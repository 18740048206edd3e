using System.Security.Cryptography;
using LazAI.Client;
using LazAI.Engines;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Testing;

namespace LazAI.Enclave.Tests.Worker;

public sealed class EnclaveWorkerTests
{
    private const string Results = "POST results";
    private const string Work = "GET work";

    [Fact]
    public async Task Worker_FiveHundredDigits_AllAnsweredOnceAndMostlyRight()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        var gateway = worker.Gateway;
        var tasks = worker.Tasks(0, 500);

        gateway.Offer(tasks);
        await gateway.WhenAsync(() => gateway.Accepted.Count == tasks.Length);

        Assert.Equal(495, tasks.Where((task, i) => ClassOf(gateway, task) == WorkerUnderTest.Digits.Label(i)).Count());
        Assert.Empty(gateway.Refused);
        Assert.Empty(gateway.Declined);
    }

    [Fact]
    public async Task Worker_MoreWorkThanCapacity_NeverHoldsMore()
    {
        await using var worker = await WorkerUnderTest.StartAsync(configure: options => (options.Capacity, options.ResultBatchMaximum) = (8, 3));
        var gateway = worker.Gateway;

        gateway.Offer(worker.Tasks(0, 200));
        await gateway.WhenAsync(() => gateway.Accepted.Count == 200);

        Assert.InRange(gateway.OutstandingMaximum, 1, 8);
        Assert.Empty(gateway.Refused);
    }

    [Fact]
    public async Task Worker_SessionNearItsEnd_OpensTheNextAndFinishesUnderBoth()
    {
        var time = new ManualTime(DateTimeOffset.FromUnixTimeSeconds(1_780_000_000));
        var rules = ProtocolRules.Local with { LeaseSlots = 5, SessionSlotsMaximum = 100 };
        await using var worker = await WorkerUnderTest.StartAsync(time, rules, options => options.ResultLinger = TimeSpan.Zero);
        var gateway = worker.Gateway;

        // Four leases before the end. The clock stands while the worker opens and works: it is faster than any machine.
        await gateway.WhenAsync(time, () => gateway.Now.Number == 80);
        await gateway.WhenAsync(() => gateway.Sessions.Count == 2);
        var (old, next) = (gateway.Sessions[0], gateway.Sessions[1]);
        Assert.Equal(80, next.Session.OpenedAt.Number);
        Assert.NotEqual(old.Session.SigningKey, next.Session.SigningKey);

        gateway.Offer(worker.Tasks(0, 20), old);
        gateway.Offer(worker.Tasks(20, 20), next);
        await gateway.WhenAsync(() => gateway.Accepted.Count == 40);
        Assert.Empty(gateway.Refused);

        // Whether the old one still closes itself or has been ended by then hangs on whose call is faster; either way it is over.
        await gateway.WhenAsync(time, () => old.Session.Until < gateway.Now);
        gateway.Offer(worker.Tasks(40, 1), next);
        await gateway.WhenAsync(() => gateway.Accepted.Count == 41);
        Assert.Equal(2, gateway.Sessions.Count);
    }

    [Fact]
    public async Task Worker_SessionCutShortByTheService_OpensTheNextAtOnceAndHandsInWhatTheOldOneHolds()
    {
        var time = new ManualTime(DateTimeOffset.FromUnixTimeSeconds(1_780_000_000));
        await using var worker = await WorkerUnderTest.StartAsync(time, configure: options => options.ResultLinger = TimeSpan.Zero);
        var gateway = worker.Gateway;
        var blocked = true;
        gateway.CutBefore = (call, _) => call == Results && gateway.Read(() => blocked);
        var old = gateway.Sessions[0];
        gateway.Offer(worker.Tasks(0, 20), old);
        await gateway.WhenAsync(() => old.Outstanding == 20);

        // By its length alone it would not be followed for a day. The heart-beats tell the worker.
        var until = gateway.Now + 2_000;
        gateway.Shorten(old, until);
        await gateway.WhenAsync(time, () => gateway.Sessions.Count == 2);
        var next = gateway.Sessions[1];
        Assert.True(next.Session.OpenedAt + 1_000 < until);
        Assert.NotEqual(old.Session.SigningKey, next.Session.SigningKey);
        Assert.NotEqual(old.Session.Nonce, next.Session.Nonce);
        Assert.NotEqual(old.Session.Evidence.Hash, next.Session.Evidence.Hash);
        Assert.Empty(gateway.Accepted);

        gateway.Read(() => blocked = false);
        gateway.Offer(worker.Tasks(20, 20), next);
        await gateway.WhenAsync(time, () => gateway.Accepted.Count == 40);
        Assert.Empty(gateway.Refused);

        // The old one ends; once was enough.
        await gateway.WhenAsync(time, () => old.IsClosed || old.Until < gateway.Now);
        gateway.Offer(worker.Tasks(40, 1), next);
        await gateway.WhenAsync(time, () => gateway.Accepted.Count == 41);
        Assert.Equal(2, gateway.Sessions.Count);
    }

    [Fact]
    public async Task Worker_AnswerToResultsLost_RepeatsTheSameBatch()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        var gateway = worker.Gateway;
        gateway.CutAfter = (call, count) => call == Results && count % 2 == 1;

        gateway.Offer(worker.Tasks(0, 300));
        await gateway.WhenAsync(() => gateway.Accepted.Count == 300);

        Assert.Empty(gateway.Refused);
    }

    [Fact]
    public async Task Worker_AnswerToPollLost_GetsTheTasksAgain()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        var gateway = worker.Gateway;
        gateway.CutAfter = (call, _) => call == Work && gateway.Read(() => gateway.Sessions[0].Outstanding > 0 && gateway.Accepted.Count == 0 && gateway.Heartbeats.Count < 3);

        gateway.Offer(worker.Tasks(0, 50));
        await gateway.WhenAsync(() => gateway.Accepted.Count == 50);

        Assert.Empty(gateway.Refused);
    }

    [Fact]
    public async Task Worker_TasksOfferedTwice_AnswersEachOnce()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        var gateway = worker.Gateway;
        var blocked = true;
        gateway.CutBefore = (call, _) => call == Results && gateway.Read(() => blocked);
        var tasks = worker.Tasks(0, 50);

        gateway.Offer(tasks);
        await gateway.WhenAsync(() => gateway.Calls.GetValueOrDefault(Results) > 0);
        gateway.Offer(tasks);
        await gateway.WhenAsync(() => gateway.Sessions[0].Fresh == 0);
        gateway.Read(() => blocked = false);
        await gateway.WhenAsync(() => gateway.Accepted.Count == 50);

        Assert.Empty(gateway.Refused);
        Assert.Equal(50, gateway.Read(() => gateway.ResultsTaken));
    }

    [Fact]
    public async Task Worker_GatewayKilledAndRestarted_HandsInWhatItHadFinished()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        var gateway = worker.Gateway;
        var blocked = true;
        gateway.CutBefore = (call, _) => call == Results && gateway.Read(() => blocked);
        gateway.Offer(worker.Tasks(0, 120));
        await gateway.WhenAsync(() => gateway.Calls.GetValueOrDefault(Results) > 0);

        await gateway.CrashAsync();
        gateway.Read(() => blocked = false);
        await gateway.StartAsync();
        gateway.Offer(worker.Tasks(120, 30));
        await gateway.WhenAsync(() => gateway.Accepted.Count == 150);

        Assert.Single(gateway.Sessions);

        // A poll that was answered before a batch arrived may bring a finished task again; its second result is refused and changes nothing.
        Assert.All(gateway.Refused, outcome => Assert.Equal(ComputeTaskErrors.AlreadyExecuted, outcome.Code));
    }

    [Fact]
    public async Task Worker_SessionForgottenByTheService_OpensAnother()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        var gateway = worker.Gateway;

        gateway.Forget(gateway.Sessions[0]);
        await gateway.WhenAsync(() => gateway.Sessions.Count == 2);
        gateway.Offer(worker.Tasks(0, 10));
        await gateway.WhenAsync(() => gateway.Accepted.Count == 10);
    }

    [Fact]
    public async Task Worker_LeaseLost_ResultIsRefusedAndWorkGoesOn()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        var gateway = worker.Gateway;
        var blocked = true;
        gateway.CutBefore = (call, _) => call == Results && gateway.Read(() => blocked);
        var tasks = worker.Tasks(0, 10);
        gateway.Offer(tasks);
        await gateway.WhenAsync(() => gateway.Calls.GetValueOrDefault(Results) > 0);

        gateway.Read(() => gateway.Sessions[0].Withdraw(tasks[0].TaskId));
        gateway.Read(() => blocked = false);
        await gateway.WhenAsync(() => gateway.Accepted.Count == 9 && gateway.Refused.Count == 1);
        gateway.Offer(worker.Tasks(10, 10));
        await gateway.WhenAsync(() => gateway.Accepted.Count == 19);

        Assert.Equal(tasks[0].TaskId, gateway.Refused[0].TaskId);
    }

    [Fact]
    public async Task Worker_ToldToStop_HandsInWhatItHoldsAndClosesItsSession()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        var gateway = worker.Gateway;
        var blocked = true;
        gateway.CutBefore = (call, _) => call == Results && gateway.Read(() => blocked);
        gateway.Offer(worker.Tasks(0, 150));
        await gateway.WhenAsync(() => gateway.Calls.GetValueOrDefault(Results) > 0);

        var stopping = worker.StopWorkerAsync();
        gateway.Read(() => blocked = false);
        await stopping;

        Assert.Equal(gateway.Sessions[0].Taken, gateway.Accepted.Count);
        Assert.True(gateway.Sessions[0].IsClosed);
        Assert.Empty(gateway.Refused);
    }

    [Fact]
    public async Task Worker_ServiceGoneWhileDraining_StopsWhenItsTimeIsOver()
    {
        await using var worker = await WorkerUnderTest.StartAsync(configure: options => options.DrainTimeout = TimeSpan.FromMilliseconds(300));
        var gateway = worker.Gateway;
        gateway.CutBefore = (call, _) => call == Results;
        gateway.Offer(worker.Tasks(0, 10));
        await gateway.WhenAsync(() => gateway.Calls.GetValueOrDefault(Results) > 0);
        await gateway.CrashAsync();

        await worker.StopWorkerAsync();

        Assert.False(gateway.Sessions[0].IsClosed);
    }

    [Fact]
    public async Task Worker_ConfidentialInput_IsDecryptedWithTheSessionsKey()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        var gateway = worker.Gateway;
        var session = gateway.Sessions[0].Session;
        using var random = RandomNumberGenerator.Create();
        var envelope = ConfidentialInput.Encrypt(WorkerUnderTest.Digits.Pixels(0), session, gateway.ModelId, random);
        var secret = gateway.Task(1, envelope, recipient: session.Id);

        gateway.Offer([secret]);
        await gateway.WhenAsync(() => gateway.Accepted.Count == 1);

        Assert.Equal(WorkerUnderTest.Digits.Label(0), ClassOf(gateway, secret));
    }

    [Fact]
    public async Task Worker_InputOnIpfs_IsFetchedThroughTheOperatorsGateway()
    {
        await using var worker = await WorkerUnderTest.StartAsync(configure: options => options.IpfsGateway = options.Gateway.AbsoluteUri);
        var gateway = worker.Gateway;
        var pixels = WorkerUnderTest.Digits.Pixels(3).ToArray();
        gateway.Files["QmDigit/3"] = pixels;
        var task = gateway.Task(1, pixels, location: "ipfs://QmDigit/3");

        gateway.Offer([task]);
        await gateway.WhenAsync(() => gateway.Accepted.Count == 1);

        Assert.Equal(WorkerUnderTest.Digits.Label(3), ClassOf(gateway, task));
    }

    public static TheoryData<string, string> Unworkable => new()
    {
        { "parameters", "The engine has no parameters." },
        { "size", "The model takes 784 bytes, the input has 3." },
        { "hash", "The input is not that of the request." },
        { "ciphertext", "The input is not encrypted to this session and model." },
        { "other session", "The input is not encrypted to this session and model." },
        { "host", "The input cannot be fetched: localhost is no public address." },
        { "private", "The input cannot be fetched: 192.168.0.1 is no public address." },
        { "plain http", "The input's location is no address that this worker reads." },
        { "no gateway", "This worker has no gateway for ar:// inputs." },
        { "absent", "The input cannot be fetched: HTTP 404." },
        { "too large", "The input cannot be fetched: it has more than 1000 bytes." },
        { "out of the root", "The input's location is no address that this worker reads." },
    };

    [Theory]
    [MemberData(nameof(Unworkable))]
    public async Task Worker_TaskItCannotDo_IsDeclinedWithTheReason(string what, string reason)
    {
        await using var worker = await WorkerUnderTest.StartAsync(configure: options =>
            (options.IpfsGateway, options.InputBytesMaximum) = (options.Gateway.AbsoluteUri, 1_000));
        var gateway = worker.Gateway;
        gateway.Files["large"] = new byte[1_001];
        var pixels = WorkerUnderTest.Digits.Pixels(0).ToArray();
        var task = what switch
        {
            "parameters" => gateway.Task(1, pixels, parameters: "{\"temperature\":1}"),
            "size" => gateway.Task(1, [1, 2, 3]),
            "hash" => gateway.Task(1, pixels, dataHash: LazAI.Cryptography.Bytes32.Zero),
            "ciphertext" => gateway.Task(1, pixels, recipient: gateway.Sessions[0].Session.Id),
            "other session" => gateway.Task(1, pixels, recipient: new SessionId(LazAI.Cryptography.Keccak256.Hash(pixels))),
            "host" => gateway.Task(1, pixels, location: "https://localhost/input"),
            "private" => gateway.Task(1, pixels, location: "https://192.168.0.1/input"),
            "plain http" => gateway.Task(1, pixels, location: "http://example.org/input"),
            "no gateway" => gateway.Task(1, pixels, location: "ar://abc"),
            "absent" => gateway.Task(1, pixels, location: "ipfs://absent"),
            "too large" => gateway.Task(1, pixels, location: "ipfs://large"),
            _ => gateway.Task(1, pixels, location: "ipfs://../v1/status"),
        };

        gateway.Offer([task]);
        await gateway.WhenAsync(() => gateway.Declined.Count == 1);

        Assert.StartsWith(reason, gateway.Declined[0].Reason, StringComparison.Ordinal);
        Assert.Empty(gateway.Accepted);
    }

    [Fact]
    public async Task Worker_EngineThatItHasNot_DeclinesWithItsName()
    {
        await using var worker = await WorkerUnderTest.StartAsync(
            describe: model => model with { Determinism = model.Determinism with { EngineVersion = "2" } });
        await AssertDeclinedAsync(worker, "There is no engine lazai.int8-mlp 2.");
    }

    [Fact]
    public async Task Worker_WeightsThatAreNotCommitted_DeclinesAll()
    {
        await using var worker = await WorkerUnderTest.StartAsync(describe: model => model with { Commitment = LazAI.Cryptography.Bytes32.Zero });
        await AssertDeclinedAsync(worker, "The weights are not those that the model commits to.");
    }

    [Fact]
    public async Task Worker_DamagedWeightsInItsFolder_FetchesThemAnew()
    {
        var kept = "";
        await using var worker = await WorkerUnderTest.StartAsync(configure: options =>
        {
            Directory.CreateDirectory(options.ModelCache);
            kept = Path.Combine(options.ModelCache, WorkerUnderTest.WeightsHash.ToString()[2..]);
            File.WriteAllText(kept, "damaged");
        });
        var gateway = worker.Gateway;

        gateway.Offer(worker.Tasks(0, 1));
        await gateway.WhenAsync(() => gateway.Accepted.Count == 1);

        Assert.Equal(WorkerUnderTest.WeightsHash, LazAI.Cryptography.Keccak256.Hash(await File.ReadAllBytesAsync(kept)));
    }

    private static async Task AssertDeclinedAsync(WorkerUnderTest worker, string reason)
    {
        var gateway = worker.Gateway;
        gateway.Offer(worker.Tasks(0, 3));
        await gateway.WhenAsync(() => gateway.Declined.Count == 3);
        Assert.All(gateway.Declined, declined => Assert.Equal(reason, declined.Reason));
    }

    private static int ClassOf(FakeGateway gateway, WorkItem task)
    {
        Assert.True(ClassificationResult.TryParse(gateway.Accepted[task.TaskId].Output.Span, out var result));
        return result.Class;
    }
}
