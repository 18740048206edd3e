using System.Text.Json;
using LazAI.Cryptography.Kzg;
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
        new("blob commitment", 1.0, 0.4, () => _peer.Prepare("blobToKzgCommitment", BlobToKzgCommitment)),
        new("blob proof", 1.0, 0.4, () => _peer.Prepare("computeBlobKzgProof", ComputeBlobKzgProof)),
        new("verify blob proof", 1.7, 1.2, () => _peer.Prepare("verifyBlobKzgProof", VerifyBlobKzgProof)),
        new("verify a batch of 64 blob proofs", 1.2, 0.8, () => _peer.Prepare("verifyBlobKzgProofBatch", VerifyBlobKzgProofBatch)),
        new("cells and proofs", 1.0, 0.7, () => _peer.Prepare("computeCellsAndKzgProofs", ComputeCellsAndKzgProofs)),
        new("recover from 64 cells", 1.2, 0.7, () => _peer.Prepare("recoverCellsAndKzgProofs", RecoverCellsAndKzgProofs)),
        new("verify 128 cells", 1.3, 1.0, () => _peer.Prepare("verifyCellKzgProofBatch", VerifyCellKzgProofBatch)),
    ];

    public void Dispose() => _peer.Dispose();

    private static OurWork BlobToKzgCommitment(JsonElement inputs)
    {
        var (blob, commitment) = (inputs.Bytes("blob"), new byte[Eip4844.CommitmentSize]);
        return Computing([commitment], () => Eip4844.BlobToKzgCommitment(blob, commitment, KzgSettings.Default));
    }

    private static OurWork ComputeBlobKzgProof(JsonElement inputs)
    {
        var (blob, commitment, proof) = (inputs.Bytes("blob"), inputs.Bytes("commitment"), new byte[Eip4844.ProofSize]);
        return Computing([proof], () => Eip4844.ComputeBlobKzgProof(blob, commitment, proof, KzgSettings.Default));
    }

    private static OurWork VerifyBlobKzgProof(JsonElement inputs)
    {
        var (blob, commitment, proof) = (inputs.Bytes("blob"), inputs.Bytes("commitment"), inputs.Bytes("proof"));
        return Verifying(() => Eip4844.VerifyBlobKzgProof(blob, commitment, proof, KzgSettings.Default));
    }

    private static OurWork VerifyBlobKzgProofBatch(JsonElement inputs)
    {
        var (blobs, commitments, proofs) = (inputs.BytesOfAll("blobs"), inputs.BytesOfAll("commitments"), inputs.BytesOfAll("proofs"));
        return Verifying(() => Eip4844.VerifyBlobKzgProofBatch(blobs, commitments, proofs, KzgSettings.Default));
    }

    private static OurWork ComputeCellsAndKzgProofs(JsonElement inputs)
    {
        var (blob, cells, proofs) = (inputs.Bytes("blob"), RoomForCells(), RoomForProofs());
        return Computing([cells, proofs], () => Eip7594.ComputeCellsAndKzgProofs(blob, cells, proofs, KzgSettings.Default));
    }

    private static OurWork RecoverCellsAndKzgProofs(JsonElement inputs)
    {
        var (indices, left, cells, proofs) = (Indices(inputs), inputs.BytesOfAll("cells"), RoomForCells(), RoomForProofs());
        return Computing([cells, proofs], () => Eip7594.RecoverCellsAndKzgProofs(indices, left, cells, proofs, KzgSettings.Default));
    }

    private static OurWork VerifyCellKzgProofBatch(JsonElement inputs)
    {
        var (commitments, indices) = (inputs.BytesOfAll("commitments"), Indices(inputs));
        var (cells, proofs) = (inputs.BytesOfAll("cells"), inputs.BytesOfAll("proofs"));
        return Verifying(() => Eip7594.VerifyCellKzgProofBatch(commitments, indices, cells, proofs, KzgSettings.Default));
    }

    private static OurWork Computing(byte[][] results, Func<KzgRefusal> work)
    {
        var refusal = KzgRefusal.None;
        return new OurWork(
            () => refusal = work(),
            () => refusal == KzgRefusal.None ? string.Concat(results.Select(Convert.ToHexStringLower).Prepend("0x")) : refusal.ToString());
    }

    private static OurWork Verifying(Func<KzgRefusal> work)
    {
        var refusal = KzgRefusal.None;
        return new OurWork(() => refusal = work(), () => refusal == KzgRefusal.None ? "true" : refusal.ToString());
    }

    private static ulong[] Indices(JsonElement inputs) => [.. inputs.GetProperty("indices").EnumerateArray().Select(index => index.GetUInt64())];

    private static byte[] RoomForCells() => new byte[Eip7594.CellsPerExtBlob * Eip7594.CellSize];

    private static byte[] RoomForProofs() => new byte[Eip7594.CellsPerExtBlob * Eip4844.ProofSize];
}
