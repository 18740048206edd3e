using LazAI.Cryptography.Fields;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.HashToCurve.Edwards25519Modulus>;

namespace LazAI.Cryptography.HashToCurve;

/// <summary>
/// The point (X / Z, Y / Z) of -x^2 + y^2 = 1 + d x^2 y^2, T being X Y / Z, with the complete addition of H. Hisil, K. Wong, G. Carter,
/// E. Dawson, "Twisted Edwards curves revisited" (2008), section 3.1: no special case, so no branch.
/// </summary>
internal readonly struct Edwards25519Point(Fp x, Fp y, Fp z, Fp t)
{
    // RFC 7748, section 4.1.
    private static readonly Fp _d = PrimeField<Fp>.Parse("52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3");
    private static readonly Fp _2d = Fp.Double(in _d);

    private readonly Fp _x = x;
    private readonly Fp _y = y;
    private readonly Fp _z = z;
    private readonly Fp _t = t;

    /// <summary>The point (x, y) = (xn / xd, yn / yd).</summary>
    public static Edwards25519Point FromFractions(in Fp xn, in Fp xd, in Fp yn, in Fp yd) =>
        new(xn * yd, yn * xd, xd * yd, xn * yn);

    public static Edwards25519Point operator +(in Edwards25519Point a, in Edwards25519Point b)
    {
        var differences = (a._y - a._x) * (b._y - b._x);
        var sums = (a._y + a._x) * (b._y + b._x);
        var t = a._t * _2d * b._t;
        var z = Fp.Double(a._z * b._z);
        var (e, f, g, h) = (sums - differences, z - t, z + t, sums + differences);
        return new(e * f, g * h, f * g, e * h);
    }

    /// <summary>[8]P: clear_cofactor, after which the order is that of the base point, or 1.</summary>
    public static Edwards25519Point ClearCofactor(in Edwards25519Point point)
    {
        var twice = point + point;
        var fourTimes = twice + twice;
        return fourTimes + fourTimes;
    }

    /// <summary>The affine coordinates.</summary>
    public (Fp X, Fp Y) ToAffine()
    {
        var inverse = Fp.Invert(in _z);
        return (_x * inverse, _y * inverse);
    }

    /// <summary>Writes the 32 bytes of RFC 8032, section 5.1.2: y, the lowest byte first, with the parity of x in the top bit.</summary>
    public void Write(Span<byte> destination)
    {
        var (x, y) = ToAffine();
        destination = destination[..Fp.Size];
        y.Write(destination);
        destination.Reverse();
        destination[^1] |= (byte)(PrimeField<Fp>.IsOdd(in x) ? 0x80 : 0);
    }
}
