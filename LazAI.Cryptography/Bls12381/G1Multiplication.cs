using System.Runtime.CompilerServices;
using LazAI.Cryptography.Curves;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;

namespace LazAI.Cryptography.Bls12381;

/// <summary>Multiples of points of G1 that share the doublings of two halves of the number, by the endomorphism. Variable-time.</summary>
internal static class G1Multiplication
{
    private const int TableSize = 1 << (ScalarMultiplication.Width - 2);

    /// <summary>[low + high X^2]P for a point of the subgroup, X = -x being the curve's parameter.</summary>
    [SkipLocalsInit]
    public static JacobianPoint<Fp, G1Curve> VariableTime(in AffinePoint<Fp, G1Curve> point, ulong low, ulong high)
    {
        // The endomorphism is -X^2, so the second table is the first one's image, negated.
        Span<JacobianPoint<Fp, G1Curve>> odd = stackalloc JacobianPoint<Fp, G1Curve>[TableSize];
        Span<Fp> images = stackalloc Fp[TableSize];
        odd[0] = new(in point);
        var twice = JacobianPoint<Fp, G1Curve>.Double(in odd[0]);
        for (var i = 1; i < TableSize; i++)
        {
            odd[i] = odd[i - 1] + twice;
        }

        for (var i = 0; i < TableSize; i++)
        {
            images[i] = G1Curve.CubeRootOfUnity * odd[i].X;
        }

        Span<sbyte> lowDigits = stackalloc sbyte[65];
        Span<sbyte> highDigits = stackalloc sbyte[65];
        var count = Math.Max(
            ScalarMultiplication.NonAdjacentForm(new(in low), lowDigits), ScalarMultiplication.NonAdjacentForm(new(in high), highDigits));
        var result = JacobianPoint<Fp, G1Curve>.Infinity;
        for (var i = count - 1; i >= 0; i--)
        {
            result = JacobianPoint<Fp, G1Curve>.Double(in result);
            if (lowDigits[i] != 0)
            {
                ref readonly var entry = ref odd[Math.Abs(lowDigits[i]) >> 1];
                result = lowDigits[i] > 0 ? result + entry : result - entry;
            }

            if (highDigits[i] != 0)
            {
                var index = Math.Abs(highDigits[i]) >> 1;
                var image = new JacobianPoint<Fp, G1Curve>(in images[index], in odd[index].Y, in odd[index].Z);
                result = highDigits[i] > 0 ? result - image : result + image;
            }
        }

        return result;
    }
}
