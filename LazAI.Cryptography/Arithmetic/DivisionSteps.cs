using System.Numerics;

namespace LazAI.Cryptography;

/// <summary>
/// Steps of D. J. Bernstein and B.-Y. Yang, "Fast constant-time gcd computation and modular inversion" (2019), on the lowest limbs of
/// f and g, with the half-delta start that libsecp256k1 uses; many of them come out as a matrix, which is then applied to all limbs.
/// </summary>
internal static class DivisionSteps
{
    /// <summary>Bits of the signed limbs of numbers, and of the factor that a matrix carries.</summary>
    public const int LimbBits = 62;

    public const long LimbMask = (1L << LimbBits) - 1;

    /// <summary>59 steps without a branch. The matrix starts at 8 times the identity, so that it is scaled by 2^62 like the other one.</summary>
    public static long Take59(long zeta, ulong f, ulong g, out Matrix t)
    {
        ulong u = 8, v = 0, q = 0, r = 8;
        for (var i = 3; i < LimbBits; i++)
        {
            var swap = (ulong)(zeta >> 63);
            var odd = 0UL - (g & 1);

            // g += ±f where g is odd, the sign by zeta; f becomes the old g where both hold.
            g += ((f ^ swap) - swap) & odd;
            q += ((u ^ swap) - swap) & odd;
            r += ((v ^ swap) - swap) & odd;
            swap &= odd;
            zeta = (zeta ^ (long)swap) - 1;
            f += g & swap;
            u += q & swap;
            v += r & swap;
            g >>= 1;
            u <<= 1;
            v <<= 1;
        }

        t = new Matrix((long)u, (long)v, (long)q, (long)r);
        return zeta;
    }

    /// <summary>62 steps, as many at once as there are zeros at the end of g.</summary>
    public static long Take62VariableTime(long eta, ulong f, ulong g, out Matrix t)
    {
        ulong u = 1, v = 0, q = 0, r = 1;
        var left = LimbBits;
        while (true)
        {
            var zeros = BitOperations.TrailingZeroCount(g | ulong.MaxValue << left);
            g >>= zeros;
            u <<= zeros;
            v <<= zeros;
            eta -= zeros;
            left -= zeros;
            if (left == 0)
            {
                break;
            }

            // Add the multiple w of f that clears up to 6 (after a swap) or 4 low bits of g, but no more than the steps allow.
            ulong w;
            if (eta < 0)
            {
                eta = -eta;
                (f, g) = (g, 0 - f);
                (u, q) = (q, 0 - u);
                (v, r) = (r, 0 - v);
                w = f * g * (f * f - 2) & 63 & LowBits(eta, left);
            }
            else
            {
                w = f + ((f + 1 & 4) << 1);
                w = (0 - w) * g & 15 & LowBits(eta, left);
            }

            g += f * w;
            q += u * w;
            r += v * w;
        }

        t = new Matrix((long)u, (long)v, (long)q, (long)r);
        return eta;

        static ulong LowBits(long eta, int left) => ulong.MaxValue >> (64 - (int)Math.Min(eta + 1, left));
    }

    /// <summary>f' = (U f + V g) / 2^62 and g' = (Q f + R g) / 2^62.</summary>
    public readonly record struct Matrix(long U, long V, long Q, long R);
}
