using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.ErasureCoding;
using LazAI.Cryptography.Kzg;
using LazAI.Cryptography.Polynomials;
using Xunit.Abstractions;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;
using G1Jacobian = LazAI.Cryptography.Curves.JacobianPoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;

namespace LazAI.Cryptography.Tests.ErasureCoding;

public class RowsOfBlobTests(ITestOutputHelper output)
{
    private const int Seed = 20261122;
    private const int DataSize = ExtendedDataSquare.DataSize;
    private const int PointSize = RowCommitments.CommitmentSize;

    private static readonly KzgSettings _settings = KzgSettings.Default;
    private static readonly Lazy<Published> _published = new(() => new());

    [Fact]
    public void Verify_RowsOfTheBlob_HoldsForThemAlone()
    {
        var published = _published.Value;
        Assert.Equal(KzgRefusal.None, Verify(published.Blob, published.Rows, published.Proof));
        Assert.Equal(KzgRefusal.EquationDoesNotHold, Verify(published.Rows[..PointSize], published.Rows, published.Proof));
        Assert.Equal(
            KzgRefusal.EquationDoesNotHold,
            Verify(published.Blob, [.. published.Rows.AsSpan(PointSize), .. published.Rows.AsSpan(..PointSize)], published.Proof));
    }

    [Fact]
    public void ComputeProof_OfOtherRows_DoesNotHold()
    {
        output.WriteLine($"seed {Seed}");
        var published = _published.Value;
        foreach (var row in (int[])[0, 1, 2, 63])
        {
            var rows = published.Rows.ToArray();
            published.Rows.AsSpan((row + 1) % DataSize * PointSize, PointSize).CopyTo(rows.AsSpan(row * PointSize));
            Assert.Equal(KzgRefusal.EquationDoesNotHold, Verify(published.Blob, rows, published.Prove(rows)));
        }
    }

    // A row plus a multiple of X^64 - v_r is no codeword, leaves the same remainder, and its chunks can be proven.
    [Fact]
    public void Verify_RowsOfHigherDegree_AreRefusedThoughTheirChunksAreProven()
    {
        const int Row = 5, Column = 9;
        var published = _published.Value;
        var rows = new byte[RowsOfBlob.DataCommitmentsSize];
        for (var row = 0; row < DataSize; row++)
        {
            var height = KzgSettings.Domain.Point(row);
            Points.ReadCommitment(published.Rows.AsSpan(row * PointSize, PointSize), out var commitment);
            var raised = LinearCombination.Sum([_settings.Powers[DataSize], G1.Generator], [Fr.One, -height]) + commitment;
            PointEncoding.WriteCompressed(raised.ToAffine(), rows.AsSpan(row * PointSize, PointSize));
        }

        // The wrong chunk: its value is greater by v_c^64 - v_r, and the quotient by that of X^64 - v_r.
        var (z, chunk, proof) = (KzgSettings.Domain.Point(Column), new byte[32], new byte[PointSize]);
        var polynomial = new Fr[Eip4844.FieldElementsPerBlob];
        published.Square.RowPolynomial(Row, polynomial.AsSpan(0, DataSize));
        polynomial[DataSize] = Fr.One;
        polynomial[0] -= KzgSettings.Domain.Point(Row);
        var value = Polynomial.DivideByLinear<Fr>(polynomial, in z);
        value.Write(chunk);
        _settings.Commit(polynomial, proof);
        Assert.NotEqual(published.Square.Chunk(Row, Column), value);
        Assert.Equal(
            KzgRefusal.None,
            RowCommitments.VerifyChunkProof(rows.AsSpan(Row * PointSize, PointSize), Column, chunk, proof, _settings));

        // The remainder is right, and the quotient may be any that fits it: neither is the combination of these commitments.
        var forged = published.Prove(rows);
        Assert.Equal(KzgRefusal.EquationDoesNotHold, Verify(published.Blob, rows, forged));
        var quotient = forged.AsSpan(^PointSize..);
        Points.ReadProof(quotient, out var point);
        PointEncoding.WriteCompressed((new G1Jacobian(in point) - G1.Generator).ToAffine(), quotient);
        Assert.Equal(KzgRefusal.EquationDoesNotHold, Verify(published.Blob, rows, forged));
    }

    [Fact]
    public void Verify_AnyBitChanged_IsRefused()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var published = _published.Value;
        for (var i = 0; i < 100; i++)
        {
            Assert.NotEqual(KzgRefusal.None, Verify(published.Blob, published.Rows, Change(published.Proof, random.Next(8 * RowsOfBlob.ProofSize))));
            Assert.NotEqual(KzgRefusal.None, Verify(published.Blob, Change(published.Rows, random.Next(8 * published.Rows.Length)), published.Proof));
        }

        // Every bit of the two points.
        for (var bit = 0; bit < 8 * PointSize; bit++)
        {
            Assert.NotEqual(KzgRefusal.None, Verify(Change(published.Blob, bit), published.Rows, published.Proof));
            Assert.NotEqual(KzgRefusal.None, Verify(published.Blob, published.Rows, Change(published.Proof, 8 * DataSize * 32 + bit)));
        }
    }

    [Fact]
    public void Verify_MalformedInput_IsRefusedByName()
    {
        var (blob, rows, proof) = (_published.Value.Blob, _published.Value.Rows, _published.Value.Proof);
        Assert.Equal(KzgRefusal.CommitmentLength, Verify(blob[1..], rows, proof));
        Assert.Equal(KzgRefusal.CommitmentLength, Verify(blob, rows[1..], proof));
        Assert.Equal(KzgRefusal.CommitmentLength, Verify(blob, [], proof));
        Assert.Equal(KzgRefusal.ProofLength, Verify(blob, rows, []));
        Assert.Equal(KzgRefusal.ProofLength, Verify(blob, rows, [.. proof, 0]));
        Assert.Equal(KzgRefusal.FieldElementNotCanonical, Verify(blob, rows, [.. Enumerable.Repeat((byte)0xff, 32), .. proof.AsSpan(32)]));
        Assert.Equal(KzgRefusal.ProofEncoding, Verify(blob, rows, [.. proof.AsSpan(..^PointSize), .. new byte[PointSize]]));
        Assert.Equal(KzgRefusal.CommitmentEncoding, Verify(blob, [.. new byte[PointSize], .. rows.AsSpan(PointSize)], proof));
        Assert.Equal(KzgRefusal.CommitmentLength, RowsOfBlob.ComputeProof(_published.Value.Square, blob, rows.AsSpan(1), proof.ToArray(), _settings));
        Assert.Equal(KzgRefusal.CommitmentLength, RowsOfBlob.ComputeProof(_published.Value.Square, [], rows, proof.ToArray(), _settings));
    }

    private static KzgRefusal Verify(byte[] blob, byte[] rows, byte[] proof) => RowsOfBlob.Verify(blob, rows, proof, _settings);

    private static byte[] Change(byte[] bytes, int bit)
    {
        var changed = bytes.ToArray();
        changed[bit / 8] ^= (byte)(1 << (bit % 8));
        return changed;
    }

    private sealed class Published
    {
        public Published()
        {
            var blob = Squares.Blob(Seed);
            Assert.Equal(KzgRefusal.None, Eip4844.BlobToKzgCommitment(blob, Blob, _settings));
            Assert.Equal(ExtensionRefusal.None, ExtendedDataSquare.FromBlob(blob, out var square));
            Square = square!;
            var all = new byte[RowCommitments.ByteSize];
            RowCommitments.Compute(Square, all, _settings);
            Rows = all[..RowsOfBlob.DataCommitmentsSize];
            Proof = Prove(Rows);
        }

        public byte[] Blob { get; } = new byte[PointSize];

        public ExtendedDataSquare Square { get; }

        public byte[] Rows { get; }

        public byte[] Proof { get; }

        public byte[] Prove(byte[] rows)
        {
            var proof = new byte[RowsOfBlob.ProofSize];
            Assert.Equal(KzgRefusal.None, RowsOfBlob.ComputeProof(Square, Blob, rows, proof, _settings));
            return proof;
        }
    }
}
