using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields.Lanes;

internal partial struct LaneField384<TVector, TLanes, TModulus> : ILanePairs<LaneField384<TVector, TLanes, TModulus>, MontgomeryField384<TModulus>>
{
    // -1 in the lower lanes, 1 in the upper ones.
    private static readonly TVector _signs = TLanes.Select(TLanes.Create(1), TLanes.Create(-1), TLanes.Mask((1u << (TLanes.Count / 2)) - 1));

    // a0 b0 - a1 b1 in the lower lanes, a0 b1 + a1 b0 in the upper ones.
    [SkipLocalsInit]
    public static void MultiplyPairs(
        in LaneField384<TVector, TLanes, TModulus> a,
        in LaneField384<TVector, TLanes, TModulus> b,
        out LaneField384<TVector, TLanes, TModulus> r)
    {
        Unsafe.SkipInit(out LaneField384<TVector, TLanes, TModulus> a0);
        Unsafe.SkipInit(out LaneField384<TVector, TLanes, TModulus> a1);
        Unsafe.SkipInit(out LaneField384<TVector, TLanes, TModulus> c);
        a0._0 = TLanes.LowerTwice(a._0);
        a0._1 = TLanes.LowerTwice(a._1);
        a0._2 = TLanes.LowerTwice(a._2);
        a0._3 = TLanes.LowerTwice(a._3);
        a0._4 = TLanes.LowerTwice(a._4);
        a0._5 = TLanes.LowerTwice(a._5);
        a0._6 = TLanes.LowerTwice(a._6);
        a0._7 = TLanes.LowerTwice(a._7);
        a1._0 = TLanes.UpperTwice(a._0);
        a1._1 = TLanes.UpperTwice(a._1);
        a1._2 = TLanes.UpperTwice(a._2);
        a1._3 = TLanes.UpperTwice(a._3);
        a1._4 = TLanes.UpperTwice(a._4);
        a1._5 = TLanes.UpperTwice(a._5);
        a1._6 = TLanes.UpperTwice(a._6);
        a1._7 = TLanes.UpperTwice(a._7);
        c._0 = TLanes.SwapHalves(b._0);
        c._1 = TLanes.SwapHalves(b._1);
        c._2 = TLanes.SwapHalves(b._2);
        c._3 = TLanes.SwapHalves(b._3);
        c._4 = TLanes.SwapHalves(b._4);
        c._5 = TLanes.SwapHalves(b._5);
        c._6 = TLanes.SwapHalves(b._6);
        c._7 = TLanes.SwapHalves(b._7);
        Multiply(out var t, in a0, in b);
        Multiply(out var u, in a1, in c);
        Combine(ref t, in u, _signs);
        Reduce(out r, in t);
    }
}
