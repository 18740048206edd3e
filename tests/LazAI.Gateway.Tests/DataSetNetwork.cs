using System.Security.Cryptography;
using LazAI.Attestation;
using LazAI.Client.DataSets;
using LazAI.Cryptography;
using LazAI.Enclave.DataSets;
using LazAI.Protocol.Api;
using LazAI.Protocol.Ownership;

namespace LazAI.Gateway.Tests;

/// <summary>A worker's session that anchors data sets, and accounts that own and use them.</summary>
internal sealed class DataSetNetwork : IDisposable
{
    private readonly NetworkFixture _network;
    private readonly TestWorker _worker;

    private DataSetNetwork(NetworkFixture network, TestWorker worker)
    {
        (_network, _worker) = (network, worker);
        Client = new DataSetClient(network.Client);
        Enclave = new SessionDataSets(network.Domain, worker.Account.Address, worker.Session.Id, worker.Key, worker.EncryptionKey);
        Trust = new SessionTrust(
            [TrustedRoot.Development(network.Root.Fingerprint)],
            new EvidencePolicy([network.Root.Fingerprint], [Convert.ToHexStringLower(network.TrustDomain.MrTd.AsSpan())], false));
    }

    public Secp256k1PrivateKey Owner { get; } = Secp256k1PrivateKey.Generate(NetworkFixture.Random);

    public Secp256k1PrivateKey Other { get; } = Secp256k1PrivateKey.Generate(NetworkFixture.Random);

    public DataSetClient Client { get; }

    public SessionDataSets Enclave { get; }

    public TestWorker Worker => _worker;

    /// <summary>What the owner's agent accepts.</summary>
    public SessionTrust Trust { get; }

    public static async Task<DataSetNetwork> OpenAsync(NetworkFixture network) =>
        new(network, await TestWorker.OpenAsync(network, network.Worker));

    public DataSetOrders Orders(Secp256k1PrivateKey key, ContentHash content) => new(_network.SignedBy(key), content);

    /// <summary>The order of <paramref name="owner"/> to register content that the session has hashed.</summary>
    public AnchorRequest Anchor(byte[] content, Secp256k1PrivateKey? owner = null, Bytes32? blobHash = null, Bytes32 recordsRoot = default)
    {
        var by = owner ?? Owner;
        var (anchor, signature) = Enclave.Anchor(
            content, ContentKind.DataSet, by.Address, recordsRoot, (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        return Orders(by, anchor.ContentHash).Anchor(anchor, signature, _worker.Account.Address, blobHash);
    }

    /// <summary>New content, anchored by the owner.</summary>
    public async Task<ContentHash> AnchorNewAsync()
    {
        var content = RandomNumberGenerator.GetBytes(1_000);
        return (await Client.AnchorAsync(Anchor(content))).ContentHash;
    }

    public async Task CloseAsync() => await _worker.Api.CloseAsync(CancellationToken.None);

    public void Dispose()
    {
        Owner.Dispose();
        Other.Dispose();
        _worker.Dispose();
    }
}
