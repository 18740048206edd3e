using LazAI.Cryptography.ErasureCoding;
using LazAI.Cryptography.Kzg;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.ErasureCoding;

public class ExtendedDataSquareTests(ITestOutputHelper output)
{
    private const int Seed = 20261123;
    private const int Size = ExtendedDataSquare.Size;
    private const int PointSize = RowCommitments.CommitmentSize;

    private static readonly byte[] _blob = Squares.Blob(Seed);
    private static readonly Lazy<Published> _published = new(() => new());

    [Fact]
    public void FromBlob_RowsAreTheCellsOfEip7594()
    {
        var cells = new byte[Eip7594.CellsPerExtBlob * Eip7594.CellSize];
        Assert.Equal(KzgRefusal.None, Eip7594.ComputeCells(_blob, cells));
        var square = Square();
        var cell = new byte[Eip7594.CellSize];
        for (var row = 0; row < Size; row++)
        {
            square.GetCell(row, cell);
            Assert.Equal(cells[(row * Eip7594.CellSize)..((row + 1) * Eip7594.CellSize)], cell);
        }

        // The points of cell 0 are those of every row's first half, the points of cell 1 those of the second.
        var bytes = Squares.Bytes(square);
        Assert.Equal(cells.AsSpan(0, Eip7594.CellSize), bytes.AsSpan(0, Eip7594.CellSize));
        Assert.Equal(cells.AsSpan(Eip7594.CellSize, Eip7594.CellSize), bytes.AsSpan(3 * Eip7594.CellSize, Eip7594.CellSize));
        var blob = new byte[Eip4844.BlobSize];
        square.GetBlob(blob);
        Assert.Equal(_blob, blob);
    }

    [Fact]
    public void FromBlob_EveryRowAndColumnIsACodeword()
    {
        var bytes = Squares.Bytes(Square());
        Assert.Equal(ExtensionRefusal.None, ExtendedDataSquare.CheckParity(bytes));
        var chunk = new byte[ExtendedDataSquare.ChunkSize];
        Square().GetChunk(127, 3, chunk);
        Assert.Equal(bytes.AsSpan((127 * Size + 3) * ExtendedDataSquare.ChunkSize, ExtendedDataSquare.ChunkSize).ToArray(), chunk);
    }

    [Fact]
    public void Extend_KeepsTheMatrixAndIsLinear()
    {
        output.WriteLine($"seed {Seed}");
        Assert.Equal(ExtensionRefusal.None, ExtendedDataSquare.Extend(_blob, out var a));
        var other = Squares.Blob(Seed + 1);
        Assert.Equal(ExtensionRefusal.None, ExtendedDataSquare.Extend(other, out var b));
        var bytes = Squares.Bytes(a!);
        for (var row = 0; row < 64; row++)
        {
            Assert.Equal(_blob.AsSpan(row * 64 * 32, 64 * 32), bytes.AsSpan(row * Size * 32, 64 * 32));
        }

        var sum = new byte[ExtendedDataSquare.DataByteSize];
        for (var i = 0; i < 64 * 64; i++)
        {
            (a!.Chunk(i / 64, i % 64) + b!.Chunk(i / 64, i % 64)).Write(sum.AsSpan(32 * i));
        }

        Assert.Equal(ExtensionRefusal.None, ExtendedDataSquare.Extend(sum, out var both));
        for (var i = 0; i < Size * Size; i++)
        {
            Assert.Equal(a!.Chunk(i / Size, i % Size) + b!.Chunk(i / Size, i % Size), both!.Chunk(i / Size, i % Size));
        }
    }

    [Fact]
    public void RowCommitments_ExtendedFromTheFirstHalf_AreTheSame()
    {
        var published = _published.Value;
        var all = new byte[RowCommitments.ByteSize];
        foreach (var settings in new[] { KzgSettings.Default, new KzgSettings(TrustedSetup.Ethereum, new() { DegreeOfParallelism = 2 }) })
        {
            Assert.Equal(KzgRefusal.None, RowCommitments.Extend(published.Commitments.AsSpan(0, 64 * PointSize), all, settings));
            Assert.Equal(published.Commitments, all);
        }

        Assert.Equal(KzgRefusal.CommitmentLength, RowCommitments.Extend(all, all, KzgSettings.Default));
        var infinite = new byte[64 * PointSize];
        Assert.Equal(KzgRefusal.CommitmentEncoding, RowCommitments.Extend(infinite, all, KzgSettings.Default));
    }

    [Fact]
    public void ChunkProofs_AtAnyPlace_HoldAndNothingElseDoes()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var (published, square) = (_published.Value, Square());
        var (proof, chunk) = (new byte[PointSize], new byte[ExtendedDataSquare.ChunkSize]);
        (int Row, int Column)[] places = [(0, 0), (63, 64), (64, 63), (127, 127), .. Enumerable.Range(0, 12).Select(_ => (random.Next(Size), random.Next(Size)))];
        foreach (var (row, column) in places)
        {
            square.GetChunk(row, column, chunk);
            RowCommitments.ComputeChunkProof(square, row, column, proof, KzgSettings.Default);
            Assert.Equal(KzgRefusal.None, RowCommitments.VerifyChunkProof(published.Rows(row), column, chunk, proof, KzgSettings.Default));
            Assert.Equal(
                KzgRefusal.EquationDoesNotHold,
                RowCommitments.VerifyChunkProof(published.Rows(row), column ^ 1, chunk, proof, KzgSettings.Default));
            Assert.Equal(
                KzgRefusal.EquationDoesNotHold,
                RowCommitments.VerifyChunkProof(published.Rows(row ^ 1), column, chunk, proof, KzgSettings.Default));
            Assert.Equal(
                KzgRefusal.CellIndexOutOfRange, RowCommitments.VerifyChunkProof(published.Rows(row), Size, chunk, proof, KzgSettings.Default));
        }

        for (var bit = 0; bit < 8 * PointSize; bit++)
        {
            var changed = proof.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            var (row, column) = places[^1];
            Assert.NotEqual(KzgRefusal.None, RowCommitments.VerifyChunkProof(published.Rows(row), column, chunk, changed, KzgSettings.Default));
        }

        for (var bit = 0; bit < 8 * chunk.Length; bit++)
        {
            var changed = chunk.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            var (row, column) = places[^1];
            Assert.NotEqual(KzgRefusal.None, RowCommitments.VerifyChunkProof(published.Rows(row), column, changed, proof, KzgSettings.Default));
        }
    }

    [Fact]
    public void FromBlobAndExtend_MalformedInput_IsRefused()
    {
        Assert.Equal(ExtensionRefusal.WrongLength, ExtendedDataSquare.FromBlob(_blob.AsSpan(1), out var square));
        Assert.Null(square);
        Assert.Equal(ExtensionRefusal.WrongLength, ExtendedDataSquare.Extend([], out square));
        Assert.Null(square);
        var blob = _blob.ToArray();
        blob.AsSpan(^32).Fill(0xff);
        Assert.Equal(ExtensionRefusal.FieldElementNotCanonical, ExtendedDataSquare.FromBlob(blob, out _));
        Assert.Equal(ExtensionRefusal.FieldElementNotCanonical, ExtendedDataSquare.Extend(blob, out _));
    }

    private static ExtendedDataSquare Square()
    {
        Assert.Equal(ExtensionRefusal.None, ExtendedDataSquare.FromBlob(_blob, out var square));
        return square!;
    }

    // What a proposer would publish of the blob.
    private sealed class Published
    {
        public Published() => RowCommitments.Compute(Square(), Commitments, KzgSettings.Default);

        public byte[] Commitments { get; } = new byte[RowCommitments.ByteSize];

        public byte[] Rows(int row) => Commitments.AsSpan(row * PointSize, PointSize).ToArray();
    }
}
