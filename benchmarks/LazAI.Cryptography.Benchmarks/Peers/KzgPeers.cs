using LazAI.Interop.Tests.Judging;

namespace LazAI.Cryptography.Benchmarks.Peers;

/// <summary>EIP-4844 and EIP-7594.</summary>
internal sealed class KzgPeers : IPeerFamily
{
    private readonly NodePeer _peer = new("kzg");

    public string Name => "kzg";

    public string Peer => "c-kzg 4.1.0, precompute 8";

    public string? MissingReason => JudgePackages.KzgSkipReason;

    public IReadOnlyList<PeerRow> Rows =>
    [
        new("blob commitment", 1.0, 0.4, () => _peer.Prepare("blobToKzgCommitment", ours: null)),
        new("blob proof", 1.0, 0.4, () => _peer.Prepare("computeBlobKzgProof", ours: null)),
        new("verify blob proof", 1.7, 1.2, () => _peer.Prepare("verifyBlobKzgProof", ours: null)),
        new("verify a batch of 64 blob proofs", 1.2, 0.8, () => _peer.Prepare("verifyBlobKzgProofBatch", ours: null)),
        new("cells and proofs", 1.0, 0.7, () => _peer.Prepare("computeCellsAndKzgProofs", ours: null)),
        new("recover from 64 cells", 1.2, 0.7, () => _peer.Prepare("recoverCellsAndKzgProofs", ours: null)),
        new("verify 128 cells", 1.3, 1.0, () => _peer.Prepare("verifyCellKzgProofBatch", ours: null)),
    ];

    public void Dispose() => _peer.Dispose();
}
