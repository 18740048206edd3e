using System.Collections.Concurrent;
using System.Text.Json;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.Kzg;
using LazAI.Testing.Vectors;

namespace LazAI.Cryptography.Tests.Vectors;

/// <summary>The suites of consensus-specs for EIP-4844 and EIP-7594. Where an output is null, the input has to be refused.</summary>
public class KzgVectorTests
{
    private const string Family = "crypto/kzg";

    // Of the path that the thread is on: each has tables of its own.
    private static readonly Dictionary<LanePath, KzgSettings> _settings =
        Enum.GetValues<LanePath>().ToDictionary(path => path, _ => new KzgSettings(TrustedSetup.Ethereum));

    // "ref:NAME:OFFSET:LENGTH" stands for bytes of data/NAME.bin.gz.
    private static readonly ConcurrentDictionary<string, byte[]> _data = new();

    [VectorTheory]
    [VectorFiles("crypto/kzg")]
    public void Kzg_EveryVectorOfFile_HoldsOnEveryPath(string file) =>
        VectorRun.OnEachPath(() => VectorRun.EachCase(Family, file, Kind(file)));

    private static KzgSettings Settings => _settings[LanePaths.Current];

    private static Action<JsonElement> Kind(string file) => file switch
    {
        "blob_to_kzg_commitment.json" => BlobToKzgCommitment,
        "compute_blob_kzg_proof.json" => ComputeBlobKzgProof,
        "compute_cells.json" => ComputeCells,
        "compute_cells_and_kzg_proofs.json" => ComputeCellsAndKzgProofs,
        "compute_challenge.json" => ComputeChallenge,
        "compute_kzg_proof.json" => ComputeKzgProof,
        "compute_verify_cell_kzg_proof_batch_challenge.json" => ComputeVerifyCellKzgProofBatchChallenge,
        "recover_cells_and_kzg_proofs.json" => RecoverCellsAndKzgProofs,
        "verify_blob_kzg_proof.json" => VerifyBlobKzgProof,
        "verify_blob_kzg_proof_batch.json" => VerifyBlobKzgProofBatch,
        "verify_cell_kzg_proof_batch.json" => VerifyCellKzgProofBatch,
        "verify_kzg_proof.json" => VerifyKzgProof,
        _ => PointEvaluation,
    };

    [VectorFact(Family, "trusted_setup.txt")]
    public void TrustedSetupFile_HasTheLibrarysPoints()
    {
        var text = File.ReadAllText(Path.Combine(VectorSuite.Root, Family, "trusted_setup.txt"));
        Assert.True(TrustedSetup.TryReadFile(text, out var setup));
        Assert.True(setup.HasLagrangePoints);
        Assert.Equal(TrustedSetup.Ethereum.ToBinary(), setup.ToBinary());
        Assert.Equal(TrustedSetupFault.None, TrustedSetupCheck.Run(setup));

        // A setup from a file does what the library's own does.
        var (commitment, expected) = (new byte[Eip4844.CommitmentSize], new byte[Eip4844.CommitmentSize]);
        var blob = new byte[Eip4844.BlobSize];
        blob[^1] = 1;
        Assert.Equal(KzgRefusal.None, Eip4844.BlobToKzgCommitment(blob, commitment, new KzgSettings(setup)));
        Assert.Equal(KzgRefusal.None, Eip4844.BlobToKzgCommitment(blob, expected, KzgSettings.Default));
        Assert.Equal(expected, commitment);

        // The last element of a blob is the value at the last root in bit-reversed order, so at number 4095.
        Assert.Equal(setup.G1Lagrange[^48..].ToArray(), commitment);
    }

    private static void BlobToKzgCommitment(JsonElement vector)
    {
        var commitment = new byte[Eip4844.CommitmentSize];
        var refusal = Eip4844.BlobToKzgCommitment(Input(vector, "blob"), commitment, Settings);
        Computed(vector, refusal, () => Assert.Equal(Output(vector), commitment));
    }

    private static void ComputeBlobKzgProof(JsonElement vector)
    {
        var proof = new byte[Eip4844.ProofSize];
        var refusal = Eip4844.ComputeBlobKzgProof(Input(vector, "blob"), Input(vector, "commitment"), proof, Settings);
        Computed(vector, refusal, () => Assert.Equal(Output(vector), proof));
    }

    private static void ComputeKzgProof(JsonElement vector)
    {
        var (proof, y) = (new byte[Eip4844.ProofSize], new byte[Eip4844.FieldElementSize]);
        var refusal = Eip4844.ComputeKzgProof(Input(vector, "blob"), Input(vector, "z"), proof, y, Settings);
        Computed(vector, refusal, () => Assert.Equal(Bytes(vector.GetProperty("output")), [proof, y]));
    }

    private static void ComputeChallenge(JsonElement vector) => Assert.Equal(
        Convert.ToHexStringLower(Output(vector)), Eip4844.ComputeChallenge(Input(vector, "blob"), Input(vector, "commitment")).ToString());

    private static void VerifyKzgProof(JsonElement vector) => Verified(vector, Eip4844.VerifyKzgProof(
        Input(vector, "commitment"), Input(vector, "z"), Input(vector, "y"), Input(vector, "proof"), Settings));

    private static void VerifyBlobKzgProof(JsonElement vector) => Verified(vector, Eip4844.VerifyBlobKzgProof(
        Input(vector, "blob"), Input(vector, "commitment"), Input(vector, "proof"), Settings));

    private static void VerifyBlobKzgProofBatch(JsonElement vector) => Verified(vector, Eip4844.VerifyBlobKzgProofBatch(
        Inputs(vector, "blobs"), Inputs(vector, "commitments"), Inputs(vector, "proofs"), Settings));

    private static void ComputeCells(JsonElement vector)
    {
        var cells = new byte[Eip7594.CellsPerExtBlob * Eip7594.CellSize];
        var refusal = Eip7594.ComputeCells(Input(vector, "blob"), cells);
        Computed(vector, refusal, () => Assert.Equal(Bytes(vector.GetProperty("output")), cells.Chunk(Eip7594.CellSize)));
    }

    private static void ComputeCellsAndKzgProofs(JsonElement vector)
    {
        var cells = new byte[Eip7594.CellsPerExtBlob * Eip7594.CellSize];
        var proofs = new byte[Eip7594.CellsPerExtBlob * Eip4844.ProofSize];
        var refusal = Eip7594.ComputeCellsAndKzgProofs(Input(vector, "blob"), cells, proofs, Settings);
        Computed(vector, refusal, () => CellsAndProofs(vector, cells, proofs));
    }

    private static void RecoverCellsAndKzgProofs(JsonElement vector)
    {
        var cells = new byte[Eip7594.CellsPerExtBlob * Eip7594.CellSize];
        var proofs = new byte[Eip7594.CellsPerExtBlob * Eip4844.ProofSize];
        var refusal = Eip7594.RecoverCellsAndKzgProofs(
            Indices(vector), Inputs(vector, "cells"), cells, proofs, Settings);
        Computed(vector, refusal, () => CellsAndProofs(vector, cells, proofs));
    }

    private static void VerifyCellKzgProofBatch(JsonElement vector) => Verified(vector, Eip7594.VerifyCellKzgProofBatch(
        Inputs(vector, "commitments"), Indices(vector), Inputs(vector, "cells"), Inputs(vector, "proofs"), Settings));

    private static void ComputeVerifyCellKzgProofBatchChallenge(JsonElement vector)
    {
        var commitments = Inputs(vector, "commitments");
        int[] commitmentOf = [.. vector.GetProperty("input").GetProperty("commitment_indices").EnumerateArray().Select(index => index.GetInt32())];
        var challenge = CellVerification.ComputeChallenge(
            commitments, [.. Enumerable.Range(0, commitments.Length)], commitmentOf, Indices(vector), Inputs(vector, "cosets_evals"), Inputs(vector, "proofs"));
        Assert.Equal(Convert.ToHexStringLower(Output(vector)), challenge.ToString());
    }

    private static void PointEvaluation(JsonElement vector)
    {
        var output = new byte[PointEvaluationPrecompile.OutputSize];
        var refusal = PointEvaluationPrecompile.Run(vector.Bytes("Input"), output, Settings);
        Assert.Equal(vector.Has("Expected"), refusal == KzgRefusal.None);
        Assert.Equal(vector.Has("Expected") ? vector.Bytes("Expected") : new byte[PointEvaluationPrecompile.OutputSize], output);
    }

    private static void Computed(JsonElement vector, KzgRefusal refusal, Action check)
    {
        Assert.NotEqual(KzgRefusal.EquationDoesNotHold, refusal);
        Assert.Equal(vector.GetProperty("output").ValueKind == JsonValueKind.Null, refusal != KzgRefusal.None);
        if (refusal == KzgRefusal.None)
        {
            check();
        }
    }

    private static void Verified(JsonElement vector, KzgRefusal refusal)
    {
        switch (vector.GetProperty("output").ValueKind)
        {
            case JsonValueKind.True:
                Assert.Equal(KzgRefusal.None, refusal);
                break;
            case JsonValueKind.False:
                Assert.Equal(KzgRefusal.EquationDoesNotHold, refusal);
                break;
            default:
                Assert.True(refusal is not KzgRefusal.None and not KzgRefusal.EquationDoesNotHold, refusal.ToString());
                break;
        }
    }

    private static void CellsAndProofs(JsonElement vector, byte[] cells, byte[] proofs)
    {
        Assert.Equal(Bytes(vector.GetProperty("output")[0]), cells.Chunk(Eip7594.CellSize));
        Assert.Equal(Bytes(vector.GetProperty("output")[1]), proofs.Chunk(Eip4844.ProofSize));
    }

    private static byte[] Output(JsonElement vector) => Bytes(vector.Text("output"));

    private static byte[] Input(JsonElement vector, string member) => Bytes(vector.GetProperty("input").Text(member));

    private static ReadOnlyMemory<byte>[] Inputs(JsonElement vector, string member) =>
        [.. Bytes(vector.GetProperty("input").GetProperty(member)).Select(bytes => (ReadOnlyMemory<byte>)bytes)];

    private static ulong[] Indices(JsonElement vector) =>
        [.. vector.GetProperty("input").GetProperty("cell_indices").EnumerateArray().Select(index => index.GetUInt64())];

    private static IEnumerable<byte[]> Bytes(JsonElement list) => list.EnumerateArray().Select(item => Bytes(item.GetString()!));

    private static byte[] Bytes(string text)
    {
        if (text.Split(':') is not ["ref", var name, var offset, var length])
        {
            return VectorJson.Bytes(text);
        }

        var data = _data.GetOrAdd(name, name => new VectorFile(Family, $"data/{name}.bin.gz", 1).ReadBytes());
        return data.AsSpan(int.Parse(offset), int.Parse(length)).ToArray();
    }
}
