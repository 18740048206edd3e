using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>Powers with public exponents, the same in all lanes.</summary>
internal static class LaneExponentiation
{
    private const int WindowBits = 4;

    /// <summary>a^exponent of a normal a, by a window of four bits over 64-bit words, lowest first.</summary>
    [SkipLocalsInit]
    public static void Power<T, TScalar>(in T a, ReadOnlySpan<ulong> exponent, out T result)
        where T : unmanaged, ILaneField<T, TScalar>
        where TScalar : unmanaged, IPrimeField<TScalar>
    {
        Span<T> powers = stackalloc T[1 << WindowBits];
        T.Create(TScalar.One, out powers[0]);
        for (var i = 1; i < powers.Length; i++)
        {
            T.Multiply(in powers[i - 1], in a, out powers[i]);
        }

        result = powers[0];
        var started = false;
        for (var bit = 64 * exponent.Length - WindowBits; bit >= 0; bit -= WindowBits)
        {
            for (var i = 0; started && i < WindowBits; i++)
            {
                T.Square(in result, out result);
            }

            var window = (int)(exponent[bit / 64] >> (bit % 64)) & (powers.Length - 1);
            if (window != 0)
            {
                T.Multiply(in result, in powers[window], out result);
                started = true;
            }
        }
    }

    /// <summary>1/a as a^(p - 2), 0 for 0.</summary>
    [SkipLocalsInit]
    public static void Invert<T, TScalar>(in T a, out T inverse)
        where T : unmanaged, ILaneField<T, TScalar>
        where TScalar : unmanaged, IPrimeField<TScalar> => Power<T, TScalar>(in a, Words<TScalar>.Inversion, out inverse);

    /// <summary>a^((p + 1) / 4), which for a prime that is 3 modulo 4 is a square root where there is one.</summary>
    [SkipLocalsInit]
    public static void SquareRootCandidate<T, TScalar>(in T a, out T root)
        where T : unmanaged, ILaneField<T, TScalar>
        where TScalar : unmanaged, IPrimeField<TScalar> => Power<T, TScalar>(in a, Words<TScalar>.SquareRoot, out root);

    private static class Words<TScalar>
        where TScalar : unmanaged, IPrimeField<TScalar>
    {
        public static readonly ulong[] Inversion = Of(TScalar.Modulus - 2);
        public static readonly ulong[] SquareRoot = Of((TScalar.Modulus + 1) / 4);

        private static ulong[] Of(System.Numerics.BigInteger number) =>
            [.. Enumerable.Range(0, TScalar.Size / 8).Select(i => (ulong)((number >> (64 * i)) & ulong.MaxValue))];
    }
}
