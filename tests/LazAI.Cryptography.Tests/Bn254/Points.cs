using System.Numerics;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Tests.Bn254;

/// <summary>Points and numbers for tests, made in the plainest way.</summary>
internal static class Points
{
    public static BigInteger Number(Random random) => Number(random, Fr.Modulus);

    public static BigInteger Number(Random random, BigInteger bound)
    {
        var bytes = new byte[48];
        random.NextBytes(bytes);
        return new BigInteger(bytes, isUnsigned: true) % bound;
    }

    public static Fp Element(BigInteger number)
    {
        Assert.True(Fp.TryRead(Word(number), out var element));
        return element;
    }

    public static Fp2 Two(Random random) => new(Element(Number(random, Fp.Modulus)), Element(Number(random, Fp.Modulus)));

    /// <summary>A point of the twist, which is in the subgroup with no chance worth naming.</summary>
    public static G2Point OnTwist(Random random)
    {
        while (true)
        {
            var x = Two(random);
            if (Fp2.TrySquareRoot(Fp2.Square(in x) * x + G2Curve.B, out var y))
            {
                return new(x, y);
            }
        }
    }

    public static AffinePoint<TField, TCurve> Multiply<TField, TCurve>(AffinePoint<TField, TCurve> point, BigInteger number)
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        var result = JacobianPoint<TField, TCurve>.Infinity;
        for (var i = (int)number.GetBitLength() - 1; i >= 0; i--)
        {
            result = JacobianPoint<TField, TCurve>.Double(in result);
            if (!(number >> i).IsEven)
            {
                result += point;
            }
        }

        return result.ToAffine();
    }

    public static AffinePoint<TField, TCurve> Sum<TField, TCurve>(AffinePoint<TField, TCurve> a, AffinePoint<TField, TCurve> b)
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField> => (new JacobianPoint<TField, TCurve>(in a) + b).ToAffine();

    /// <summary>32 big-endian bytes.</summary>
    public static byte[] Word(BigInteger number)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }
}
