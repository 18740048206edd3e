using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields;

/// <summary>c0 + c1 w with w^2 = v over Fp6: the field Fp12 of a tower, where pairings take their values.</summary>
internal readonly partial struct DodecicExtension<TBase, TTower>(CubicExtension<TBase, TTower> c0, CubicExtension<TBase, TTower> c1)
    : IEquatable<DodecicExtension<TBase, TTower>>
    where TBase : unmanaged, IPrimeField<TBase>
    where TTower : struct, ITower<TBase>
{
    public readonly CubicExtension<TBase, TTower> C0 = c0;
    public readonly CubicExtension<TBase, TTower> C1 = c1;

    public static DodecicExtension<TBase, TTower> Zero => default;

    public static DodecicExtension<TBase, TTower> One => new(CubicExtension<TBase, TTower>.One, default);

    public bool IsZero => C0.IsZero && C1.IsZero;

    public bool IsOne => Equals(One);

    /// <summary>c0 - c1 w, which is the power of p^6, and the inverse in the cyclotomic subgroup.</summary>
    public DodecicExtension<TBase, TTower> Conjugate => new(C0, -C1);

    public static DodecicExtension<TBase, TTower> operator +(in DodecicExtension<TBase, TTower> a, in DodecicExtension<TBase, TTower> b) =>
        new(a.C0 + b.C0, a.C1 + b.C1);

    public static DodecicExtension<TBase, TTower> operator -(in DodecicExtension<TBase, TTower> a, in DodecicExtension<TBase, TTower> b) =>
        new(a.C0 - b.C0, a.C1 - b.C1);

    public static DodecicExtension<TBase, TTower> operator -(in DodecicExtension<TBase, TTower> a) => new(-a.C0, -a.C1);

    /// <summary>Three multiplications in Fp6 (Karatsuba).</summary>
    [SkipLocalsInit]
    public static DodecicExtension<TBase, TTower> operator *(in DodecicExtension<TBase, TTower> a, in DodecicExtension<TBase, TTower> b)
    {
        var v0 = a.C0 * b.C0;
        var v1 = a.C1 * b.C1;
        var cross = (a.C0 + a.C1) * (b.C0 + b.C1) - v0 - v1;
        return new(v0 + CubicExtension<TBase, TTower>.MultiplyByV(in v1), cross);
    }

    /// <summary>Two multiplications in Fp6: (c0 + c1)(c0 + v c1) - (1 + v) c0 c1 + 2 c0 c1 w.</summary>
    [SkipLocalsInit]
    public static DodecicExtension<TBase, TTower> Square(in DodecicExtension<TBase, TTower> a)
    {
        var product = a.C0 * a.C1;
        var c0 = (a.C0 + a.C1) * (a.C0 + CubicExtension<TBase, TTower>.MultiplyByV(in a.C1)) - product
            - CubicExtension<TBase, TTower>.MultiplyByV(in product);
        return new(c0, CubicExtension<TBase, TTower>.Double(in product));
    }

    /// <summary>1/a, and 0 for 0, with one inversion in Fp.</summary>
    [SkipLocalsInit]
    public static DodecicExtension<TBase, TTower> Invert(in DodecicExtension<TBase, TTower> a)
    {
        var norm = CubicExtension<TBase, TTower>.Square(in a.C0)
            - CubicExtension<TBase, TTower>.MultiplyByV(CubicExtension<TBase, TTower>.Square(in a.C1));
        var inverse = CubicExtension<TBase, TTower>.Invert(in norm);
        return new(a.C0 * inverse, -(a.C1 * inverse));
    }

    public bool Equals(DodecicExtension<TBase, TTower> other) => C0.Equals(other.C0) && C1.Equals(other.C1);

    public override bool Equals(object? obj) => obj is DodecicExtension<TBase, TTower> other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(C0, C1);

    public override string ToString() => $"[{C0}] + [{C1}] w";
}
