using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields;

// Products with the lines of a Miller loop, of whose six coordinates over Fp2 three are not zero. Numbered c0.0, c0.1, c0.2, c1.0,
// c1.1, c1.2, which belong to 1, w^2, w^4, w, w^3, w^5. Which three depends on the twist.
internal readonly partial struct DodecicExtension<TBase, TTower>
{
    /// <summary>a * (l0 + l1 v + l4 v w), a line of a curve with an M-twist (BLS12-381): 13 multiplications in Fp2.</summary>
    [SkipLocalsInit]
    public static DodecicExtension<TBase, TTower> MultiplyBy014(
        in DodecicExtension<TBase, TTower> a,
        in QuadraticExtension<TBase> l0,
        in QuadraticExtension<TBase> l1,
        in QuadraticExtension<TBase> l4)
    {
        var v0 = CubicExtension<TBase, TTower>.MultiplyBy01(in a.C0, in l0, in l1);
        var v1 = CubicExtension<TBase, TTower>.MultiplyBy1(in a.C1, in l4);
        var cross = CubicExtension<TBase, TTower>.MultiplyBy01(a.C0 + a.C1, in l0, l1 + l4) - v0 - v1;
        return new(v0 + CubicExtension<TBase, TTower>.MultiplyByV(in v1), cross);
    }

    /// <summary>
    /// a * (1 + l3 w + l4 v w), a line of a curve with a D-twist (BN254) divided by its first coordinate: ten multiplications in Fp2.
    /// </summary>
    [SkipLocalsInit]
    public static DodecicExtension<TBase, TTower> MultiplyBy34(
        in DodecicExtension<TBase, TTower> a, in QuadraticExtension<TBase> l3, in QuadraticExtension<TBase> l4)
    {
        var v0 = CubicExtension<TBase, TTower>.MultiplyBy01(in a.C0, in l3, in l4);
        var v1 = CubicExtension<TBase, TTower>.MultiplyBy01(in a.C1, in l3, in l4);
        return new(a.C0 + CubicExtension<TBase, TTower>.MultiplyByV(in v1), a.C1 + v0);
    }
}
