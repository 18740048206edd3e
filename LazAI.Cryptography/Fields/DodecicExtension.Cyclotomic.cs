using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields;

// Powers of p, and squares in the cyclotomic subgroup: the elements whose order divides p^4 - p^2 + 1, which every pairing's value is in.
internal readonly partial struct DodecicExtension<TBase, TTower>
{
    /// <summary>a^(p^power) for power 1, 2 or 3: coordinates conjugated for odd powers, times constants.</summary>
    [SkipLocalsInit]
    public static DodecicExtension<TBase, TTower> Frobenius(in DodecicExtension<TBase, TTower> a, int power)
    {
        var constants = TowerFrobenius<TBase, TTower>.Constants(power);
        var isOdd = (power & 1) != 0;
        return new(
            new(Conjugated(in a.C0.C0, isOdd), Conjugated(in a.C0.C1, isOdd) * constants[2], Conjugated(in a.C0.C2, isOdd) * constants[4]),
            new(
                Conjugated(in a.C1.C0, isOdd) * constants[1],
                Conjugated(in a.C1.C1, isOdd) * constants[3],
                Conjugated(in a.C1.C2, isOdd) * constants[5]));
    }

    /// <summary>
    /// a^2 for a in the cyclotomic subgroup: nine squarings in Fp2 (Granger and Scott, "Faster squaring in the cyclotomic subgroup of
    /// sixth degree extensions", 2010, section 3.2).
    /// </summary>
    [SkipLocalsInit]
    public static DodecicExtension<TBase, TTower> CyclotomicSquare(in DodecicExtension<TBase, TTower> a)
    {
        SquareInFp4(in a.C0.C0, in a.C1.C1, out var t0, out var t1);
        SquareInFp4(in a.C1.C0, in a.C0.C2, out var t2, out var t3);
        SquareInFp4(in a.C0.C1, in a.C1.C2, out var t4, out var t5);
        return new(
            new(ThriceLessTwice(in t0, in a.C0.C0), ThriceLessTwice(in t2, in a.C0.C1), ThriceLessTwice(in t4, in a.C0.C2)),
            new(
                ThriceAndTwice(TTower.MultiplyByNonResidue(in t5), in a.C1.C0),
                ThriceAndTwice(in t1, in a.C1.C1),
                ThriceAndTwice(in t3, in a.C1.C2)));
    }

    private static QuadraticExtension<TBase> Conjugated(in QuadraticExtension<TBase> a, bool isOdd) => isOdd ? a.Conjugate : a;

    // (a + b y)^2 with y^2 = ξ.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SquareInFp4(
        in QuadraticExtension<TBase> a, in QuadraticExtension<TBase> b, out QuadraticExtension<TBase> c0, out QuadraticExtension<TBase> c1)
    {
        var aa = QuadraticExtension<TBase>.Square(in a);
        var bb = QuadraticExtension<TBase>.Square(in b);
        c0 = aa + TTower.MultiplyByNonResidue(in bb);
        c1 = QuadraticExtension<TBase>.Square(a + b) - aa - bb;
    }

    // 3t - 2a
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static QuadraticExtension<TBase> ThriceLessTwice(in QuadraticExtension<TBase> t, in QuadraticExtension<TBase> a) =>
        QuadraticExtension<TBase>.Double(t - a) + t;

    // 3t + 2a
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static QuadraticExtension<TBase> ThriceAndTwice(in QuadraticExtension<TBase> t, in QuadraticExtension<TBase> a) =>
        QuadraticExtension<TBase>.Double(t + a) + t;
}
