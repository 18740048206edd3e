using System.Numerics;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.Tests.Vectors;
using LazAI.Testing.Vectors;
using Xunit.Abstractions;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.Tower>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;

namespace LazAI.Cryptography.Tests.Bls12381;

public class PairingTests(ITestOutputHelper output)
{
    private const int Seed = 20261124;

    // All ways on this machine.
    private static readonly LanePath[] _paths = [.. Enum.GetValues<LanePath>().Where(LanePaths.IsSupported)];
    private static readonly BigInteger _order = MontgomeryField256<ScalarModulus>.Modulus;
    private static readonly G1 _g1 = G1.Generator;
    private static readonly G2 _g2 = G2.Generator;

    // draft-irtf-cfrg-pairing-friendly-curves, appendix B; the cube is what blst and zkcrypto/bls12_381 return.
    [Fact]
    public void Value_Generators_IsThePublishedOne()
    {
        foreach (var path in _paths)
        {
            var value = LanePaths.On(path, () => Pairing.Value(G1.Generator, G2.Generator));
            Assert.Equal(
                "11619b45f61edfe3b47a15fac19442526ff489dcda25e59121d9931438907dfd448299a87dde3a649bdba96e84d54558",
                value.C0.C0.C0.ToString());
            Assert.Equal(
                "1250ebd871fc0a92a7b2d83168d0d727272d441befa15c503dd8e90ce98db3e7b6d194f60839c508a84305aaca1789b6",
                (value * value * value).C0.C0.C0.ToString());
        }
    }

    [VectorFact("crypto/bls", "generated_pairing_gt.json")]
    public void Value_Vectors_Agree() => VectorRun.EachCase("crypto/bls", "generated_pairing_gt.json", vector =>
    {
        var p = Multiply(G1.Generator, Number(vector.Text("a")));
        var q = Multiply(G2.Generator, Number(vector.Text("b")));
        foreach (var path in _paths)
        {
            var value = LanePaths.On(path, () => Pairing.Value(p, q));
            Assert.Equal(vector.Text("gt_canonical"), Hex(in value));
            Assert.Equal(vector.Text("gt_cubed"), Hex(value * value * value));
            var cubed = LanePaths.On(path, () => FinalExponentiation.PowerCubed(MillerLoop.Product([p], (ReadOnlySpan<G2>)[q])));
            Assert.Equal(vector.Text("gt_cubed"), Hex(in cubed));
        }
    });

    [Fact]
    public void Value_IsBilinearAndNotDegenerate()
    {
        var random = Random();
        var generator = Pairing.Value(G1.Generator, G2.Generator);
        Assert.False(generator.IsOne);
        Assert.True(Power(generator, _order).IsOne);
        Assert.True(Pairing.Value(G1.Infinity, G2.Generator).IsOne);
        Assert.True(Pairing.Value(G1.Generator, G2.Infinity).IsOne);
        for (var i = 0; i < 5; i++)
        {
            var (a, b, c) = (Scalar(random), Scalar(random), Scalar(random));
            var (p, q) = (Multiply(G1.Generator, a), Multiply(G2.Generator, b));
            var value = Pairing.Value(in p, in q);
            Assert.Equal(Power(generator, a * b % _order), value);
            Assert.Equal(value, Pairing.Value(in _g1, Multiply(q, a)));
            Assert.Equal(value, Pairing.Value(Multiply(p, b), in _g2));
            var sum = (new JacobianPoint<Fp, G1Curve>(in p) + Multiply(G1.Generator, c)).ToAffine();
            Assert.Equal(value * Pairing.Value(Multiply(G1.Generator, c), in q), Pairing.Value(in sum, in q));
            Assert.Equal(value.Conjugate, Pairing.Value(-p, in q));
            Assert.Equal(value.Conjugate, Pairing.Value(in p, -q));
        }
    }

    // Chunks of the loop end within and between these counts; infinities are strewn in.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(40)]
    public void PairingProductIsOne_SumOfProducts_DecidesIt(int count)
    {
        var random = Random();
        var (p, q, sum) = (new List<G1>(), new List<G2>(), BigInteger.Zero);
        for (var i = 0; i < count; i++)
        {
            BigInteger a = i % 7 == 3 ? 0 : Scalar(random), b = i % 7 == 5 ? 0 : Scalar(random);
            p.Add(Multiply(G1.Generator, a));
            q.Add(Multiply(G2.Generator, b));
            sum += a * b;
        }

        Check(p, q, sum % _order == 0);
        p.Add(Multiply(G1.Generator, (_order - sum % _order) % _order));
        q.Add(G2.Generator);
        Check(p, q, true);
        p.Add(G1.Generator);
        q.Add(G2.Infinity);
        Check(p, q, true);
        p.Add(-G1.Generator);
        q.Add(G2.Generator);
        Check(p, q, false);
    }

    [Fact]
    public void PairingProductIsOne_CountsDiffer_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Pairing.PairingProductIsOne([G1.Generator], ReadOnlySpan<G2>.Empty));
        Assert.Throws<ArgumentOutOfRangeException>(() => Pairing.PairingProductIsOne([G1.Generator], ReadOnlySpan<PreparedG2>.Empty));
    }

    [Fact]
    public void PairingProductIsOne_AllocatesNothing()
    {
        G1[] p = [G1.Generator, -G1.Generator];
        G2[] q = [G2.Generator, G2.Generator];
        Assert.True(Pairing.PairingProductIsOne(p, q));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var isOne = Pairing.PairingProductIsOne(p, q);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(isOne);
    }

    [Fact]
    public void FinalExponentiation_IsThePower()
    {
        var random = Random();
        var p = Fp.Modulus;
        var exponent = (BigInteger.Pow(p, 12) - 1) / _order;
        Assert.Equal(BigInteger.Zero, (BigInteger.Pow(p, 12) - 1) % _order);
        Fp Next()
        {
            var bytes = new byte[64];
            random.NextBytes(bytes);
            return PrimeField<Fp>.Reduce(bytes);
        }

        Fp2 Two() => new(Next(), Next());
        var f = new Fp12(new(Two(), Two(), Two()), new(Two(), Two(), Two()));
        var expected = Power(f, exponent);
        foreach (var path in _paths)
        {
            Assert.Equal(expected, LanePaths.On(path, () => FinalExponentiation.Power(in f)));
            Assert.Equal(expected * expected * expected, LanePaths.On(path, () => FinalExponentiation.PowerCubed(in f)));
        }
    }

    private static void Check(List<G1> p, List<G2> q, bool expected)
    {
        PreparedG2[] prepared = [.. q.Select(point => new PreparedG2(in point))];
        var cubed = Fp12.Zero;
        foreach (var path in _paths)
        {
            Assert.Equal(expected, LanePaths.On(path, () => Pairing.PairingProductIsOne([.. p], (ReadOnlySpan<G2>)[.. q])));
            Assert.Equal(expected, LanePaths.On(path, () => Pairing.PairingProductIsOne([.. p], (ReadOnlySpan<PreparedG2>)prepared)));
            var product = LanePaths.On(path, () => FinalExponentiation.PowerCubed(MillerLoop.Product([.. p], (ReadOnlySpan<G2>)[.. q])));
            cubed = cubed.IsZero ? product : cubed;
            Assert.Equal(cubed, product);
        }
    }

    private Random Random()
    {
        output.WriteLine($"seed {Seed}");
        return new(Seed);
    }

    private static BigInteger Scalar(Random random)
    {
        var bytes = new byte[48];
        random.NextBytes(bytes);
        return new BigInteger(bytes, isUnsigned: true) % _order;
    }

    private static AffinePoint<TField, TCurve> Multiply<TField, TCurve>(AffinePoint<TField, TCurve> point, BigInteger number)
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        var words = new ulong[4];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = (ulong)((number >> (64 * i)) & ulong.MaxValue);
        }

        return ScalarMultiplication.VariableTime(new JacobianPoint<TField, TCurve>(in point), words).ToAffine();
    }

    private static Fp12 Power(Fp12 a, BigInteger exponent)
    {
        var result = Fp12.One;
        for (var bit = exponent.GetBitLength() - 1; bit >= 0; bit--)
        {
            result = Fp12.Square(in result);
            if (!((exponent >> (int)bit) & 1).IsZero)
            {
                result *= a;
            }
        }

        return result;
    }

    private static BigInteger Number(string hex) => new(VectorJson.Bytes(hex.Length % 2 == 0 ? hex : "0x0" + hex[2..]), isUnsigned: true, isBigEndian: true);

    private static string Hex(in Fp12 a) => string.Concat(
        new[] { a.C0.C0, a.C0.C1, a.C0.C2, a.C1.C0, a.C1.C1, a.C1.C2 }.Select(c => $"{c.C0}{c.C1}"));
}
