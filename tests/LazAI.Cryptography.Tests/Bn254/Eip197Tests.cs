using System.Numerics;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Fields;
using Xunit.Abstractions;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Tests.Bn254;

public class Eip197Tests(ITestOutputHelper output)
{
    private const int Seed = 20261125;

    // The generator of G2 as EIP-197 states it, imaginary parts first.
    private static readonly byte[] _generator = Convert.FromHexString(
        "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
        + "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
        + "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
        + "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa");

    [Fact]
    public void Generator_IsTheStandards() => Assert.Equal(_generator, Two(G2Point.Generator));

    [Fact]
    public void NoPairs_MakeOne() => Assert.True(Check([]));

    [Fact]
    public void Pairs_ThatCancel_MakeOne()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        foreach (var pairs in (int[])[1, 2, 7, 8, 9, 17])
        {
            // e(a_i G1, b_i G2) for all i against e(-sum a_i b_i G1, G2).
            var (input, sum) = (new List<byte>(), BigInteger.Zero);
            for (var i = 0; i < pairs; i++)
            {
                var (a, b) = (Points.Number(random), Points.Number(random));
                sum += a * b;
                input.AddRange([.. One(Points.Multiply(G1Point.Generator, a)), .. Two(Points.Multiply(G2Point.Generator, b))]);
            }

            var last = Points.Multiply(G1Point.Generator, (sum / Fr.Modulus + 1) * Fr.Modulus - sum);
            Assert.False(Check([.. input]));
            Assert.True(Check([.. input, .. One(last), .. _generator]));
            Assert.False(Check([.. input, .. One(-last), .. _generator]));
        }
    }

    [Fact]
    public void PairsWithInfinity_CountAsOne()
    {
        byte[] g1 = One(G1Point.Generator);
        Assert.True(Check([.. g1, .. new byte[128]]));
        Assert.True(Check([.. new byte[64], .. _generator]));
        Assert.True(Check(new byte[192]));
        Assert.False(Check([.. g1, .. _generator, .. new byte[192]]));
    }

    [Fact]
    public void Length_ThatIsNoWholePairs_IsRefused()
    {
        byte[] pair = [.. One(G1Point.Generator), .. _generator];
        for (var length = 1; length < pair.Length; length++)
        {
            Refused(pair[..length], Bn254Refusal.LengthInvalid);
        }

        Refused([.. pair, 0], Bn254Refusal.LengthInvalid);
        Refused(new byte[192 * (Eip197.PairsMaximum + 1)], Bn254Refusal.TooManyPairs);
        Assert.True(Check(new byte[192 * Eip197.PairsMaximum]));
    }

    [Fact]
    public void G2_WithACoordinateOfPOrMore_IsRefused()
    {
        for (var word = 0; word < 4; word++)
        {
            var changed = _generator.ToArray();
            var number = new BigInteger(changed.AsSpan(32 * word, 32), isUnsigned: true, isBigEndian: true);
            Points.Word(number + Fp.Modulus).CopyTo(changed, 32 * word);
            Refused([.. One(G1Point.Generator), .. changed], Bn254Refusal.CoordinateNotBelowModulus);
        }
    }

    [Fact]
    public void G2_OutsideTheSubgroup_IsRefused()
    {
        var random = new Random(Seed);
        for (var i = 0; i < 5; i++)
        {
            byte[] outside = [.. One(G1Point.Generator), .. Two(Points.OnTwist(random))];
            Refused(outside, Bn254Refusal.NotInSubgroup);
            Assert.Equal(Bn254Refusal.NotInSubgroup, PointEncoding.ReadG2(outside.AsSpan(64), out var point));
            Assert.True(point.IsInfinity);

            // Also where the pair would count as one, and where pairs before it are fine.
            Refused([.. new byte[64], .. outside[64..]], Bn254Refusal.NotInSubgroup);
            Refused([.. One(G1Point.Generator), .. _generator, .. outside], Bn254Refusal.NotInSubgroup);
        }
    }

    [Fact]
    public void Points_WithAnyBitChanged_AreRefused()
    {
        byte[] pair = [.. One(Points.Multiply(G1Point.Generator, 77)), .. _generator];
        for (var bit = 0; bit < 8 * pair.Length; bit++)
        {
            var changed = pair.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Eip197.TryPairingCheck(changed, out var isOne, out var refusal));
            Assert.False(isOne);
            Assert.Contains(refusal, new[] { Bn254Refusal.NotOnCurve, Bn254Refusal.CoordinateNotBelowModulus });
        }
    }

    [Fact]
    public void Points_NotOnTheCurve_LeaveInfinity()
    {
        byte[] g1 = One(G1Point.Generator), g2 = [.. _generator];
        g1[^1] ^= 1;
        g2[^1] ^= 1;
        Assert.Equal(Bn254Refusal.NotOnCurve, PointEncoding.ReadG1(g1, out var point));
        Assert.Equal(Bn254Refusal.NotOnCurve, PointEncoding.ReadG2(g2, out var twistPoint));
        Assert.True(point.IsInfinity && twistPoint.IsInfinity);
    }

    private static bool Check(byte[] input)
    {
        Assert.True(Eip197.TryPairingCheck(input, out var isOne, out var refusal), refusal.ToString());
        return isOne;
    }

    private static void Refused(byte[] input, Bn254Refusal expected)
    {
        Assert.False(Eip197.TryPairingCheck(input, out var isOne, out var refusal));
        Assert.False(isOne);
        Assert.Equal(expected, refusal);
    }

    private static byte[] One(G1Point point)
    {
        var bytes = new byte[64];
        PointEncoding.WriteG1(in point, bytes);
        return bytes;
    }

    private static byte[] Two(G2Point point) => [.. Bytes(point.X), .. Bytes(point.Y)];

    private static byte[] Bytes(QuadraticExtension<Fp> value)
    {
        var bytes = new byte[64];
        value.C1.Write(bytes.AsSpan(0, 32));
        value.C0.Write(bytes.AsSpan(32));
        return bytes;
    }
}
