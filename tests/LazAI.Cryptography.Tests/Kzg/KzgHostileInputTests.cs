using LazAI.Cryptography.Kzg;

namespace LazAI.Cryptography.Tests.Kzg;

/// <summary>Input that nobody honest sends: each has its own name and no exception, wherever it stands.</summary>
public class KzgHostileInputTests
{
    private static readonly KzgSettings _settings = KzgSettings.Default;

    // The generator, which is the commitment to 1; the identity, which is that to 0; a small number.
    private static readonly byte[] _one = Convert.FromHexString(
        "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb");

    private static readonly byte[] _zero = [0xc0, .. new byte[47]];
    private static readonly byte[] _field = new byte[32];
    private static readonly byte[] _blob = new byte[Eip4844.BlobSize];
    private static readonly byte[] _cell = new byte[Eip7594.CellSize];

    // r and 2^256 - 1.
    private static readonly byte[] _modulus = Convert.FromHexString("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");
    private static readonly byte[] _largest = [.. Enumerable.Repeat((byte)0xff, 32)];

    public static TheoryData<string, string, KzgRefusal, KzgRefusal> BadPoints => new()
    {
        { "empty", "", KzgRefusal.CommitmentLength, KzgRefusal.ProofLength },
        { "47 bytes", new string('0', 94), KzgRefusal.CommitmentLength, KzgRefusal.ProofLength },
        { "49 bytes", "c0" + new string('0', 96), KzgRefusal.CommitmentLength, KzgRefusal.ProofLength },
        { "uncompressed flag", new string('0', 96), KzgRefusal.CommitmentEncoding, KzgRefusal.ProofEncoding },
        { "infinity with a sign", "e0" + new string('0', 94), KzgRefusal.CommitmentEncoding, KzgRefusal.ProofEncoding },
        { "infinity with a bit", "c0" + new string('0', 93) + "1", KzgRefusal.CommitmentEncoding, KzgRefusal.ProofEncoding },
        { "x = p", "9a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab", KzgRefusal.CommitmentEncoding, KzgRefusal.ProofEncoding },
        { "x = 2^381 - 1", "9f" + new string('f', 94), KzgRefusal.CommitmentEncoding, KzgRefusal.ProofEncoding },
        { "x = 1, off the curve", "80" + new string('0', 93) + "1", KzgRefusal.CommitmentNotOnCurve, KzgRefusal.ProofNotOnCurve },
        { "x = 4, out of the subgroup", "80" + new string('0', 93) + "4", KzgRefusal.CommitmentNotInSubgroup, KzgRefusal.ProofNotInSubgroup },
        { "x = 0, of order 3", "80" + new string('0', 94), KzgRefusal.CommitmentNotInSubgroup, KzgRefusal.ProofNotInSubgroup },
    };

    [Theory]
    [MemberData(nameof(BadPoints))]
    public void BadPoint_AsCommitmentOrProof_IsRefusedByName(string name, string hex, KzgRefusal asCommitment, KzgRefusal asProof)
    {
        Assert.NotEmpty(name);
        var bad = Convert.FromHexString(hex);
        Assert.Equal(asCommitment, Eip4844.VerifyKzgProof(bad, _field, _field, _zero, _settings));
        Assert.Equal(asProof, Eip4844.VerifyKzgProof(_zero, _field, _field, bad, _settings));
        Assert.Equal(asCommitment, Eip4844.VerifyBlobKzgProof(_blob, bad, _zero, _settings));
        Assert.Equal(asProof, Eip4844.VerifyBlobKzgProof(_blob, _zero, bad, _settings));
        Assert.Equal(asCommitment, Eip4844.VerifyBlobKzgProofBatch([_blob, _blob], [_zero, bad], [_zero, _zero], _settings));
        Assert.Equal(asProof, Eip4844.VerifyBlobKzgProofBatch([_blob, _blob], [_zero, _zero], [_zero, bad], _settings));
        Assert.Equal(asCommitment, Eip4844.ComputeBlobKzgProof(_blob, bad, new byte[48], _settings));
        Assert.Equal(asCommitment, Eip7594.VerifyCellKzgProofBatch([_zero, bad], [0, 1], [_cell, _cell], [_zero, _zero], _settings));
        Assert.Equal(asProof, Eip7594.VerifyCellKzgProofBatch([_zero, _zero], [0, 1], [_cell, _cell], [_zero, bad], _settings));
        if (bad.Length != 48)
        {
            Assert.Equal(asCommitment, Eip4844.KzgCommitmentToVersionedHash(bad, new byte[32]));
        }
    }

    [Fact]
    public void BadFieldElement_Anywhere_IsRefusedByName()
    {
        foreach (var bad in new[] { _modulus, _largest })
        {
            foreach (var place in new[] { 0, 2047, 4095 })
            {
                var blob = _blob.ToArray();
                bad.CopyTo(blob, 32 * place);
                Assert.Equal(KzgRefusal.FieldElementNotCanonical, Eip4844.BlobToKzgCommitment(blob, new byte[48], _settings));
                Assert.Equal(KzgRefusal.FieldElementNotCanonical, Eip4844.ComputeKzgProof(blob, _field, new byte[48], new byte[32], _settings));
                Assert.Equal(KzgRefusal.FieldElementNotCanonical, Eip4844.ComputeBlobKzgProof(blob, _zero, new byte[48], _settings));
                Assert.Equal(KzgRefusal.FieldElementNotCanonical, Eip4844.VerifyBlobKzgProof(blob, _zero, _zero, _settings));
                Assert.Equal(KzgRefusal.FieldElementNotCanonical, Eip4844.VerifyBlobKzgProofBatch([_blob, blob], [_zero, _zero], [_zero, _zero], _settings));
                Assert.Equal(KzgRefusal.FieldElementNotCanonical, Eip7594.ComputeCells(blob, new byte[262_144]));
                Assert.Equal(KzgRefusal.FieldElementNotCanonical, Eip7594.ComputeCellsAndKzgProofs(blob, new byte[262_144], new byte[6_144], _settings));
            }

            var cell = _cell.ToArray();
            bad.CopyTo(cell, 32 * 63);
            Assert.Equal(KzgRefusal.FieldElementNotCanonical, Eip7594.VerifyCellKzgProofBatch([_zero], [0], [cell], [_zero], _settings));
            var cells = Cells(64);
            cells[63] = cell;
            Assert.Equal(KzgRefusal.FieldElementNotCanonical, Recover(Indices(64), cells));
            Assert.Equal(KzgRefusal.FieldElementNotCanonical, Eip4844.VerifyKzgProof(_zero, bad, _field, _zero, _settings));
            Assert.Equal(KzgRefusal.FieldElementNotCanonical, Eip4844.VerifyKzgProof(_zero, _field, bad, _zero, _settings));
            Assert.Equal(KzgRefusal.FieldElementNotCanonical, Eip4844.ComputeKzgProof(_blob, bad, new byte[48], new byte[32], _settings));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void FieldElement_OfAnotherLength_IsRefused(int length)
    {
        var bad = new byte[length];
        Assert.Equal(KzgRefusal.FieldElementLength, Eip4844.VerifyKzgProof(_zero, bad, _field, _zero, _settings));
        Assert.Equal(KzgRefusal.FieldElementLength, Eip4844.VerifyKzgProof(_zero, _field, bad, _zero, _settings));
        Assert.Equal(KzgRefusal.FieldElementLength, Eip4844.ComputeKzgProof(_blob, bad, new byte[48], new byte[32], _settings));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Eip4844.BlobSize - 1)]
    [InlineData(Eip4844.BlobSize + 1)]
    [InlineData(2 * Eip4844.BlobSize)]
    public void Blob_OfAnotherLength_IsRefused(int length)
    {
        var bad = new byte[length];
        Assert.Equal(KzgRefusal.BlobLength, Eip4844.BlobToKzgCommitment(bad, new byte[48], _settings));
        Assert.Equal(KzgRefusal.BlobLength, Eip4844.ComputeKzgProof(bad, _field, new byte[48], new byte[32], _settings));
        Assert.Equal(KzgRefusal.BlobLength, Eip4844.ComputeBlobKzgProof(bad, _zero, new byte[48], _settings));
        Assert.Equal(KzgRefusal.BlobLength, Eip4844.VerifyBlobKzgProof(bad, _zero, _zero, _settings));
        Assert.Equal(KzgRefusal.BlobLength, Eip4844.VerifyBlobKzgProofBatch([bad], [_zero], [_zero], _settings));
        Assert.Equal(KzgRefusal.BlobLength, Eip7594.ComputeCells(bad, new byte[262_144]));
        Assert.Equal(KzgRefusal.BlobLength, Eip7594.ComputeCellsAndKzgProofs(bad, new byte[262_144], new byte[6_144], _settings));
    }

    [Fact]
    public void Batches_OfZeroOrTooManyOrUnequalCounts_AreNamed()
    {
        Assert.Equal(KzgRefusal.None, Eip4844.VerifyBlobKzgProofBatch([], [], [], _settings));
        Assert.Equal(KzgRefusal.CountMismatch, Eip4844.VerifyBlobKzgProofBatch([_blob], [], [], _settings));
        Assert.Equal(KzgRefusal.CountMismatch, Eip4844.VerifyBlobKzgProofBatch([_blob], [_zero, _zero], [_zero], _settings));
        Assert.Equal(KzgRefusal.CountMismatch, Eip4844.VerifyBlobKzgProofBatch([_blob], [_zero], [_zero, _zero], _settings));
        var many = Repeat(_blob, Eip4844.BatchBlobsMaximum + 1);
        Assert.Equal(KzgRefusal.TooMany, Eip4844.VerifyBlobKzgProofBatch(many, Repeat(_zero, many.Length), Repeat(_zero, many.Length), _settings));

        Assert.Equal(KzgRefusal.None, Eip7594.VerifyCellKzgProofBatch([], [], [], [], _settings));
        Assert.Equal(KzgRefusal.CountMismatch, Eip7594.VerifyCellKzgProofBatch([], [0], [_cell], [_zero], _settings));
        Assert.Equal(KzgRefusal.CountMismatch, Eip7594.VerifyCellKzgProofBatch([_zero], [], [_cell], [_zero], _settings));
        Assert.Equal(KzgRefusal.CountMismatch, Eip7594.VerifyCellKzgProofBatch([_zero], [0], [_cell, _cell], [_zero], _settings));
        Assert.Equal(KzgRefusal.CountMismatch, Eip7594.VerifyCellKzgProofBatch([_zero], [0], [_cell], [], _settings));
        var cells = Repeat(_cell, Eip7594.BatchCellsMaximum + 1);
        Assert.Equal(
            KzgRefusal.TooMany,
            Eip7594.VerifyCellKzgProofBatch(Repeat(_zero, cells.Length), new ulong[cells.Length], cells, Repeat(_zero, cells.Length), _settings));
    }

    [Theory]
    [InlineData(128UL)]
    [InlineData(129UL)]
    [InlineData(1UL << 32)]
    [InlineData(ulong.MaxValue)]
    public void CellIndex_OutOfRange_IsRefused(ulong index)
    {
        Assert.Equal(KzgRefusal.CellIndexOutOfRange, Eip7594.VerifyCellKzgProofBatch([_zero], [index], [_cell], [_zero], _settings));
        var indices = Indices(64);
        indices[63] = index;
        Assert.Equal(KzgRefusal.CellIndexOutOfRange, Recover(indices, Cells(64)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2047)]
    [InlineData(2049)]
    public void Cell_OfAnotherLength_IsRefused(int length)
    {
        Assert.Equal(KzgRefusal.CellLength, Eip7594.VerifyCellKzgProofBatch([_zero], [0], [new byte[length]], [_zero], _settings));
        var cells = Cells(64);
        cells[5] = new byte[length];
        Assert.Equal(KzgRefusal.CellLength, Recover(Indices(64), cells));
    }

    [Fact]
    public void Recovery_FromTooFewTooManyOrDisorderedCells_IsNamed()
    {
        Assert.Equal(KzgRefusal.None, Recover(Indices(64), Cells(64)));
        Assert.Equal(KzgRefusal.TooFewCells, Recover([], []));
        Assert.Equal(KzgRefusal.TooFewCells, Recover(Indices(63), Cells(63)));
        Assert.Equal(KzgRefusal.TooMany, Recover(Indices(129), Cells(129)));
        Assert.Equal(KzgRefusal.CountMismatch, Recover(Indices(64), Cells(65)));
        Assert.Equal(KzgRefusal.CellIndicesNotAscending, Recover([.. Indices(64).Reverse()], Cells(64)));
        Assert.Equal(KzgRefusal.CellIndicesNotAscending, Recover([0, .. Indices(63)], Cells(64)));
        Assert.Equal(KzgRefusal.CellIndicesNotAscending, Recover([.. Indices(64), 63], Cells(65)));
    }

    [Fact]
    public void WellFormedButWrong_IsToldFromMalformed()
    {
        Assert.Equal(KzgRefusal.EquationDoesNotHold, Eip4844.VerifyKzgProof(_one, _field, _field, _zero, _settings));
        Assert.Equal(KzgRefusal.EquationDoesNotHold, Eip4844.VerifyBlobKzgProof(_blob, _one, _zero, _settings));
        Assert.Equal(KzgRefusal.EquationDoesNotHold, Eip4844.VerifyBlobKzgProofBatch([_blob, _blob], [_zero, _zero], [_one, _zero], _settings));
        Assert.Equal(KzgRefusal.EquationDoesNotHold, Eip7594.VerifyCellKzgProofBatch([_one], [0], [_cell], [_zero], _settings));
    }

    [Fact]
    public void Precompile_MalformedInput_IsNamed()
    {
        var input = new byte[PointEvaluationPrecompile.InputSize];
        _zero.CopyTo(input, 96);
        _zero.CopyTo(input, 144);
        Assert.Equal(KzgRefusal.None, Eip4844.KzgCommitmentToVersionedHash(_zero, input));
        var output = new byte[PointEvaluationPrecompile.OutputSize];
        Assert.Equal(KzgRefusal.None, PointEvaluationPrecompile.Run(input, output, _settings));
        Assert.Equal(new string('0', 60) + "1000" + Convert.ToHexStringLower(_modulus), Convert.ToHexStringLower(output));

        Assert.Equal(KzgRefusal.PrecompileInputLength, PointEvaluationPrecompile.Run(input.AsSpan(1), output, _settings));
        Assert.Equal(KzgRefusal.PrecompileInputLength, PointEvaluationPrecompile.Run([.. input, 0], output, _settings));
        foreach (var place in new[] { 0, 31, 100 })
        {
            var changed = input.ToArray();
            changed[place] ^= 1;
            Assert.Equal(KzgRefusal.VersionedHashMismatch, PointEvaluationPrecompile.Run(changed, output, _settings));
        }

        input[95] = 1;
        Assert.Equal(KzgRefusal.EquationDoesNotHold, PointEvaluationPrecompile.Run(input, output, _settings));
        _modulus.CopyTo(input, 64);
        Assert.Equal(KzgRefusal.FieldElementNotCanonical, PointEvaluationPrecompile.Run(input, output, _settings));
    }

    [Fact]
    public void VersionedHash_OfThePublishedCommitment_IsThePublishedHash()
    {
        // From the precompile's test in go-ethereum.
        var commitment = Convert.FromHexString(
            "8f59a8d2a1a625a17f3fea0fe5eb8c896db3764f3185481bc22f91b4aaffcca25f26936857bc3a7c2539ea8ec3a952b7");
        var hash = new byte[32];
        Assert.Equal(KzgRefusal.None, Eip4844.KzgCommitmentToVersionedHash(commitment, hash));
        Assert.Equal("01e798154708fe7789429634053cbf9f99b619f9f084048927333fce637f549b", Convert.ToHexStringLower(hash));
    }

    private static KzgRefusal Recover(ulong[] indices, ReadOnlyMemory<byte>[] cells) =>
        Eip7594.RecoverCellsAndKzgProofs(indices, cells, new byte[262_144], new byte[6_144], _settings);

    private static ulong[] Indices(int count) => [.. Enumerable.Range(0, count).Select(i => (ulong)i)];

    private static ReadOnlyMemory<byte>[] Cells(int count) => Repeat(_cell, count);

    private static ReadOnlyMemory<byte>[] Repeat(byte[] bytes, int count) => [.. Enumerable.Repeat((ReadOnlyMemory<byte>)bytes, count)];
}
