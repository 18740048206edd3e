using System.Runtime.Intrinsics;

namespace LazAI.Tools.DigitTrainer;

/// <summary>
/// The arithmetic of training, made of IEEE 754 additions, multiplications, divisions and square roots in a fixed order: no fused
/// operations and no library transcendental functions, whose last bits differ between machines. So the same seed gives the same
/// weights everywhere.
/// </summary>
internal static class ReproducibleMath
{
    /// <summary>target += scale · source.</summary>
    public static void AddScaled(Span<float> target, ReadOnlySpan<float> source, float scale)
    {
        var i = 0;
        for (; i <= target.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var product = Vector256.Create(source[i..]) * scale;
            (Vector256.Create<float>(target[i..]) + product).CopyTo(target[i..]);
        }

        for (; i < target.Length; i++)
        {
            var product = source[i] * scale;
            target[i] += product;
        }
    }

    /// <summary>Eight interleaved partial sums, added in order, whatever the width of the hardware's vectors.</summary>
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sums = Vector256<float>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            sums += Vector256.Create(a[i..]) * Vector256.Create(b[i..]);
        }

        var sum = 0f;
        for (var lane = 0; lane < Vector256<float>.Count; lane++)
        {
            sum += sums[lane];
        }

        for (; i < a.Length; i++)
        {
            var product = a[i] * b[i];
            sum += product;
        }

        return sum;
    }

    /// <summary>
    /// e^x for x ≤ 0: x = n·ln 2 + r with |r| ≤ ln 2 / 2, e^r by its Taylor series to r¹² (relative error below 10⁻¹⁵), 2^n exactly.
    /// </summary>
    public static double Exp(double x)
    {
        if (x < -700)
        {
            return 0;
        }

        var n = Math.Floor((x * 1.4426950408889634) + 0.5);
        var r = x - (n * 0.6931471805599453);
        var sum = 1.0;
        for (var k = 12; k >= 1; k--)
        {
            sum = 1.0 + (sum * r / k);
        }

        return Math.ScaleB(sum, (int)n);
    }
}
