using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Polynomials;

/// <summary>A polynomial as a span of its coefficients, lowest first, or of its values.</summary>
internal static class Polynomial
{
    /// <summary>f(z) from coefficients (W. G. Horner).</summary>
    [SkipLocalsInit]
    public static T Evaluate<T>(ReadOnlySpan<T> coefficients, in T z)
        where T : unmanaged, IPrimeField<T>
    {
        var result = T.Zero;
        for (var i = coefficients.Length - 1; i >= 0; i--)
        {
            result = result * z + coefficients[i];
        }

        return result;
    }

    /// <summary>f(z) from the values at the roots of unity in bit-reversed order; z may be one of the roots. Overwrites the values.</summary>
    /// <remarks>
    /// Neighbours are f(w) and f(-w). With f(X) = g(X^2) + X h(X^2), the polynomial g + z h of half the degree has
    /// (f(w) + f(-w) + z (f(w) - f(-w)) / w) / 2 at w^2 and f(z) at z^2: one folding after the other leaves f(z). Unlike the
    /// barycentric formula it needs no inverses and has no special case.
    /// </remarks>
    [SkipLocalsInit]
    public static T EvaluateFromValues<T>(EvaluationDomain<T> domain, Span<T> values, in T z)
        where T : unmanaged, IPrimeField<T>
    {
        var (length, power) = (values.Length, z);
        var roots = domain.Roots;
        for (var half = length / 2; half > 0; half /= 2)
        {
            values[0] = values[0] + values[1] + (values[0] - values[1]) * power;
            for (var begin = 1; begin < half; begin *= 2)
            {
                for (var i = begin; i < 2 * begin; i++)
                {
                    // 1/c_i = -c_(3 begin - 1 - i)
                    var factor = roots[3 * begin - 1 - i] * power;
                    values[i] = values[2 * i] + values[2 * i + 1] + (values[2 * i + 1] - values[2 * i]) * factor;
                }
            }

            power = T.Square(in power);
        }

        return values[0] * domain.InverseOfSize(length);
    }

    /// <summary>Replaces f by (f - f(z)) / (X - z), whose highest coefficient is 0, and returns f(z).</summary>
    [SkipLocalsInit]
    public static T DivideByLinear<T>(Span<T> coefficients, in T z)
        where T : unmanaged, IPrimeField<T>
    {
        var carry = T.Zero;
        for (var i = coefficients.Length - 1; i >= 0; i--)
        {
            var next = carry * z + coefficients[i];
            coefficients[i] = carry;
            carry = next;
        }

        return carry;
    }
}
