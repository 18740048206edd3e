using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Curves;

/// <summary>Sums of two affine points in two steps, between which many denominators are inverted at once (<see cref="BatchInversion"/>). For public points.</summary>
internal static class AffineAddition
{
    /// <summary>What the slope of the line through a and b, or of the tangent, is divided by: 0 where there is no such line.</summary>
    public static TField Denominator<TField, TCurve>(in AffinePoint<TField, TCurve> a, in AffinePoint<TField, TCurve> b)
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        if (a.IsInfinity || b.IsInfinity)
        {
            return TField.Zero;
        }

        var difference = b.X - a.X;
        return !difference.IsZero ? difference : a.Y.Equals(b.Y) ? TField.Double(in a.Y) : TField.Zero;
    }

    /// <summary>a + b.</summary>
    /// <param name="a">A point.</param>
    /// <param name="b">A point.</param>
    /// <param name="inverse">The inverse of <see cref="Denominator"/>, or 0 for 0.</param>
    [SkipLocalsInit]
    public static AffinePoint<TField, TCurve> Add<TField, TCurve>(
        in AffinePoint<TField, TCurve> a, in AffinePoint<TField, TCurve> b, in TField inverse)
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        if (inverse.IsZero)
        {
            return a.IsInfinity ? b : b.IsInfinity ? a : AffinePoint<TField, TCurve>.Infinity;
        }

        var rise = b.Y - a.Y;
        if (rise.IsZero && a.X.Equals(b.X))
        {
            var xx = TField.Square(in a.X);
            rise = TField.Double(in xx) + xx;
        }

        var slope = rise * inverse;
        var x = TField.Square(in slope) - a.X - b.X;
        var y = slope * (a.X - x) - a.Y;
        return new(x, y);
    }
}
