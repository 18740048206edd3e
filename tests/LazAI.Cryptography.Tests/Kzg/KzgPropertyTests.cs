using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Kzg;
using LazAI.Cryptography.Tests.ErasureCoding;
using Xunit.Abstractions;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;
using G1Curve = LazAI.Cryptography.Bls12381.G1Curve;

namespace LazAI.Cryptography.Tests.Kzg;

/// <summary>What holds for every blob, tried on random ones.</summary>
public class KzgPropertyTests(ITestOutputHelper output)
{
    private const int Seed = 20261122;

    private static readonly KzgSettings _settings = KzgSettings.Default;
    private static readonly Lazy<Prepared> _prepared = new(() => new(Squares.Blob(Seed)));

    [Fact]
    public void Commitments_AreLinear()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var (a, b) = (Elements(Squares.Blob(Seed)), Elements(Squares.Blob(Seed + 1)));
        var factor = Fr.FromUInt64((ulong)random.NextInt64());
        Fr[] combined = [.. a.Zip(b, (x, y) => x + factor * y)];

        Span<ulong> words = stackalloc ulong[4];
        factor.ToWords(words);
        var expected = ScalarMultiplication.VariableTime(new JacobianPoint<Fp, G1Curve>(Commit(b)), words) + Commit(a);
        Assert.Equal(expected.ToAffine(), Commit(combined));
    }

    [Fact]
    public void KzgProofs_AtRandomPointsAndAtRoots_Hold()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var prepared = _prepared.Value;
        var (z, proof, y) = (new byte[32], new byte[48], new byte[32]);
        for (var i = 0; i < 6; i++)
        {
            var index = random.Next(4096);
            random.NextBytes(z);
            z[0] &= 0x3f;
            if (i < 3)
            {
                KzgSettings.Domain.Point(index).Write(z);
            }

            Assert.Equal(KzgRefusal.None, Eip4844.ComputeKzgProof(prepared.Blob, z, proof, y, _settings));
            Assert.Equal(KzgRefusal.None, Eip4844.VerifyKzgProof(prepared.Commitment, z, y, proof, _settings));
            if (i < 3)
            {
                Assert.Equal(prepared.Blob.AsSpan(32 * index, 32).ToArray(), y);
            }

            y[31] ^= 1;
            Assert.Equal(KzgRefusal.EquationDoesNotHold, Eip4844.VerifyKzgProof(prepared.Commitment, z, y, proof, _settings));
        }
    }

    [Fact]
    public void ConstantAndZeroBlobs_HaveTheIdentityAsProof()
    {
        byte[] infinity = [0xc0, .. new byte[47]];
        var (commitment, proof, blob) = (new byte[48], new byte[48], new byte[Eip4844.BlobSize]);
        foreach (var value in new byte[] { 0, 7 })
        {
            for (var i = 31; i < blob.Length; i += 32)
            {
                blob[i] = value;
            }

            Assert.Equal(KzgRefusal.None, Eip4844.BlobToKzgCommitment(blob, commitment, _settings));
            Assert.Equal(value == 0, commitment.AsSpan().SequenceEqual(infinity));
            Assert.Equal(KzgRefusal.None, Eip4844.ComputeBlobKzgProof(blob, commitment, proof, _settings));
            Assert.Equal(infinity, proof);
            Assert.Equal(KzgRefusal.None, Eip4844.VerifyBlobKzgProof(blob, commitment, proof, _settings));
        }
    }

    [Fact]
    public void RecoverCellsAndKzgProofs_FromRandomCells_IsExact()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var prepared = _prepared.Value;
        foreach (var count in new[] { 64, 65, 100, 127, 128, 64 })
        {
            var indices = Enumerable.Range(0, 128).Select(i => (ulong)i).ToArray();
            random.Shuffle(indices);
            indices = [.. indices.Take(count).Order()];
            var (cells, proofs) = (new byte[prepared.Cells.Length], new byte[prepared.Proofs.Length]);
            Assert.Equal(KzgRefusal.None, Eip7594.RecoverCellsAndKzgProofs(indices, prepared.CellsAt(indices), cells, proofs, _settings));
            Assert.Equal(prepared.Cells, cells);
            Assert.Equal(prepared.Proofs, proofs);
        }
    }

    [Fact]
    public void RecoverCellsAndKzgProofs_AWrongCellAmongMoreThanEnough_IsInconsistent()
    {
        var prepared = _prepared.Value;
        ulong[] indices = [.. Enumerable.Range(10, 65).Select(i => (ulong)i)];
        var given = prepared.CellsAt(indices);
        var wrong = given[33].ToArray();
        wrong[2047] ^= 1;
        given[33] = wrong;
        var (cells, proofs) = (new byte[prepared.Cells.Length], new byte[prepared.Proofs.Length]);
        Assert.Equal(KzgRefusal.CellsInconsistent, Eip7594.RecoverCellsAndKzgProofs(indices, given, cells, proofs, _settings));
    }

    [Fact]
    public void OtherOptions_GiveTheSameProofs()
    {
        SameProofs(new() { DegreeOfParallelism = 3 });
        SameProofs(new() { PrecomputedTables = false });
        SameProofs(new() { PrecomputedTables = false, DegreeOfParallelism = 2 });
    }

    [Fact]
    public void VerifyCellKzgProofBatch_CellsOfSeveralBlobsInAnyOrderAndTwice_Holds()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        Prepared[] all = [_prepared.Value, new(Squares.Blob(Seed + 2))];
        (Prepared Blob, int Index)[] items = [.. Enumerable.Range(0, 40).Select(_ => (all[random.Next(2)], random.Next(128)))];
        items[7] = items[3];
        KzgRefusal Verify() => Eip7594.VerifyCellKzgProofBatch(
            [.. items.Select(item => (ReadOnlyMemory<byte>)item.Blob.Commitment)],
            [.. items.Select(item => (ulong)item.Index)],
            [.. items.Select(item => item.Blob.Cell(item.Index))],
            [.. items.Select(item => item.Blob.Proof(item.Index))],
            _settings);
        Assert.Equal(KzgRefusal.None, Verify());
    }

    [Fact]
    public void EverySingleBit_OfOpenings_IsRefused()
    {
        var prepared = _prepared.Value;
        var (z, proof, y) = (new byte[32], new byte[48], new byte[32]);
        z[31] = 9;
        Assert.Equal(KzgRefusal.None, Eip4844.ComputeKzgProof(prepared.Blob, z, proof, y, _settings));
        EveryBit(prepared.Commitment, changed => Eip4844.VerifyKzgProof(changed, z, y, proof, _settings));
        EveryBit(z, changed => Eip4844.VerifyKzgProof(prepared.Commitment, changed, y, proof, _settings));
        EveryBit(y, changed => Eip4844.VerifyKzgProof(prepared.Commitment, z, changed, proof, _settings));
        EveryBit(proof, changed => Eip4844.VerifyKzgProof(prepared.Commitment, z, y, changed, _settings));
    }

    [Fact]
    public void EverySingleBit_OfBlobProofsAndCommitments_IsRefused()
    {
        var prepared = _prepared.Value;
        EveryBit(prepared.BlobProof, changed => Eip4844.VerifyBlobKzgProof(prepared.Blob, prepared.Commitment, changed, _settings));
        EveryBit(prepared.Commitment, changed => Eip4844.VerifyBlobKzgProof(prepared.Blob, changed, prepared.BlobProof, _settings));
        EveryBit(
            prepared.Blob,
            changed => Eip4844.VerifyBlobKzgProof(changed, prepared.Commitment, prepared.BlobProof, _settings),
            step: 8 * Eip4844.BlobSize / 61);
    }

    [Fact]
    public void EverySingleBit_OfCellsProofsAndCommitments_IsRefused()
    {
        var prepared = _prepared.Value;
        const int index = 93;
        KzgRefusal Verify(byte[] commitment, byte[] cell, byte[] proof) =>
            Eip7594.VerifyCellKzgProofBatch([commitment], [index], [cell], [proof], _settings);
        var (cell, proof) = (prepared.Cell(index).ToArray(), prepared.Proof(index).ToArray());
        Assert.Equal(KzgRefusal.None, Verify(prepared.Commitment, cell, proof));
        EveryBit(proof, changed => Verify(prepared.Commitment, cell, changed));
        EveryBit(prepared.Commitment, changed => Verify(changed, cell, proof));
        EveryBit(cell, changed => Verify(prepared.Commitment, changed, proof), step: 37);
    }

    [Fact]
    public void Verification_AllocatesNothing()
    {
        var prepared = _prepared.Value;
        ReadOnlyMemory<byte>[] blobs = [prepared.Blob, prepared.Blob];
        ReadOnlyMemory<byte>[] commitments = [prepared.Commitment, prepared.Commitment];
        ReadOnlyMemory<byte>[] blobProofs = [prepared.BlobProof, prepared.BlobProof];
        ReadOnlyMemory<byte>[] cells = [prepared.Cell(1), prepared.Cell(2)];
        ReadOnlyMemory<byte>[] cellProofs = [prepared.Proof(1), prepared.Proof(2)];
        ulong[] indices = [1, 2];
        bool Verify() =>
            (Eip4844.VerifyBlobKzgProof(prepared.Blob, prepared.Commitment, prepared.BlobProof, _settings)
            | Eip4844.VerifyBlobKzgProofBatch(blobs, commitments, blobProofs, _settings)
            | Eip7594.VerifyCellKzgProofBatch(commitments, indices, cells, cellProofs, _settings)) == KzgRefusal.None;
        Assert.True(Verify());
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(Verify());
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void SameProofs(KzgOptions options)
    {
        var prepared = _prepared.Value;
        var settings = new KzgSettings(TrustedSetup.Ethereum, options);
        var (cells, proofs, commitment) = (new byte[prepared.Cells.Length], new byte[prepared.Proofs.Length], new byte[48]);
        Assert.Equal(KzgRefusal.None, Eip7594.ComputeCellsAndKzgProofs(prepared.Blob, cells, proofs, settings));
        Assert.Equal(prepared.Cells, cells);
        Assert.Equal(prepared.Proofs, proofs);
        Assert.Equal(KzgRefusal.None, Eip4844.BlobToKzgCommitment(prepared.Blob, commitment, settings));
        Assert.Equal(prepared.Commitment, commitment);
    }

    private static void EveryBit(byte[] bytes, Func<byte[], KzgRefusal> verify, int step = 1)
    {
        Assert.Equal(KzgRefusal.None, verify(bytes));
        for (var bit = 0; bit < 8 * bytes.Length; bit += step)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(KzgRefusal.None, verify(changed));
        }
    }

    private static Fr[] Elements(byte[] blob)
    {
        var elements = new Fr[Eip4844.FieldElementsPerBlob];
        Assert.True(FieldElements.TryRead(blob, elements));
        return elements;
    }

    private static AffinePoint<Fp, G1Curve> Commit(Fr[] values)
    {
        var (blob, commitment) = (new byte[Eip4844.BlobSize], new byte[48]);
        FieldElements.Write(values, blob);
        Assert.Equal(KzgRefusal.None, Eip4844.BlobToKzgCommitment(blob, commitment, _settings));
        Assert.Equal(KzgRefusal.None, Points.ReadCommitment(commitment, out var point));
        return point;
    }

    private sealed class Prepared
    {
        public Prepared(byte[] blob)
        {
            Blob = blob;
            Assert.Equal(KzgRefusal.None, Eip4844.BlobToKzgCommitment(blob, Commitment, _settings));
            Assert.Equal(KzgRefusal.None, Eip4844.ComputeBlobKzgProof(blob, Commitment, BlobProof, _settings));
            Assert.Equal(KzgRefusal.None, Eip7594.ComputeCellsAndKzgProofs(blob, Cells, Proofs, _settings));
        }

        public byte[] Blob { get; }

        public byte[] Commitment { get; } = new byte[Eip4844.CommitmentSize];

        public byte[] BlobProof { get; } = new byte[Eip4844.ProofSize];

        public byte[] Cells { get; } = new byte[Eip7594.CellsPerExtBlob * Eip7594.CellSize];

        public byte[] Proofs { get; } = new byte[Eip7594.CellsPerExtBlob * Eip4844.ProofSize];

        public ReadOnlyMemory<byte> Cell(int index) => Cells.AsMemory(index * Eip7594.CellSize, Eip7594.CellSize);

        public ReadOnlyMemory<byte> Proof(int index) => Proofs.AsMemory(index * Eip4844.ProofSize, Eip4844.ProofSize);

        public ReadOnlyMemory<byte>[] CellsAt(ulong[] indices) => [.. indices.Select(index => Cell((int)index))];
    }
}
