using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;

namespace LazAI.Cryptography.Bls12381;

/// <summary>The tower over ξ = 1 + u: draft-irtf-cfrg-pairing-friendly-curves, section 4.2.1.</summary>
internal readonly struct Tower : IRowTower<Fp>
{
    // (c0 + c1 u)(1 + u) = c0 - c1 + (c0 + c1) u
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuadraticExtension<Fp> MultiplyByNonResidue(in QuadraticExtension<Fp> a) => new(a.C0 - a.C1, a.C0 + a.C1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RowPair MultiplyByNonResidue(in RowPair a) => new(a.C0 - a.C1, a.C0 + a.C1);
}
