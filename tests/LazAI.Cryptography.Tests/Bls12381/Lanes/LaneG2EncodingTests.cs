using System.Numerics;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Bls12381.Lanes;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.Tests.Curves.Lanes;
using LazAI.Testing.Vectors;
using Xunit.Abstractions;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;

namespace LazAI.Cryptography.Tests.Bls12381.Lanes;

/// <summary>Many compressed points of G2 at once against one at a time.</summary>
public class LaneG2EncodingTests(ITestOutputHelper output)
{
    private const int Seed = 20261201;

    [Fact]
    public void ReadCompressed_OfGoodAndBadPoints_IsThatOfEach()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var seen = new HashSet<PointRefusal>();
        foreach (var count in (int[])[0, 1, 2, 7, 8, 9, 130])
        {
            var encodings = Enumerable.Range(0, count).Select(_ => (ReadOnlyMemory<byte>)Encoding(random)).ToArray();
            seen.UnionWith(Check(encodings));
        }

        Assert.Equal(
            [PointRefusal.None, PointRefusal.WrongLength, PointRefusal.WrongFlags, PointRefusal.CoordinateTooLarge, PointRefusal.NotOnCurve, PointRefusal.NotInSubgroup],
            seen.Order());
    }

    // The curve's order is 13^2 23^2 2713 11953 262069 q r: multiples of its points of small order may be infinity on the way.
    [Fact]
    public void ReadCompressed_PointsOfSmallOrder_AreNotInTheSubgroup()
    {
        ReadOnlyMemory<byte>[] encodings = [.. ((int[])[13, 23, 2713, 11953, 262069]).Select(order => (ReadOnlyMemory<byte>)OfOrder(order))];
        Assert.All(Check([.. encodings, .. encodings]), refusal => Assert.Equal(PointRefusal.NotInSubgroup, refusal));
    }

    [VectorFact]
    public void ReadCompressed_EveryVectorOfEthereum_IsJudgedAsExpected()
    {
        var vectors = VectorSuite.Files("crypto/bls").Single(file => file.Name == "ethereum_deserialization_G2.json").ReadJson().EnumerateArray().ToArray();
        var refusals = Check([.. vectors.Select(vector => (ReadOnlyMemory<byte>)VectorJson.Bytes(vector.GetProperty("input").Text("signature")))]);
        Assert.Equal(vectors.Select(vector => vector.GetProperty("output").GetBoolean()), refusals.Select(refusal => refusal == PointRefusal.None));
    }

    private static PointRefusal[] Check(ReadOnlyMemory<byte>[] encodings)
    {
        var expected = new (PointRefusal Refusal, G2 Point)[encodings.Length];
        for (var i = 0; i < encodings.Length; i++)
        {
            expected[i].Refusal = PointEncoding.ReadCompressed(encodings[i].Span, out expected[i].Point);
        }

        foreach (var path in LanePoints.Paths)
        {
            var points = new G2[encodings.Length];
            var refusals = new PointRefusal[encodings.Length];
            LanePaths.On(path, () => LaneG2Encoding.ReadCompressed(encodings, points, refusals));
            Assert.Equal(expected.Select(item => item.Refusal), refusals);
            Assert.Equal(expected.Select(item => item.Point), points);
        }

        return [.. expected.Select(item => item.Refusal)];
    }

    // A good point, most of the time; random numbers are on the curve every other time and then outside the subgroup.
    private static byte[] Encoding(Random random)
    {
        var bytes = new byte[96];
        var multiple = ScalarMultiplication.VariableTime(new JacobianPoint<Fp2, G2Curve>(G2.Generator), [(ulong)random.Next(20)]).ToAffine();
        PointEncoding.WriteCompressed(in multiple, bytes);
        switch (random.Next(10))
        {
            case 0:
                random.NextBytes(bytes);
                bytes[0] = (byte)(0x80 | random.Next(0x1a));
                bytes[48] &= 0x0f;
                break;
            case 1:
                bytes.AsSpan(random.Next(2) * 48, 48).Fill(0xff);
                bytes[0] = (byte)(0x80 | (bytes[0] & 0x1f));
                break;
            case 2:
                bytes[0] ^= (byte)(0x20 << random.Next(3));
                break;
            case 3:
                bytes = bytes[..random.Next(96)];
                break;
        }

        return bytes;
    }

    // A point of the curve, times the curve's order without one factor.
    private static byte[] OfOrder(int order)
    {
        var x = -(BigInteger)CurveParameter.NegatedX;
        var cofactor = (Power(x, 8) - 4 * Power(x, 7) + 5 * Power(x, 6) - 4 * Power(x, 4) + 6 * Power(x, 3) - 4 * Power(x, 2) - 4 * x + 13) / 9;
        var rest = cofactor * (Power(x, 4) - Power(x, 2) + 1) / order;
        while (rest % order == 0)
        {
            rest /= order;
        }

        for (var number = 1UL; ; number++)
        {
            var candidate = new Fp2(Fp.FromUInt64(number), Fp.Zero);
            if (!Fp2.TrySquareRoot(Fp2.Square(in candidate) * candidate + G2Curve.B, out var y))
            {
                continue;
            }

            // Of the order or of its square.
            var point = Multiple(new(new G2(candidate, y)), rest);
            var multiple = Multiple(point, order);
            point = multiple.IsInfinity ? point : multiple;
            if (!point.IsInfinity)
            {
                Assert.True(Multiple(point, order).IsInfinity);
                var bytes = new byte[96];
                PointEncoding.WriteCompressed(point.ToAffine(), bytes);
                return bytes;
            }
        }
    }

    private static JacobianPoint<Fp2, G2Curve> Multiple(JacobianPoint<Fp2, G2Curve> point, BigInteger number)
    {
        var result = JacobianPoint<Fp2, G2Curve>.Infinity;
        for (var bit = (int)number.GetBitLength() - 1; bit >= 0; bit--)
        {
            result = JacobianPoint<Fp2, G2Curve>.Double(in result);
            result = (number >> bit).IsEven ? result : result + point;
        }

        return result;
    }

    private static BigInteger Power(BigInteger x, int exponent) => BigInteger.Pow(x, exponent);
}
