using BenchmarkDotNet.Attributes;
using LazAI.Cryptography.ErasureCoding;
using LazAI.Cryptography.Kzg;

namespace LazAI.Cryptography.Benchmarks;

/// <summary>EIP-4844, EIP-7594 and the extended square, on one core, with the tables that the library makes unless told otherwise.</summary>
[MemoryDiagnoser]
public class KzgBenchmarks
{
    private const int BatchBlobs = 64;
    private const int Cells = Eip7594.CellsPerExtBlob;

    private readonly KzgSettings _settings = KzgSettings.Default;
    private readonly byte[] _blob = new byte[Eip4844.BlobSize];
    private readonly byte[] _commitment = new byte[Eip4844.CommitmentSize];
    private readonly byte[] _proof = new byte[Eip4844.ProofSize];
    private readonly byte[] _cells = new byte[Cells * Eip7594.CellSize];
    private readonly byte[] _cellProofs = new byte[Cells * Eip4844.ProofSize];
    private readonly byte[] _square = new byte[ExtendedDataSquare.ByteSize];
    private readonly byte[] _recovered = new byte[Cells * Eip7594.CellSize];
    private readonly byte[] _recoveredProofs = new byte[Cells * Eip4844.ProofSize];
    private readonly ulong[] _indices = [.. Enumerable.Range(0, Cells).Select(i => (ulong)i)];
    private readonly ulong[] _halfIndices = [.. Enumerable.Range(0, Cells / 2).Select(i => 2 * (ulong)i)];
    private readonly ChunkSet _halfRows = new();

    // As many samples as tell an unrecoverable square with a chance of more than 1 - 10^-6.
    private readonly ReadOnlyMemory<byte>[] _sampleCommitments = new ReadOnlyMemory<byte>[SamplingPlan.Samples(1_000_000)];
    private readonly ReadOnlyMemory<byte>[] _sampleChunks;
    private readonly ReadOnlyMemory<byte>[] _sampleProofs;
    private readonly int[] _sampleColumns;

    public KzgBenchmarks()
    {
        // Full elements, each below r.
        for (var i = 0; i < _blob.Length; i += Eip4844.FieldElementSize)
        {
            Keccak256.Hash(BitConverter.GetBytes(i)).AsSpan().CopyTo(_blob.AsSpan(i));
            _blob[i] &= 0x3f;
        }

        for (var row = 0; row < ExtendedDataSquare.Size; row += 2)
        {
            for (var column = 0; column < ExtendedDataSquare.Size; column++)
            {
                _halfRows[row, column] = true;
            }
        }

        Require(Eip4844.BlobToKzgCommitment(_blob, _commitment, _settings));
        Require(Eip4844.ComputeBlobKzgProof(_blob, _commitment, _proof, _settings));
        Require(Eip7594.ComputeCellsAndKzgProofs(_blob, _cells, _cellProofs, _settings));
        if (ExtendedDataSquare.FromBlob(_blob, out var square) == ExtensionRefusal.None)
        {
            square!.CopyTo(_square);
        }

        _sampleChunks = new ReadOnlyMemory<byte>[_sampleCommitments.Length];
        _sampleProofs = new ReadOnlyMemory<byte>[_sampleCommitments.Length];
        _sampleColumns = new int[_sampleCommitments.Length];
        Sample(square!);
    }

    [Benchmark]
    public string BlobToKzgCommitment()
    {
        Require(Eip4844.BlobToKzgCommitment(_blob, _commitment, _settings));
        return Convert.ToHexStringLower(_commitment);
    }

    [Benchmark]
    public string ComputeBlobKzgProof()
    {
        Require(Eip4844.ComputeBlobKzgProof(_blob, _commitment, _proof, _settings));
        return Convert.ToHexStringLower(_proof);
    }

    [Benchmark]
    public KzgRefusal VerifyBlobKzgProof() => Eip4844.VerifyBlobKzgProof(_blob, _commitment, _proof, _settings);

    [Benchmark]
    public KzgRefusal VerifyBlobKzgProofBatchOf64() => Eip4844.VerifyBlobKzgProofBatch(
        Repeat(_blob, BatchBlobs), Repeat(_commitment, BatchBlobs), Repeat(_proof, BatchBlobs), _settings);

    [Benchmark]
    public KzgRefusal ComputeCells() => Eip7594.ComputeCells(_blob, _cells);

    [Benchmark]
    public string ComputeCellsAndKzgProofs()
    {
        Require(Eip7594.ComputeCellsAndKzgProofs(_blob, _cells, _cellProofs, _settings));
        return Keccak256.Hash(_cellProofs).ToString();
    }

    [Benchmark]
    public string RecoverFrom64Cells()
    {
        Require(Eip7594.RecoverCellsAndKzgProofs(
            _halfIndices, Array.ConvertAll(_halfIndices, i => Part(_cells, i, Eip7594.CellSize)), _recovered, _recoveredProofs, _settings));
        return Keccak256.Hash(_recovered).ToString();
    }

    [Benchmark]
    public KzgRefusal Verify128Cells() => Eip7594.VerifyCellKzgProofBatch(
        Repeat(_commitment, Cells),
        _indices,
        Array.ConvertAll(_indices, i => Part(_cells, i, Eip7594.CellSize)),
        Array.ConvertAll(_indices, i => Part(_cellProofs, i, Eip4844.ProofSize)),
        _settings);

    [Benchmark]
    public KzgRefusal VerifySampledChunks() =>
        RowCommitments.VerifyChunkProofBatch(_sampleCommitments, _sampleColumns, _sampleChunks, _sampleProofs, _settings);

    [Benchmark]
    public ExtensionRefusal ExtendSquare() => ExtendedDataSquare.Extend(_blob, out _);

    [Benchmark]
    public ExtensionRefusal RecoverSquareFromHalfItsRows() => ExtendedDataSquare.Recover(_square, _halfRows, out _, out _);

    private void Sample(ExtendedDataSquare square)
    {
        var (random, commitments) = (new Random(1), new byte[RowCommitments.ByteSize]);
        RowCommitments.Compute(square, commitments, _settings);
        for (var i = 0; i < _sampleColumns.Length; i++)
        {
            var (row, column) = (random.Next(ExtendedDataSquare.Size), random.Next(ExtendedDataSquare.Size));
            var (chunk, proof) = (new byte[ExtendedDataSquare.ChunkSize], new byte[RowCommitments.CommitmentSize]);
            square.GetChunk(row, column, chunk);
            RowCommitments.ComputeChunkProof(square, row, column, proof, _settings);
            _sampleCommitments[i] = Part(commitments, (ulong)row, RowCommitments.CommitmentSize);
            (_sampleColumns[i], _sampleChunks[i], _sampleProofs[i]) = (column, chunk, proof);
        }
    }

    private static ReadOnlyMemory<byte> Part(byte[] bytes, ulong index, int size) => bytes.AsMemory((int)index * size, size);

    private static ReadOnlyMemory<byte>[] Repeat(byte[] bytes, int count) => [.. Enumerable.Repeat((ReadOnlyMemory<byte>)bytes, count)];

    private static void Require(KzgRefusal refusal)
    {
        if (refusal != KzgRefusal.None)
        {
            throw new InvalidOperationException($"The benchmark's own input was refused: {refusal}.");
        }
    }
}
