using System.Collections.Immutable;
using LazAI.Attestation;
using LazAI.Attestation.Development;
using LazAI.Client;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Workers;

namespace LazAI.Gateway.Tests;

/// <summary>A worker under a test's control: real keys, real evidence, and whatever results the test wants signed.</summary>
internal sealed class TestWorker : IDisposable
{
    private readonly NetworkFixture _network;
    private readonly RegisteredModel _model;

    private TestWorker(
        NetworkFixture network, Secp256k1PrivateKey account, Secp256k1PrivateKey key, Secp256k1PrivateKey encryptionKey, WorkerSession session)
    {
        _network = network;
        _model = new RegisteredModel(network.Model);
        Account = account;
        Key = key;
        EncryptionKey = encryptionKey;
        Session = session;
        Api = Connect();
    }

    public Secp256k1PrivateKey Account { get; }

    public Secp256k1PrivateKey Key { get; }

    public Secp256k1PrivateKey EncryptionKey { get; }

    public WorkerSession Session { get; }

    public WorkerSessionClient Api { get; private set; }

    public ulong NextSequence { get; set; } = 1;

    /// <param name="quote">Makes the evidence; by default it is a development quote of the fixture's trust domain.</param>
    public static async Task<TestWorker> OpenAsync(
        NetworkFixture network, Secp256k1PrivateKey account, Func<ReportData, byte[]>? quote = null)
    {
        var key = Secp256k1PrivateKey.Generate(NetworkFixture.Random);
        var encryption = Secp256k1PrivateKey.Generate(NetworkFixture.Random);
        var session = await network.Client.OpenSessionAsync(
            account.Address, await RegistrationAsync(network, account, key, encryptionKey: encryption, quote: quote));
        return new TestWorker(network, account, key, encryption, session);
    }

    /// <summary>A registration that would be accepted, for a test to spoil.</summary>
    public static async Task<OpenSessionRequest> RegistrationAsync(
        NetworkFixture network,
        Secp256k1PrivateKey account,
        Secp256k1PrivateKey key,
        DevelopmentTrustDomain? domain = null,
        DevelopmentRoot? root = null,
        ulong? timestamp = null,
        Func<byte[], byte[]>? spoil = null,
        Secp256k1PrivateKey? encryptionKey = null,
        Func<ReportData, byte[]>? quote = null)
    {
        var challenge = await network.Client.RequestChallengeAsync(account.Address, network.SignedBy(account).IssueChallenge());
        var encryption = encryptionKey ?? Secp256k1PrivateKey.Generate(NetworkFixture.Random);
        var at = timestamp ?? (ulong)network.Time.GetUtcNow().ToUnixTimeSeconds();
        Assert.True(SessionBinding.TryCreate(
            account.Address, key.PublicKey.ToCompressed(), encryption.PublicKey.ToCompressed(), challenge.Nonce, at, out var binding));
        var evidence = quote is not null
            ? quote(binding.ReportData)
            : DevelopmentQuote(root ?? network.Root, domain ?? network.TrustDomain, binding.ReportData);
        return network.SignedBy(account).OpenSession(
            new SessionId(new Bytes32(binding.ReportData.AsSpan()[..32])),
            new SessionKeys(key.PublicKey, encryption.PublicKey, challenge.Nonce, at),
            spoil?.Invoke(evidence) ?? evidence,
            1_000);
    }

    private static byte[] DevelopmentQuote(DevelopmentRoot root, DevelopmentTrustDomain domain, ReportData reportData)
    {
        using var issuer = DevelopmentQuoteIssuer.Create(
            root, NetworkFixture.Random, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(30));
        return issuer.Issue(domain, reportData);
    }

    /// <summary>Goes on with the same session at the address that the service has now.</summary>
    public void Reconnect() => Api = Connect();

    /// <summary>Waits for <paramref name="count"/> tasks.</summary>
    public async Task<ImmutableArray<WorkItem>> TakeAsync(int count)
    {
        var items = ImmutableArray.CreateBuilder<WorkItem>();
        while (items.Count < count)
        {
            items.AddRange((await Api.TakeWorkAsync(count - items.Count, TimeSpan.FromSeconds(10), CancellationToken.None)).Items);
        }

        return items.ToImmutable();
    }

    /// <summary>A correct result of a task: its input, echoed.</summary>
    public SubmittedResult Echo(WorkItem item)
    {
        var output = item.Input!.Value;
        var resultHash = Keccak256.Hash(output.Span);
        var objective = ResultCheck.ExpectedObjective(item.Request, _model, resultHash, (ulong)output.Length, item.Input);
        return new SubmittedResult(
            new TaskResult(
                item.TaskId, resultHash, objective, Bytes32.Zero, Bytes32.Zero,
                (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds(), NextSequence++),
            output);
    }

    /// <summary>A result of any model with matching commitments, whatever its output is.</summary>
    public SubmittedResult Result(WorkItem item, RegisteredModel model, byte[] output, Bytes32 traceRoot = default, SubmittedTrace? trace = null, ResultProof? proof = null)
    {
        var resultHash = Keccak256.Hash(output);
        var objective = ResultCheck.ExpectedObjective(item.Request, model, resultHash, (ulong)output.Length, item.Input);
        return new SubmittedResult(
            new TaskResult(
                item.TaskId, resultHash, objective, traceRoot, proof?.ComputeHash() ?? Bytes32.Zero,
                (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds(), NextSequence++),
            output,
            trace,
            proof);
    }

    /// <summary>Results under this session's signature, or another key's.</summary>
    public SubmitResultsRequest Sign(ImmutableArray<SubmittedResult> results, Secp256k1PrivateKey? key = null)
    {
        Bytes32[] hashes = [.. results.Select(result => result.Result.StructHash())];
        var batch = new TaskResultBatch(Session.Id, StructHashTree.Root(hashes), (uint)hashes.Length, results[0].Result.Sequence);
        return new SubmitResultsRequest(Session.Id, (key ?? Key).Sign(_network.Domain.Digest(batch.StructHash())), results);
    }

    public void Dispose()
    {
        Key.Dispose();
        EncryptionKey.Dispose();
    }

    private WorkerSessionClient Connect() => new(
        _network.Client, NetworkFixture.ChainId, Account.Address, Session.Id, Key, Session.Until, _network.Clock);
}
