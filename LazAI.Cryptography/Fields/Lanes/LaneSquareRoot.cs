using System.Numerics;
using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>Square roots in the extension in every lane, as <see cref="QuadraticExtension{TBase}"/> has them, for primes that are 3 modulo 4.</summary>
internal static class LaneSquareRoot<T, TBase>
    where T : unmanaged, ILaneField<T, TBase>
    where TBase : unmanaged, IPrimeField<TBase>
{
    // The progenitor's exponent: that of PrimeField.
    private static readonly ulong[] _progenitor = Words((TBase.Modulus - 3) / 4);

    /// <summary>A root of a/d, of which a root of a's norm is known; it may be the negative of that which one calculation alone gives.</summary>
    /// <param name="a">Normal squares, with 0 among them.</param>
    /// <param name="rootOfNorm">Roots of their norms, normal.</param>
    /// <param name="d">Normal numbers other than 0 of the base field.</param>
    /// <param name="root">Normal.</param>
    [SkipLocalsInit]
    public static void OfRatio(in LaneQuadratic<T, TBase> a, in T rootOfNorm, in T d, out LaneQuadratic<T, TBase> root)
    {
        // t = c0 + n, and c0 - n where that is 0.
        T.Combine(in rootOfNorm, 1, in a.C0, out var t);
        var zero = LaneQuadratic<T, TBase>.ZeroLanes(in t);
        if (zero != 0)
        {
            T.Combine(in rootOfNorm, -1, in a.C0, out var other);
            T.Select(in t, in other, zero, out t);
        }

        T.Scale(in d, 2, out var d2);
        T.Square(in d2, out var s);
        T.Multiply(in s, in d2, out s);
        T.Multiply(in s, in t, out s);
        LaneExponentiation.Power<T, TBase>(in s, _progenitor, out s);
        T.Multiply(in s, in d2, out s);
        T.Multiply(in t, in s, out var x);
        T.Multiply(in a.C1, in s, out var y);

        // Where t/d2 is no square, x^2 is its negative, and the root is (x + y u) u.
        T.Square(in x, out s);
        T.Multiply(in s, in d2, out s);
        var straight = LaneQuadratic<T, TBase>.EqualLanes(in s, in t);
        T.Negate(in y, uint.MaxValue, out s);
        T.Select(in s, in x, straight, out root.C0);
        T.Select(in x, in y, straight, out root.C1);
    }

    private static ulong[] Words(BigInteger number) =>
        [.. Enumerable.Range(0, TBase.Size / sizeof(ulong)).Select(i => (ulong)((number >> (64 * i)) & ulong.MaxValue))];
}
