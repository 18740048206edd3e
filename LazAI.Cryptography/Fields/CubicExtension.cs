using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields;

/// <summary>c0 + c1 v + c2 v^2 with v^3 = ξ over Fp2: the field Fp6 of a tower.</summary>
/// <remarks>Formulas: Devegili, Ó hÉigeartaigh, Scott, Dahab, "Multiplication and squaring on pairing-friendly fields" (2006), section 4.</remarks>
internal readonly struct CubicExtension<TBase, TTower>(
    QuadraticExtension<TBase> c0, QuadraticExtension<TBase> c1, QuadraticExtension<TBase> c2) : IEquatable<CubicExtension<TBase, TTower>>
    where TBase : unmanaged, IPrimeField<TBase>
    where TTower : struct, ITower<TBase>
{
    public readonly QuadraticExtension<TBase> C0 = c0;
    public readonly QuadraticExtension<TBase> C1 = c1;
    public readonly QuadraticExtension<TBase> C2 = c2;

    public static CubicExtension<TBase, TTower> Zero => default;

    public static CubicExtension<TBase, TTower> One => new(QuadraticExtension<TBase>.One, default, default);

    public bool IsZero => C0.IsZero && C1.IsZero && C2.IsZero;

    public static CubicExtension<TBase, TTower> operator +(in CubicExtension<TBase, TTower> a, in CubicExtension<TBase, TTower> b) =>
        new(a.C0 + b.C0, a.C1 + b.C1, a.C2 + b.C2);

    public static CubicExtension<TBase, TTower> operator -(in CubicExtension<TBase, TTower> a, in CubicExtension<TBase, TTower> b) =>
        new(a.C0 - b.C0, a.C1 - b.C1, a.C2 - b.C2);

    public static CubicExtension<TBase, TTower> operator -(in CubicExtension<TBase, TTower> a) => new(-a.C0, -a.C1, -a.C2);

    public static CubicExtension<TBase, TTower> Double(in CubicExtension<TBase, TTower> a) => a + a;

    /// <summary>Six multiplications in Fp2 (Karatsuba).</summary>
    [SkipLocalsInit]
    public static CubicExtension<TBase, TTower> operator *(in CubicExtension<TBase, TTower> a, in CubicExtension<TBase, TTower> b)
    {
        var v0 = a.C0 * b.C0;
        var v1 = a.C1 * b.C1;
        var v2 = a.C2 * b.C2;
        return new(
            v0 + TTower.MultiplyByNonResidue((a.C1 + a.C2) * (b.C1 + b.C2) - v1 - v2),
            (a.C0 + a.C1) * (b.C0 + b.C1) - v0 - v1 + TTower.MultiplyByNonResidue(in v2),
            (a.C0 + a.C2) * (b.C0 + b.C2) - v0 - v2 + v1);
    }

    /// <summary>The product with an element of Fp2.</summary>
    public static CubicExtension<TBase, TTower> operator *(in CubicExtension<TBase, TTower> a, in QuadraticExtension<TBase> b) =>
        new(a.C0 * b, a.C1 * b, a.C2 * b);

    /// <summary>Two multiplications and three squarings in Fp2 (Chung and Hasan, "Asymmetric squaring formulae", 2007, SQR2).</summary>
    [SkipLocalsInit]
    public static CubicExtension<TBase, TTower> Square(in CubicExtension<TBase, TTower> a)
    {
        var s0 = QuadraticExtension<TBase>.Square(in a.C0);
        var s1 = QuadraticExtension<TBase>.Double(a.C0 * a.C1);
        var s2 = QuadraticExtension<TBase>.Square(a.C0 - a.C1 + a.C2);
        var s3 = QuadraticExtension<TBase>.Double(a.C1 * a.C2);
        var s4 = QuadraticExtension<TBase>.Square(in a.C2);
        return new(s0 + TTower.MultiplyByNonResidue(in s3), s1 + TTower.MultiplyByNonResidue(in s4), s1 + s2 + s3 - s0 - s4);
    }

    /// <summary>a * v.</summary>
    public static CubicExtension<TBase, TTower> MultiplyByV(in CubicExtension<TBase, TTower> a) =>
        new(TTower.MultiplyByNonResidue(in a.C2), a.C0, a.C1);

    /// <summary>a * (b0 + b1 v): five multiplications in Fp2.</summary>
    [SkipLocalsInit]
    public static CubicExtension<TBase, TTower> MultiplyBy01(
        in CubicExtension<TBase, TTower> a, in QuadraticExtension<TBase> b0, in QuadraticExtension<TBase> b1)
    {
        var v0 = a.C0 * b0;
        var v1 = a.C1 * b1;
        return new(
            v0 + TTower.MultiplyByNonResidue((a.C1 + a.C2) * b1 - v1),
            (a.C0 + a.C1) * (b0 + b1) - v0 - v1,
            (a.C0 + a.C2) * b0 - v0 + v1);
    }

    /// <summary>a * b1 v: three multiplications in Fp2.</summary>
    public static CubicExtension<TBase, TTower> MultiplyBy1(in CubicExtension<TBase, TTower> a, in QuadraticExtension<TBase> b1) =>
        new(TTower.MultiplyByNonResidue(a.C2 * b1), a.C0 * b1, a.C1 * b1);

    /// <summary>1/a, and 0 for 0, with one inversion in Fp.</summary>
    [SkipLocalsInit]
    public static CubicExtension<TBase, TTower> Invert(in CubicExtension<TBase, TTower> a)
    {
        var t0 = QuadraticExtension<TBase>.Square(in a.C0) - TTower.MultiplyByNonResidue(a.C1 * a.C2);
        var t1 = TTower.MultiplyByNonResidue(QuadraticExtension<TBase>.Square(in a.C2)) - a.C0 * a.C1;
        var t2 = QuadraticExtension<TBase>.Square(in a.C1) - a.C0 * a.C2;
        var norm = a.C0 * t0 + TTower.MultiplyByNonResidue(a.C1 * t2 + a.C2 * t1);
        var inverse = QuadraticExtension<TBase>.Invert(in norm);
        return new(t0 * inverse, t1 * inverse, t2 * inverse);
    }

    public bool Equals(CubicExtension<TBase, TTower> other) => C0.Equals(other.C0) && C1.Equals(other.C1) && C2.Equals(other.C2);

    public override bool Equals(object? obj) => obj is CubicExtension<TBase, TTower> other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(C0, C1, C2);

    public override string ToString() => $"({C0}) + ({C1}) v + ({C2}) v^2";
}
