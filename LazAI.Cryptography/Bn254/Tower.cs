using LazAI.Cryptography.Fields;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;

namespace LazAI.Cryptography.Bn254;

/// <summary>The tower over ξ = 9 + u, the number that divides the constant of EIP-197's twist.</summary>
internal readonly struct Tower : ITower<Fp>
{
    // (c0 + c1 u)(9 + u) = 9 c0 - c1 + (9 c1 + c0) u
    public static QuadraticExtension<Fp> MultiplyByNonResidue(in QuadraticExtension<Fp> a)
    {
        var eightfold = QuadraticExtension<Fp>.Double(QuadraticExtension<Fp>.Double(QuadraticExtension<Fp>.Double(in a)));
        return new(eightfold.C0 + a.C0 - a.C1, eightfold.C1 + a.C1 + a.C0);
    }
}
