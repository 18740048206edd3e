using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Curves;

/// <summary>
/// The point (X / Z^2, Y / Z^3), infinity where Z is 0. The fast formulas for a = 0 of the Explicit-Formulas Database
/// (D. J. Bernstein, T. Lange), which branch on special cases: for public points only.
/// </summary>
internal struct JacobianPoint<TField, TCurve> : IEquatable<JacobianPoint<TField, TCurve>>
    where TField : unmanaged, IFieldElement<TField>
    where TCurve : struct, ICurve<TField>
{
    public TField X;
    public TField Y;
    public TField Z;

    public JacobianPoint(in TField x, in TField y, in TField z)
    {
        X = x;
        Y = y;
        Z = z;
    }

    public JacobianPoint(in AffinePoint<TField, TCurve> point)
    {
        if (point.IsInfinity)
        {
            this = Infinity;
            return;
        }

        X = point.X;
        Y = point.Y;
        Z = TField.One;
    }

    public static JacobianPoint<TField, TCurve> Infinity => new(TField.One, TField.One, TField.Zero);

    public readonly bool IsInfinity => Z.IsZero;

    public static JacobianPoint<TField, TCurve> operator -(in JacobianPoint<TField, TCurve> point) => new(point.X, -point.Y, point.Z);

    /// <summary>2a: dbl-2009-l.</summary>
    [SkipLocalsInit]
    public static JacobianPoint<TField, TCurve> Double(in JacobianPoint<TField, TCurve> a)
    {
        var xx = TField.Square(in a.X);
        var yy = TField.Square(in a.Y);
        var yy2 = TField.Double(in yy);
        var s = TField.Double(a.X * yy2);
        var m = TField.Double(in xx) + xx;
        var x = TField.Square(in m) - TField.Double(in s);
        var y = m * (s - x) - TField.Double(TField.Square(in yy2));
        var z = TField.Double(in a.Y) * a.Z;
        return new(in x, in y, in z);
    }

    /// <summary>a + b: add-1998-cmo-2, which has as few products as any and the fewest sums.</summary>
    [SkipLocalsInit]
    public static JacobianPoint<TField, TCurve> operator +(in JacobianPoint<TField, TCurve> a, in JacobianPoint<TField, TCurve> b)
    {
        if (a.IsInfinity)
        {
            return b;
        }

        if (b.IsInfinity)
        {
            return a;
        }

        var z1z1 = TField.Square(in a.Z);
        var z2z2 = TField.Square(in b.Z);
        var u1 = a.X * z2z2;
        var u2 = b.X * z1z1;
        var s1 = a.Y * b.Z * z2z2;
        var s2 = b.Y * a.Z * z1z1;
        var h = u2 - u1;
        var r = s2 - s1;
        if (h.IsZero)
        {
            return r.IsZero ? Double(in a) : Infinity;
        }

        var hh = TField.Square(in h);
        var hhh = h * hh;
        var v = u1 * hh;
        var x = TField.Square(in r) - hhh - TField.Double(in v);
        var y = r * (v - x) - s1 * hhh;
        var z = a.Z * b.Z * h;
        return new(in x, in y, in z);
    }

    /// <summary>a + b for an affine b: the same with Z = 1 there, 8 multiplications and 3 squarings.</summary>
    [SkipLocalsInit]
    public static JacobianPoint<TField, TCurve> operator +(in JacobianPoint<TField, TCurve> a, in AffinePoint<TField, TCurve> b)
    {
        if (b.IsInfinity)
        {
            return a;
        }

        if (a.IsInfinity)
        {
            return new(in b);
        }

        var z1z1 = TField.Square(in a.Z);
        var h = b.X * z1z1 - a.X;
        var r = b.Y * a.Z * z1z1 - a.Y;
        if (h.IsZero)
        {
            return r.IsZero ? Double(in a) : Infinity;
        }

        var hh = TField.Square(in h);
        var hhh = h * hh;
        var v = a.X * hh;
        var x = TField.Square(in r) - hhh - TField.Double(in v);
        var y = r * (v - x) - a.Y * hhh;
        var z = a.Z * h;
        return new(in x, in y, in z);
    }

    public static JacobianPoint<TField, TCurve> operator -(in JacobianPoint<TField, TCurve> a, in JacobianPoint<TField, TCurve> b) =>
        a + -b;

    public static JacobianPoint<TField, TCurve> operator -(in JacobianPoint<TField, TCurve> a, in AffinePoint<TField, TCurve> b) =>
        a + -b;

    /// <summary>With one inversion; many points are cheaper with <see cref="ToAffine(ReadOnlySpan{JacobianPoint{TField, TCurve}}, Span{AffinePoint{TField, TCurve}}, Span{TField})"/>.</summary>
    public readonly AffinePoint<TField, TCurve> ToAffine() => Scaled(TField.Invert(in Z));

    /// <summary>Many points with one inversion.</summary>
    /// <param name="points">The points, of which some may be infinity.</param>
    /// <param name="destination">As many points of room.</param>
    /// <param name="scratch">Twice as many elements of room, overwritten.</param>
    public static void ToAffine(
        ReadOnlySpan<JacobianPoint<TField, TCurve>> points, Span<AffinePoint<TField, TCurve>> destination, Span<TField> scratch)
    {
        var inverses = scratch[..points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            inverses[i] = points[i].Z;
        }

        BatchInversion.Invert(inverses, scratch[points.Length..]);
        for (var i = 0; i < points.Length; i++)
        {
            destination[i] = points[i].Scaled(in inverses[i]);
        }
    }

    /// <summary>Whether both are the same point, whatever their Z.</summary>
    public readonly bool Equals(JacobianPoint<TField, TCurve> other)
    {
        if (IsInfinity || other.IsInfinity)
        {
            return IsInfinity == other.IsInfinity;
        }

        var z1z1 = TField.Square(in Z);
        var z2z2 = TField.Square(in other.Z);
        return (X * z2z2).Equals(other.X * z1z1) && (Y * other.Z * z2z2).Equals(other.Y * Z * z1z1);
    }

    public override readonly bool Equals(object? obj) => obj is JacobianPoint<TField, TCurve> other && Equals(other);

    public override readonly int GetHashCode() => ToAffine().GetHashCode();

    public override readonly string ToString() => ToAffine().ToString();

    // The inverse of infinity's Z is 0, which makes (0, 0) of it.
    private readonly AffinePoint<TField, TCurve> Scaled(in TField inverse)
    {
        var square = TField.Square(in inverse);
        return new(X * square, Y * square * inverse);
    }
}
