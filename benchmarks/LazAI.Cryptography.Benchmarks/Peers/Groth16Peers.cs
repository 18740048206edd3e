using LazAI.Interop.Tests.Judging;

namespace LazAI.Cryptography.Benchmarks.Peers;

/// <summary>Groth16 verification over BN254.</summary>
internal sealed class Groth16Peers : IPeerFamily
{
    private readonly NodePeer _peer = new("groth16");

    public string Name => "groth16";

    public string Peer => "snarkjs 0.7.6";

    public string? MissingReason => JudgePackages.SkipReason;

    public IReadOnlyList<PeerRow> Rows =>
    [
        new("verify, 8 signals", 0.15, 0.1, () => _peer.Prepare("verify", ours: null)),
        new("verify, 8 signals, peer without workers", null, null, () => _peer.Prepare("verifyWithoutWorkers", ours: null)),
    ];

    public void Dispose() => _peer.Dispose();
}
