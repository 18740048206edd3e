using LazAI.Interop.Tests.Judging;

namespace LazAI.Cryptography.Benchmarks.Peers;

/// <summary>BLS signatures with keys in G1.</summary>
internal sealed class BlsPeers : IPeerFamily
{
    private readonly NodePeer _peer = new("bls");

    public string Name => "bls";

    public string Peer => "@chainsafe/blst 2.2.0";

    public string? MissingReason => JudgePackages.SkipReason;

    public IReadOnlyList<PeerRow> Rows =>
    [
        new("sign", 2.0, 1.5, () => _peer.Prepare("sign", ours: null)),
        new("verify, key and signature parsed", 2.0, 1.5, () => _peer.Prepare("verify", ours: null)),
        new("verify from bytes, with all checks", 2.0, 1.5, () => _peer.Prepare("verifyEncoded", ours: null)),
        new("fast-aggregate-verify of 128", 2.0, 1.5, () => _peer.Prepare("fastAggregateVerify", ours: null)),

        // Ours is the batch, divided by its signatures; the peer verifies one alone.
        new("one of a batch of 64, to one alone", 1.0, 0.5, () => _peer.Prepare("verifyOneOfBatch", ours: null)),
        new("batch of 64, to a batch of 64", null, null, () => _peer.Prepare("verifyBatch", ours: null)),
    ];

    public void Dispose() => _peer.Dispose();
}
