using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.HashToCurve.Edwards25519Modulus>;

namespace LazAI.Cryptography.HashToCurve;

/// <summary>
/// map_to_curve_elligator2_edwards25519 (RFC 9380, section 6.8.2 and appendix G.2.2): Elligator 2 onto curve25519, then the rational map
/// of RFC 7748. Constant-time.
/// </summary>
internal static class Edwards25519Map
{
    // (p - 5)/8 = 2^252 - 3
    private static readonly ulong[] _rootExponent = [0xfffffffffffffffd, ulong.MaxValue, ulong.MaxValue, 0x0fffffffffffffff];

    private static readonly Fp _j = Fp.FromUInt64(486_662);
    private static readonly Fp _two = Fp.FromUInt64(2);

    // 2^((p + 3)/8), and sqrt(-1) = 2^((p - 1)/4), since 2 is no square.
    private static readonly Fp _rootOfTwo = Exponentiation.Power(in _two, _rootExponent) * _two;
    private static readonly Fp _rootOfMinusOne = Fp.Square(in _rootOfTwo) * Fp.Invert(in _two);

    // sqrt(-486664), the even one (section 6.8.1, erratum 4730 of RFC 7748).
    private static readonly Fp _rootOfMinusJMinus2 = EvenRoot(-Fp.FromUInt64(486_664));

    /// <summary>A point of edwards25519, not only of the group of prime order.</summary>
    public static Edwards25519Point Map(in Fp u)
    {
        // The steps and names of appendix G.2.1, map_to_curve_elligator2_curve25519, up to (xn / xd, y).
        var tv1 = Fp.Double(Fp.Square(in u));
        var xd = tv1 + Fp.One;
        var x1n = -_j;
        var xdxd = Fp.Square(in xd);
        var gxd = xdxd * xd;
        var gx1 = (_j * tv1 * x1n + xdxd) * x1n;
        var gxd3 = Fp.Square(in gxd) * gxd;
        var y11 = gx1 * gxd3 * Exponentiation.Power(gx1 * gxd3 * Fp.Square(Fp.Square(in gxd)), _rootExponent);
        var y1 = Fp.Select(y11 * _rootOfMinusOne, in y11, Mask((Fp.Square(in y11) * gxd).Equals(gx1)));
        var y21 = y11 * u * _rootOfTwo;
        var y2 = Fp.Select(y21 * _rootOfMinusOne, in y21, Mask((Fp.Square(in y21) * gxd).Equals(gx1 * tv1)));
        var isFirst = Mask((Fp.Square(in y1) * gxd).Equals(gx1));
        var xn = Fp.Select(x1n * tv1, in x1n, isFirst);
        var y = Fp.Select(in y2, in y1, isFirst);
        y = Fp.Select(in y, -y, isFirst ^ Mask(PrimeField<Fp>.IsOdd(in y)));

        // Appendix G.2.2: (x, y) -> (sqrt(-486664) x/y, (x - 1)/(x + 1)), and the identity where that is not defined.
        var edwardsXn = xn * _rootOfMinusJMinus2;
        var edwardsXd = xd * y;
        var edwardsYn = xn - xd;
        var edwardsYd = xn + xd;
        var isUndefined = Mask((edwardsXd * edwardsYd).IsZero);
        return Edwards25519Point.FromFractions(
            Fp.Select(in edwardsXn, Fp.Zero, isUndefined),
            Fp.Select(in edwardsXd, Fp.One, isUndefined),
            Fp.Select(in edwardsYn, Fp.One, isUndefined),
            Fp.Select(in edwardsYd, Fp.One, isUndefined));
    }

    private static ulong Mask(bool condition) => 0UL - Unsafe.BitCast<bool, byte>(condition);

    private static Fp EvenRoot(Fp square)
    {
        var root = Exponentiation.Power(in square, _rootExponent) * square;
        root = Fp.Square(in root).Equals(square) ? root : root * _rootOfMinusOne;
        return PrimeField<Fp>.IsOdd(in root) ? -root : root;
    }
}
