using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Tests.Vectors;
using LazAI.Testing;
using LazAI.Testing.Vectors;
using Xunit.Abstractions;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;

namespace LazAI.Cryptography.Tests.Bls12381;

public class PointEncodingTests(ITestOutputHelper output)
{
    private const string Family = "crypto/bls";
    private const string Modulus = "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab";
    private static readonly string Zero = new('0', 96);

    [VectorFact]
    public void Read_MultiplesOfTheGenerators_AreThePoints()
    {
        var files = VectorSuite.Files(Family).Where(file => file.Name.StartsWith("zkcrypto_g", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var isCompressed = file.Name.Contains("_compressed", StringComparison.Ordinal);
            if (file.Name.StartsWith("zkcrypto_g1", StringComparison.Ordinal))
            {
                Multiples<Fp, G1Curve>(file, isCompressed);
            }
            else
            {
                Multiples<Fp2, G2Curve>(file, isCompressed);
            }
        }
    }

    [VectorFact(Family, "ethereum_deserialization_G1.json")]
    public void ReadCompressed_EveryVectorOfG1_IsJudgedAsExpected() =>
        VectorRun.EachCase(Family, "ethereum_deserialization_G1.json", vector => Assert.Equal(
            vector.GetProperty("output").GetBoolean(),
            Read<Fp, G1Curve>(vector.GetProperty("input").Text("pubkey")) == PointRefusal.None));

    [VectorFact(Family, "ethereum_deserialization_G2.json")]
    public void ReadCompressed_EveryVectorOfG2_IsJudgedAsExpected() =>
        VectorRun.EachCase(Family, "ethereum_deserialization_G2.json", vector => Assert.Equal(
            vector.GetProperty("output").GetBoolean(),
            Read<Fp2, G2Curve>(vector.GetProperty("input").Text("signature")) == PointRefusal.None));

    public static TheoryData<PointRefusal, string> HostileG1 => new()
    {
        { PointRefusal.None, "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb" },
        { PointRefusal.None, "b7f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb" },
        { PointRefusal.None, "c0" + Zero[2..] },
        { PointRefusal.WrongLength, "" },
        { PointRefusal.WrongLength, Zero[2..] },
        { PointRefusal.WrongLength, Zero + "00" },
        { PointRefusal.WrongFlags, "17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb" },
        { PointRefusal.WrongFlags, "37f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb" },
        { PointRefusal.WrongFlags, "d7f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb" },
        { PointRefusal.WrongFlags, "e0" + Zero[2..] },
        { PointRefusal.WrongFlags, "40" + Zero[2..] },
        { PointRefusal.WrongFlags, "c0" + Zero[4..] + "01" },
        { PointRefusal.WrongFlags, "c1" + Zero[2..] },
        { PointRefusal.CoordinateTooLarge, "9" + Modulus[1..] },
        { PointRefusal.CoordinateTooLarge, "9" + new string('f', 95) },
        { PointRefusal.NotOnCurve, "80" + Zero[4..] + "01" },
        { PointRefusal.NotInSubgroup, "80" + Zero[2..] },
        { PointRefusal.NotInSubgroup, "a0" + Zero[2..] },
        { PointRefusal.NotInSubgroup, "80" + Zero[4..] + "04" },
    };

    [Theory]
    [MemberData(nameof(HostileG1))]
    public void ReadCompressed_BytesOfG1_AreTakenOrRefusedByName(PointRefusal expected, string hex) =>
        Assert.Equal(expected, Read<Fp, G1Curve>(hex));

    public static TheoryData<PointRefusal, string, string> HostileUncompressed => new()
    {
        { PointRefusal.None, "17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb", "08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1" },
        { PointRefusal.None, "40" + Zero[2..], Zero },
        { PointRefusal.WrongLength, Zero, "" },
        { PointRefusal.WrongLength, Zero + Zero, "00" },
        { PointRefusal.WrongFlags, "40" + Zero[2..], Zero[2..] + "01" },
        { PointRefusal.WrongFlags, "60" + Zero[2..], Zero },
        { PointRefusal.WrongFlags, "c0" + Zero[2..], Zero },
        { PointRefusal.WrongFlags, "20" + Zero[2..], Zero },
        { PointRefusal.WrongFlags, "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb", "08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1" },
        { PointRefusal.CoordinateTooLarge, Modulus, Zero },
        { PointRefusal.CoordinateTooLarge, Zero, Modulus },
        { PointRefusal.CoordinateTooLarge, Zero, "80" + Zero[2..] },
        { PointRefusal.NotOnCurve, Zero, Zero },
        { PointRefusal.NotOnCurve, Zero, Zero[2..] + "01" },
        { PointRefusal.NotInSubgroup, Zero, Zero[2..] + "02" },
    };

    [Theory]
    [MemberData(nameof(HostileUncompressed))]
    public void ReadUncompressed_BytesOfG1_AreTakenOrRefusedByName(PointRefusal expected, string x, string y) =>
        Assert.Equal(expected, PointEncoding.ReadUncompressed(Convert.FromHexString(x + y), out AffinePoint<Fp, G1Curve> _));

    [Fact]
    public void ReadCompressed_BytesOfG2_AreRefusedForEitherPartOfX()
    {
        Assert.Equal(PointRefusal.None, Read<Fp2, G2Curve>("c0" + Zero[2..] + Zero));
        Assert.Equal(PointRefusal.WrongLength, Read<Fp2, G2Curve>("c0" + Zero[2..]));
        Assert.Equal(PointRefusal.WrongFlags, Read<Fp2, G2Curve>("c0" + Zero[2..] + Zero[2..] + "01"));
        Assert.Equal(PointRefusal.CoordinateTooLarge, Read<Fp2, G2Curve>("9" + Modulus[1..] + Zero));
        Assert.Equal(PointRefusal.CoordinateTooLarge, Read<Fp2, G2Curve>("80" + Zero[2..] + Modulus));

        // No flags in the second part.
        Assert.Equal(PointRefusal.CoordinateTooLarge, Read<Fp2, G2Curve>("80" + Zero[2..] + "20" + Zero[2..]));
    }

    [Fact]
    public void Encodings_RandomPoints_RoundTripAndEveryFlippedFlagIsSeen()
    {
        var random = TestSeed.Create(output);
        for (var i = 0; i < 10; i++)
        {
            RoundTrip<Fp, G1Curve>(random);
            RoundTrip<Fp2, G2Curve>(random);
        }
    }

    private static void RoundTrip<TField, TGroup>(Random random)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        var point = ScalarMultiplication.VariableTime(
            new JacobianPoint<TField, TGroup>(AffinePoint<TField, TGroup>.Generator), [(ulong)random.NextInt64()]).ToAffine();
        var (compressed, uncompressed) = Write(point);
        Assert.Equal(PointRefusal.None, PointEncoding.ReadCompressed(compressed, out AffinePoint<TField, TGroup> read));
        Assert.Equal(point, read);
        Assert.Equal(PointRefusal.None, PointEncoding.ReadUncompressed(uncompressed, out read));
        Assert.Equal(point, read);

        // The sign bit is the negative point; the other two bits are refused, and so are both forms for each other.
        compressed[0] ^= 0x20;
        Assert.Equal(PointRefusal.None, PointEncoding.ReadCompressed(compressed, out read));
        Assert.Equal(-point, read);
        foreach (var flag in (byte[])[0x40, 0x80])
        {
            compressed[0] ^= flag;
            Assert.Equal(PointRefusal.WrongFlags, PointEncoding.ReadCompressed(compressed, out read));
            Assert.True(read.IsInfinity);
            compressed[0] ^= flag;
        }

        Assert.Equal(PointRefusal.WrongLength, PointEncoding.ReadCompressed(uncompressed, out read));
        Assert.Equal(PointRefusal.WrongLength, PointEncoding.ReadUncompressed(compressed, out read));
    }

    private static void Multiples<TField, TGroup>(VectorFile file, bool isCompressed)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        var records = file.ReadBytes().Chunk((isCompressed ? 1 : 2) * TGroup.CoordinateSize).ToArray();
        Assert.Equal(file.Cases, records.Length);
        var expected = JacobianPoint<TField, TGroup>.Infinity;
        foreach (var record in records)
        {
            var affine = expected.ToAffine();
            Assert.Equal(PointRefusal.None, isCompressed
                ? PointEncoding.ReadCompressed(record, out AffinePoint<TField, TGroup> point)
                : PointEncoding.ReadUncompressed(record, out point));
            Assert.Equal(affine, point);
            var (compressed, uncompressed) = Write(affine);
            Assert.Equal(record, isCompressed ? compressed : uncompressed);

            // What the file does not hold, the other form, leads back to the same point.
            Assert.Equal(PointRefusal.None, isCompressed
                ? PointEncoding.ReadUncompressed(uncompressed, out point)
                : PointEncoding.ReadCompressed(compressed, out point));
            Assert.Equal(affine, point);
            expected += AffinePoint<TField, TGroup>.Generator;
        }
    }

    private static (byte[] Compressed, byte[] Uncompressed) Write<TField, TGroup>(AffinePoint<TField, TGroup> point)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        var (compressed, uncompressed) = (new byte[TGroup.CoordinateSize], new byte[2 * TGroup.CoordinateSize]);
        PointEncoding.WriteCompressed(in point, compressed);
        PointEncoding.WriteUncompressed(in point, uncompressed);
        return (compressed, uncompressed);
    }

    private static PointRefusal Read<TField, TGroup>(string hex)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        var refusal = PointEncoding.ReadCompressed(VectorJson.Bytes(hex), out AffinePoint<TField, TGroup> point);
        Assert.True(refusal == PointRefusal.None || point.IsInfinity);
        return refusal;
    }
}
