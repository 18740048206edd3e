using System.Runtime.CompilerServices;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.Tower>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;

namespace LazAI.Cryptography.Bls12381;

/// <summary>
/// The optimal ate pairing of G1 and G2 (draft-irtf-cfrg-pairing-friendly-curves, section 4.2.1). Points have to be in their
/// subgroups, which nothing here checks, and are public: nothing here is constant-time. Nothing is allocated.
/// </summary>
internal static class Pairing
{
    /// <summary>e(P, Q) = f^((p^12 - 1)/r), not its cube, which other libraries return.</summary>
    public static Fp12 Value(in G1 p, in G2 q) => FinalExponentiation.Power(MillerLoop.Product(new(in p), new ReadOnlySpan<G2>(in q)));

    /// <summary>Whether the product of all e(P_i, Q_i) is one; so it is for no pairs, and pairs with infinity count as one.</summary>
    [SkipLocalsInit]
    public static bool PairingProductIsOne(ReadOnlySpan<G1> p, ReadOnlySpan<G2> q)
    {
        var product = MillerLoop.Product(p, q);
        return FinalExponentiation.PowerCubed(in product).IsOne;
    }

    /// <summary>The same for points of G2 whose lines were made beforehand.</summary>
    [SkipLocalsInit]
    public static bool PairingProductIsOne(ReadOnlySpan<G1> p, ReadOnlySpan<PreparedG2> q)
    {
        var product = MillerLoop.Product(p, q);
        return FinalExponentiation.PowerCubed(in product).IsOne;
    }
}
