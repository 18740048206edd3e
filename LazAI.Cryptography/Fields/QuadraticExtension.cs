using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields;

/// <summary>c0 + c1 u with u^2 = -1 over a prime field with p = 3 mod 4: the first step of the towers of BN254 and BLS12-381.</summary>
internal readonly struct QuadraticExtension<TBase>(TBase c0, TBase c1) : IFieldElement<QuadraticExtension<TBase>>
    where TBase : unmanaged, IPrimeField<TBase>
{
    public readonly TBase C0 = c0;
    public readonly TBase C1 = c1;

    public static QuadraticExtension<TBase> Zero => default;

    public static QuadraticExtension<TBase> One => new(TBase.One, TBase.Zero);

    public bool IsZero => C0.IsZero & C1.IsZero;

    /// <summary>The conjugate c0 - c1 u, which is the power of p.</summary>
    public QuadraticExtension<TBase> Conjugate => new(C0, -C1);

    /// <summary>sgn0 of RFC 9380, section 4.1: parity of c0, or of c1 where c0 is 0.</summary>
    public bool IsOdd => C0.IsZero ? PrimeField<TBase>.IsOdd(in C1) : PrimeField<TBase>.IsOdd(in C0);

    /// <summary>The sign of compressed points: that of c1, or of c0 where c1 is 0. Variable-time.</summary>
    public bool IsLexicographicallyLarger => C1.IsZero
        ? PrimeField<TBase>.IsLexicographicallyLarger(in C0)
        : PrimeField<TBase>.IsLexicographicallyLarger(in C1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuadraticExtension<TBase> operator +(in QuadraticExtension<TBase> a, in QuadraticExtension<TBase> b) =>
        new(a.C0 + b.C0, a.C1 + b.C1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuadraticExtension<TBase> operator -(in QuadraticExtension<TBase> a, in QuadraticExtension<TBase> b) =>
        new(a.C0 - b.C0, a.C1 - b.C1);

    public static QuadraticExtension<TBase> operator -(in QuadraticExtension<TBase> a) => new(-a.C0, -a.C1);

    public static QuadraticExtension<TBase> operator *(in QuadraticExtension<TBase> a, in QuadraticExtension<TBase> b) =>
        new(TBase.MultiplySubtract(in a.C0, in b.C0, in a.C1, in b.C1), TBase.MultiplyAdd(in a.C0, in b.C1, in a.C1, in b.C0));

    /// <summary>The product with an element of the base field.</summary>
    public static QuadraticExtension<TBase> operator *(in QuadraticExtension<TBase> a, in TBase b) => new(a.C0 * b, a.C1 * b);

    // (c0 + c1)(c0 - c1) + 2 c0 c1 u
    public static QuadraticExtension<TBase> Square(in QuadraticExtension<TBase> a) =>
        new(TBase.AddUnreduced(in a.C0, in a.C1) * TBase.SubtractUnreduced(in a.C0, in a.C1), TBase.AddUnreduced(in a.C0, in a.C0) * a.C1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuadraticExtension<TBase> Double(in QuadraticExtension<TBase> a) => new(TBase.Double(in a.C0), TBase.Double(in a.C1));

    /// <summary>(c0 - c1 u) / (c0^2 + c1^2).</summary>
    public static QuadraticExtension<TBase> Invert(in QuadraticExtension<TBase> a)
    {
        var inverse = TBase.Invert(TBase.MultiplyAdd(in a.C0, in a.C0, in a.C1, in a.C1));
        return new(a.C0 * inverse, -(a.C1 * inverse));
    }

    /// <summary>c0^2 + c1^2.</summary>
    public TBase Norm => TBase.MultiplyAdd(in C0, in C0, in C1, in C1);

    /// <summary>By two exponentiations in the base field: a root of the norm, then <see cref="SquareRoot"/>.</summary>
    public static bool TrySquareRoot(in QuadraticExtension<TBase> a, out QuadraticExtension<TBase> root)
    {
        if (!TBase.TrySquareRoot(a.Norm, out var norm))
        {
            root = Zero;
            return false;
        }

        root = SquareRoot(in a, in norm, TBase.One);
        return true;
    }

    /// <summary>A root of a/d, of which a root of a's norm is known, by one exponentiation and without an inversion.</summary>
    /// <remarks>
    /// With n for the norm's root, c0/d ± n/d are twice two numbers t, t' of the base field with t t' = -(c1/2d)^2. One of them is a
    /// square, x^2, and x + c1/(2dx) u is a root. Where t is none, x^2 = -t, and the same sum times u is a root.
    /// </remarks>
    /// <param name="a">A square, with 0 among them.</param>
    /// <param name="rootOfNorm">n.</param>
    /// <param name="d">A number other than 0 of the base field.</param>
    public static QuadraticExtension<TBase> SquareRoot(in QuadraticExtension<TBase> a, in TBase rootOfNorm, in TBase d)
    {
        // Either sign of n will do, but not the one that makes t zero where c1 is zero.
        var t = a.C0 + rootOfNorm;
        t = TBase.Select(in t, a.C0 - rootOfNorm, t.IsZero ? ulong.MaxValue : 0);

        // The progenitor of t d2^3, which is a square where t/d2 is one.
        var d2 = TBase.Double(in d);
        var s = PrimeField<TBase>.Progenitor(t * (TBase.Square(in d2) * d2)) * d2;
        var x = t * s;
        var y = a.C1 * s;
        return (TBase.Square(in x) * d2).Equals(t) ? new(x, y) : new(-y, x);
    }

    public static QuadraticExtension<TBase> Select(in QuadraticExtension<TBase> a, in QuadraticExtension<TBase> b, ulong mask) =>
        new(TBase.Select(in a.C0, in b.C0, mask), TBase.Select(in a.C1, in b.C1, mask));

    public bool Equals(QuadraticExtension<TBase> other) => C0.Equals(other.C0) && C1.Equals(other.C1);

    public override bool Equals(object? obj) => obj is QuadraticExtension<TBase> other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(C0, C1);

    public override string ToString() => $"{C0} + {C1} u";
}
