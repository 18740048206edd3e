using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using LazAI.AppHost.Hosting;
using LazAI.Attestation;
using LazAI.Client;
using LazAI.Client.DataSets;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;
using LazAI.Testing;
using Npgsql;

namespace LazAI.AppHost.Tests.Hosting;

/// <summary>
/// Gateway and worker as processes of their own, logging all they can. Two owners' encrypted data sets are anchored and analysed by the worker; then plaintexts and
/// keys are looked for in logs, database, files, and in the gateway's memory, of which a dump would be made.
/// </summary>
public sealed class RunningCanaryTests : IDisposable
{
    private const string LogLevel = "Logging__Console__LogLevel__Default";
    private const string Parameters = """{"groupColumn":0,"valueColumn":1}""";

    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task EncryptedDataSets_AnchoredAndAnalysedByARunningWorker_LeaveNoPlaintextOutsideIt()
    {
        Environment.SetEnvironmentVariable(LogLevel, "Trace");
        await using var system = await LocalSystem.StartAsync(
            new LocalSystemOptions { DataFolder = _folder.Path, Ephemeral = true, Port = 18_400, Workers = 1, Validator = false }, _ => { }, default);
        Environment.SetEnvironmentVariable(LogLevel, null);
        using var one = await OwnAsync(system, system.Network.Submitter);
        using var two = await OwnAsync(system, system.Network.Publisher);
        var order = new AnalysisTask([.. new[] { one.Content, two.Content }.OrderBy(content => content.Value)], new OutputPolicy(3, 10_000));
        var program = JointAnalysis.IdOf(order.ToProgram(system.GroupSums.Id, Encoding.UTF8.GetBytes(Parameters)));
        await AllowAsync(system, one, program);
        await AllowAsync(system, two, program);
        var task = await SubmitAsync(system, one, tasks => tasks.Add(
            system.GroupSums.Id, CanonicalJson.Serialize(order), DigitModel.Price, Parameters));
        await ReleaseAsync(system, one);
        await ReleaseAsync(system, two);
        var output = CanonicalJson.Deserialize<AnalysisOutput>((await EndAsync(system, task)).Output!.Value.Span);
        Assert.Equal([6L, 2L], [output.Groups.Single().Records.Sum(), output.Withheld]);

        byte[][] secrets = [one.Canary, two.Canary, one.GroupCanary, two.GroupCanary, Canary.BytesOf(one.Key), Canary.BytesOf(two.Key)];
        var control = one.Content.Value.AsSpan().ToArray();
        await using var database = NpgsqlDataSource.Create(system.ConnectionString);
        var places = new Dictionary<string, byte[]>
        {
            ["logs"] = FilesIn(system.LogPath),
            ["database"] = await Canary.DumpAsync(database),
            ["database's files"] = FilesIn(Path.Combine(system.Postgres!.Folder, "data")),
            ["model cache"] = FilesIn(Path.Combine(system.DataPath, "model-cache")),
        };

        // The search finds what is there.
        Assert.All(["logs", "database", "database's files"], name => Assert.True(Canary.Occurs(control, places[name]), name));
        Assert.All(places, place => Assert.All(secrets, secret => Assert.False(Canary.Occurs(secret, place.Value), $"A secret is in the {place.Key}.")));

        var (found, bytes) = Canary.SearchMemory(await system.Gateway.GetProcessIdAsync(), [control, .. secrets]);
        Assert.True(bytes > 50_000_000, $"Only {bytes} bytes of the gateway's memory were read.");
        Assert.True(found[0], "The gateway knows the content's hash; if it is not found, nothing would be.");
        Assert.DoesNotContain(true, found.Skip(1));
    }

    public void Dispose()
    {
        _random.Dispose();
        _folder.Dispose();
    }

    /// <summary>Encrypts a data set under a new key, and has the running worker open it and anchor it.</summary>
    private async Task<Owned> OwnAsync(LocalSystem system, AccountFile file)
    {
        var status = await system.Client.GetStatusAsync();
        var account = file.ReadKey();
        var (canary, groupCanary) = (RandomNumberGenerator.GetBytes(20), RandomNumberGenerator.GetBytes(20));
        var text = string.Concat(Enumerable.Repeat($"north,5,{Convert.ToHexString(canary)}\n", 3)) + $"{Convert.ToHexString(groupCanary)},1000,rare\n";
        var key = DataKey.Generate(_random);
        var content = EncryptedData.Encrypt(Encoding.UTF8.GetBytes(text), account.Address, key, _random);
        var owned = new Owned(
            account, new SignedRequests(account, status.ChainId, new NetworkClock(status)), key, ContentHash.Of(content), canary, groupCanary);

        var worker = system.Network.Operators[0].Address;
        var session = await system.Client.GetSessionAsync(worker, (await system.Client.GetWorkerAsync(worker)).Sessions[0].Id);
        Assert.True(TrustIn(system).TryJudge(session, out var recipient, out var refusal), refusal);
        var anchor = new AnchorTask(
            owned.Content, await system.Client.PutWeightsAsync(content), ContentKind.DataSet,
            key.WrapTo(recipient, owned.Content, account.Address, session.Session.Id, _random));
        var task = await SubmitAsync(system, owned, tasks => tasks.AddConfidential(
            system.Anchoring.Id, session.Session.Id,
            ConfidentialInput.Encrypt(CanonicalJson.Serialize(anchor), session.Session, system.Anchoring.Id, _random), DigitModel.Price));
        var tuple = CanonicalJson.Deserialize<AnchorTuple>((await EndAsync(system, task)).Output!.Value.Span);
        await new DataSetClient(system.Client).AnchorAsync(owned.Orders.Anchor(tuple.Anchor, tuple.Signature, tuple.Worker, anchor.BlobHash));
        return owned;
    }

    private static async Task AllowAsync(LocalSystem system, Owned owned, ProgramId program)
    {
        var status = await system.Client.GetStatusAsync();
        var (dataSets, end) = (new DataSetClient(system.Client), status.Slot + 1_000);
        await dataSets.GrantLicenceAsync(
            owned.Orders.GrantLicence(system.Network.Operators[0].Address, LicenceScope.Analysis, Amount.Zero, end));
        await dataSets.ConsentAsync(owned.Orders.Consent(program, end));
    }

    /// <summary>The owner's release agent: answers the worker's request once it is there.</summary>
    private async Task ReleaseAsync(LocalSystem system, Owned owned)
    {
        var status = await system.Client.GetStatusAsync();
        var (dataSets, clock) = (new DataSetClient(system.Client), new NetworkClock(status));
        ImmutableArray<KeyRequestView> waiting;
        while ((waiting = (await dataSets.ListKeyRequestsAsync(owned.Content)).Items).IsEmpty)
        {
            await Task.Delay(50);
        }

        var agent = new KeyReleaseAgent(new Eip712Domain(status.ChainId), status.Rules, TrustIn(system), owned.Account.Address, _random);
        Assert.True(
            agent.TryRelease(
                waiting[0], owned.Content, owned.Key, await dataSets.GetEventsAsync(owned.Content), clock.Now, out var envelope, out var refusal), refusal);
        await dataSets.ReleaseKeyAsync(owned.Orders.ReleaseKey(waiting[0].Order.Session, envelope));
    }

    private static async Task<TaskId> SubmitAsync(LocalSystem system, Owned owned, Action<TaskSubmissionBuilder> add)
    {
        var builder = new TaskSubmissionBuilder(owned.Requests);
        add(builder);
        return (await system.Client.SubmitTasksAsync(builder.Build())).TaskIds[0];
    }

    private static async Task<TaskView> EndAsync(LocalSystem system, TaskId task)
    {
        while (true)
        {
            var view = await system.Client.GetTaskAsync(task);
            Assert.NotEqual(ComputeTaskStatus.Expired, view.Status);
            if (view.Status == ComputeTaskStatus.Settled)
            {
                return view;
            }

            await Task.Delay(50);
        }
    }

    private static SessionTrust TrustIn(LocalSystem system) => new(
        [TrustedRoot.Development(system.Network.RootFingerprint)],
        new EvidencePolicy([system.Network.RootFingerprint], [system.Measurement], AllowDebug: false));

    private static byte[] FilesIn(string folder)
    {
        using var all = new MemoryStream();
        foreach (var name in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var file = new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.CopyTo(all);
        }

        return all.ToArray();
    }

    private sealed record Owned(
        Secp256k1PrivateKey Account, SignedRequests Requests, DataKey Key, ContentHash Content, byte[] Canary, byte[] GroupCanary) : IDisposable
    {
        public DataSetOrders Orders => new(Requests, Content);

        public void Dispose()
        {
            Account.Dispose();
            Key.Dispose();
        }
    }
}
