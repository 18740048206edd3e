using System.Numerics;
using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields;

/// <summary>Inverses by <see cref="DivisionSteps"/>, for any prime field. Constant-time.</summary>
internal static class ModularInversion<T>
    where T : unmanaged, IPrimeField<T>
{
    private const int LimbsMaximum = 8;
    private const int StepsPerRound = 59;

    private static readonly int _limbs = T.Size / sizeof(ulong) + 1;
    private static readonly int _rounds = Rounds((int)T.Modulus.GetBitLength());
    private static readonly long[] _modulus = Limbs(T.Modulus);

    // 1/p modulo 2^62.
    private static readonly long _inverseOfModulus =
        (long)(ulong)BigInteger.ModPow(T.Modulus, (BigInteger.One << (DivisionSteps.LimbBits - 1)) - 1, BigInteger.One << DivisionSteps.LimbBits);

    /// <summary>1/a, and 0 for 0.</summary>
    [SkipLocalsInit]
    public static T Invert(in T a)
    {
        Span<ulong> words = stackalloc ulong[LimbsMaximum];
        Span<long> d = stackalloc long[LimbsMaximum];
        Span<long> e = stackalloc long[LimbsMaximum];
        Span<long> f = stackalloc long[LimbsMaximum];
        Span<long> g = stackalloc long[LimbsMaximum];
        words = words[..(T.Size / sizeof(ulong))];
        a.ToWords(words);
        ReadWords(words, g);
        _modulus.CopyTo(f);
        d.Clear();
        e.Clear();
        e[0] = 1;
        long zeta = -1;
        for (var i = 0; i < _rounds; i++)
        {
            zeta = DivisionSteps.Take59(zeta, (ulong)f[0], (ulong)g[0], out var t);
            UpdateCoefficients(d, e, in t);
            UpdateNumbers(f, g, in t);
        }

        Normalize(d, f[_limbs - 1]);
        WriteWords(d, words);
        T.TryFromWords(words, out var inverse);
        return inverse;
    }

    // Steps that are enough for numbers of so many bits: P. Wuille, "The safegcd implementation in libsecp256k1 explained" (2021).
    private static int Rounds(int bits) => (45907 * bits + 26313) / 19929 / StepsPerRound + 1;

    // (d, e) = t (d, e) / 2^62 mod p, kept in (-2p, p): multiples of p make the lowest limb zero and hold the range.
    private static void UpdateCoefficients(Span<long> d, Span<long> e, in DivisionSteps.Matrix t)
    {
        var modulus = _modulus.AsSpan();
        d = d[..modulus.Length];
        e = e[..modulus.Length];
        long dSign = d[^1] >> 63, eSign = e[^1] >> 63;
        var md = (t.U & dSign) + (t.V & eSign);
        var me = (t.Q & dSign) + (t.R & eSign);
        SignedSum cd = default, ce = default;
        for (var i = 0; i < modulus.Length; i++)
        {
            cd.Add(t.U, d[i], t.V, e[i]);
            ce.Add(t.Q, d[i], t.R, e[i]);
            if (i == 0)
            {
                md -= (_inverseOfModulus * cd.Low + md) & DivisionSteps.LimbMask;
                me -= (_inverseOfModulus * ce.Low + me) & DivisionSteps.LimbMask;
            }

            cd.Add(modulus[i], md);
            ce.Add(modulus[i], me);
            var (limbOfD, limbOfE) = (cd.Next(), ce.Next());
            if (i != 0)
            {
                d[i - 1] = limbOfD;
                e[i - 1] = limbOfE;
            }
        }

        d[^1] = cd.Low;
        e[^1] = ce.Low;
    }

    // (f, g) = t (f, g) / 2^62; the division is exact.
    private static void UpdateNumbers(Span<long> f, Span<long> g, in DivisionSteps.Matrix t)
    {
        f = f[.._modulus.Length];
        g = g[..f.Length];
        SignedSum cf = default, cg = default;
        for (var i = 0; i < f.Length; i++)
        {
            cf.Add(t.U, f[i], t.V, g[i]);
            cg.Add(t.Q, f[i], t.R, g[i]);
            var (limbOfF, limbOfG) = (cf.Next(), cg.Next());
            if (i != 0)
            {
                f[i - 1] = limbOfF;
                g[i - 1] = limbOfG;
            }
        }

        f[^1] = cf.Low;
        g[^1] = cg.Low;
    }

    // From (-2p, p) to [0, p), negated first where the sign is negative.
    private static void Normalize(Span<long> d, long sign)
    {
        d = d[.._modulus.Length];
        AddModulus(d, d[^1] >> 63, sign >> 63);
        AddModulus(d, d[^1] >> 63, 0);
    }

    // Adds p where the first mask is set, then negates where the second is, and carries.
    private static void AddModulus(Span<long> d, long add, long negate)
    {
        var carry = 0L;
        for (var i = 0; i < d.Length; i++)
        {
            var limb = (((d[i] + (_modulus[i] & add)) ^ negate) - negate) + carry;
            carry = limb >> DivisionSteps.LimbBits;
            d[i] = i == d.Length - 1 ? limb : limb & DivisionSteps.LimbMask;
        }
    }

    private static long[] Limbs(BigInteger number)
    {
        var limbs = new long[_limbs];
        for (var i = 0; i < limbs.Length; i++)
        {
            limbs[i] = (long)((number >> (DivisionSteps.LimbBits * i)) & DivisionSteps.LimbMask);
        }

        return limbs;
    }

    private static void ReadWords(ReadOnlySpan<ulong> words, Span<long> limbs)
    {
        limbs[0] = (long)words[0] & DivisionSteps.LimbMask;
        for (var i = 1; i < words.Length; i++)
        {
            limbs[i] = (long)(words[i - 1] >> (64 - 2 * i) | words[i] << (2 * i)) & DivisionSteps.LimbMask;
        }

        limbs[words.Length] = (long)(words[^1] >> (64 - 2 * words.Length));
    }

    private static void WriteWords(ReadOnlySpan<long> limbs, Span<ulong> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = (ulong)limbs[i] >> (2 * i) | (ulong)limbs[i + 1] << (DivisionSteps.LimbBits - 2 * i);
        }
    }
}
