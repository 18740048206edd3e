using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Lanes8 = LazAI.Cryptography.Fields.Lanes.LaneField256<
    System.Runtime.Intrinsics.Vector512<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector512,
    LazAI.Cryptography.Bn254.BaseModulus>;

namespace LazAI.Cryptography.Bn254;

/// <summary>The tower over ξ = 9 + u, the number that divides the constant of EIP-197's twist.</summary>
internal readonly struct Tower : IRowTower<Fp>
{
    // (c0 + c1 u)(9 + u) = 9 c0 - c1 + (9 c1 + c0) u
    public static QuadraticExtension<Fp> MultiplyByNonResidue(in QuadraticExtension<Fp> a)
    {
        var eightfold = QuadraticExtension<Fp>.Double(QuadraticExtension<Fp>.Double(QuadraticExtension<Fp>.Double(in a)));
        return new(eightfold.C0 + a.C0 - a.C1, eightfold.C1 + a.C1 + a.C0);
    }

    // Normal, since tenfold sums would soon be too large. Limbs of 44 bits leave room for a sum of hundreds before it is reduced.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RowPair MultiplyByNonResidue(in RowPair a)
    {
        var ninefold = a * 9;
        return RowReduction<Lanes8, Fp>.Reduce(new(ninefold.C0 - a.C1, ninefold.C1 + a.C0));
    }
}
