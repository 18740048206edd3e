using System.Runtime.CompilerServices;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Bls12381;

/// <summary>
/// Multiplication by |x|, x = -0xd201000000010000 being the number from which p, r and the cofactors are made
/// (draft-irtf-cfrg-pairing-friendly-curves, section 4.2.1): cheap, since it has six bits. Variable-time.
/// </summary>
internal static class ParameterMultiplication
{
    /// <summary>From the highest of the six bits: how many doublings lead to the next one, the last to bit 0.</summary>
    public static ReadOnlySpan<byte> Doublings => [1, 2, 3, 9, 32, 16];

    /// <summary>[|x|]P.</summary>
    [SkipLocalsInit]
    public static JacobianPoint<TField, TCurve> ByMagnitude<TField, TCurve>(in AffinePoint<TField, TCurve> point)
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        var result = new JacobianPoint<TField, TCurve>(in point);
        for (var i = 0; i < Doublings.Length; i++)
        {
            for (var j = 0; j < Doublings[i]; j++)
            {
                result = JacobianPoint<TField, TCurve>.Double(in result);
            }

            if (i != Doublings.Length - 1)
            {
                result += point;
            }
        }

        return result;
    }

    /// <summary>[|x|]P.</summary>
    [SkipLocalsInit]
    public static JacobianPoint<TField, TCurve> ByMagnitude<TField, TCurve>(in JacobianPoint<TField, TCurve> point)
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        var result = point;
        for (var i = 0; i < Doublings.Length; i++)
        {
            for (var j = 0; j < Doublings[i]; j++)
            {
                result = JacobianPoint<TField, TCurve>.Double(in result);
            }

            if (i != Doublings.Length - 1)
            {
                result += point;
            }
        }

        return result;
    }
}
