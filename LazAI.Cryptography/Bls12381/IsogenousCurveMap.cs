using System.Runtime.CompilerServices;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Bls12381;

/// <summary>map_to_curve of RFC 9380, section 6.6.3: the simplified SWU map, then the isogeny. No inversion. Variable-time.</summary>
internal static class IsogenousCurveMap<TField, TGroup, TIsogenous>
    where TField : unmanaged, IFieldElement<TField>
    where TGroup : struct, IPairingGroup<TField, TGroup>
    where TIsogenous : struct, IIsogenousCurve<TField>
{
    private const int CoefficientsMaximum = 16;

    /// <summary>A point of the group's curve, mostly outside the group.</summary>
    [SkipLocalsInit]
    public static JacobianPoint<TField, TGroup> Map(in TField u)
    {
        SimplifiedSwu(in u, out var numerator, out var denominator, out var y);

        // All polynomials become homogeneous in numerator and denominator.
        Span<TField> powers = stackalloc TField[CoefficientsMaximum];
        powers[0] = TField.One;
        for (var i = 1; i < TIsogenous.YNumerator.Length; i++)
        {
            powers[i] = powers[i - 1] * denominator;
        }

        // x has one more power of x' above than below.
        var xn = Evaluate(TIsogenous.XNumerator, in numerator, powers);
        var xd = Evaluate(TIsogenous.XDenominator, in numerator, powers) * denominator;
        var yn = Evaluate(TIsogenous.YNumerator, in numerator, powers);
        var yd = Evaluate(TIsogenous.YDenominator, in numerator, powers);

        // Z = xd yd; where that is 0, x' is of the isogeny's kernel and the point is infinity, as the RFC has it.
        var ydyd = TField.Square(in yd);
        return new(xn * xd * ydyd, y * yn * (TField.Square(in xd) * xd) * ydyd, xd * yd);
    }

    // map_to_curve_simple_swu: appendix F.2, with x' as a fraction.
    private static void SimplifiedSwu(in TField u, out TField numerator, out TField denominator, out TField y)
    {
        var zuu = TIsogenous.Z * TField.Square(in u);
        var sum = TField.Square(in zuu) + zuu;
        numerator = TIsogenous.B * (sum + TField.One);
        denominator = TIsogenous.A * (sum.IsZero ? TIsogenous.Z : -sum);

        // g(x1) = (n^3 + A n d^2 + B d^3)/d^3
        var dd = TField.Square(in denominator);
        var ddd = dd * denominator;
        var g = (TField.Square(in numerator) + TIsogenous.A * dd) * numerator + TIsogenous.B * ddd;
        if (!TIsogenous.SquareRootOfRatio(in g, in ddd, out y))
        {
            numerator *= zuu;
            y *= zuu * u;
        }

        if (TIsogenous.IsOdd(in u) != TIsogenous.IsOdd(in y))
        {
            y = -y;
        }
    }

    private static TField Evaluate(ReadOnlySpan<TField> coefficients, in TField numerator, ReadOnlySpan<TField> powersOfDenominator)
    {
        var result = coefficients[^1];
        for (var i = 1; i < coefficients.Length; i++)
        {
            result = result * numerator + coefficients[^(i + 1)] * powersOfDenominator[i];
        }

        return result;
    }
}
