using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Curves;

/// <summary>
/// The point (X / Z, Y / Z), infinity as (0 : 1 : 0), with the complete formulas of J. Renes, C. Costello and L. Batina,
/// "Complete addition formulas for prime order elliptic curves" (2015), for a = 0: no special case, so no branch. For secrets.
/// </summary>
/// <remarks>They are complete for points of odd order, which all points of the subgroups are.</remarks>
internal struct ProjectivePoint<TField, TCurve>
    where TField : unmanaged, IFieldElement<TField>
    where TCurve : struct, ICurve<TField>
{
    public TField X;
    public TField Y;
    public TField Z;

    public ProjectivePoint(in TField x, in TField y, in TField z)
    {
        X = x;
        Y = y;
        Z = z;
    }

    /// <summary>An affine point, which may be infinity.</summary>
    public ProjectivePoint(in AffinePoint<TField, TCurve> point)
    {
        var isInfinity = 0UL - Unsafe.BitCast<bool, byte>(point.IsInfinity);
        X = point.X;
        Y = TField.Select(in point.Y, TField.One, isInfinity);
        Z = TField.Select(TField.One, TField.Zero, isInfinity);
    }

    public static ProjectivePoint<TField, TCurve> Infinity => new(TField.Zero, TField.One, TField.Zero);

    /// <summary>a + b: algorithm 7.</summary>
    [SkipLocalsInit]
    public static ProjectivePoint<TField, TCurve> operator +(in ProjectivePoint<TField, TCurve> a, in ProjectivePoint<TField, TCurve> b)
    {
        var xx = a.X * b.X;
        var yy = a.Y * b.Y;
        var zz = a.Z * b.Z;
        var xy = (a.X + a.Y) * (b.X + b.Y) - xx - yy;
        var yz = (a.Y + a.Z) * (b.Y + b.Z) - yy - zz;
        var xz = (a.X + a.Z) * (b.X + b.Z) - xx - zz;
        var xx3 = TField.Double(in xx) + xx;
        var bzz3 = TCurve.MultiplyBy3B(in zz);
        var bxz3 = TCurve.MultiplyBy3B(in xz);
        var plus = yy + bzz3;
        var minus = yy - bzz3;
        return new(xy * minus - yz * bxz3, minus * plus + xx3 * bxz3, yz * plus + xx3 * xy);
    }

    /// <summary>2a: algorithm 9.</summary>
    [SkipLocalsInit]
    public static ProjectivePoint<TField, TCurve> Double(in ProjectivePoint<TField, TCurve> a)
    {
        var yy = TField.Square(in a.Y);
        var yz = a.Y * a.Z;
        var bzz3 = TCurve.MultiplyBy3B(TField.Square(in a.Z));
        var xy = a.X * a.Y;
        var yy8 = TField.Double(TField.Double(TField.Double(in yy)));
        var minus = yy - (TField.Double(in bzz3) + bzz3);
        return new(TField.Double(minus * xy), bzz3 * yy8 + minus * (yy + bzz3), yz * yy8);
    }

    /// <summary>a where the mask is zero, b where it is all ones.</summary>
    public static ProjectivePoint<TField, TCurve> Select(
        in ProjectivePoint<TField, TCurve> a, in ProjectivePoint<TField, TCurve> b, ulong mask) => new(
        TField.Select(in a.X, in b.X, mask), TField.Select(in a.Y, in b.Y, mask), TField.Select(in a.Z, in b.Z, mask));

    public readonly AffinePoint<TField, TCurve> ToAffine()
    {
        var inverse = TField.Invert(in Z);
        return new(X * inverse, Y * inverse);
    }
}
