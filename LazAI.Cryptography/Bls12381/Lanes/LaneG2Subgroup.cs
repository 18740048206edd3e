using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;

namespace LazAI.Cryptography.Bls12381.Lanes;

/// <summary>The way into G2 and the test for it, in every lane: what <see cref="G2Curve"/> does by ψ and the curve's parameter.</summary>
internal static class LaneG2Subgroup<T>
    where T : unmanaged, ILaneField<T, Fp>
{
    // ψ of (1, 1) has its two factors for coordinates, and ψ twice has its own.
    private static readonly LaneQuadratic<T, Fp> _psiX = Constant(G2Curve.Psi(new G2(Fp2.One, Fp2.One)).X);
    private static readonly LaneQuadratic<T, Fp> _psiY = Constant(G2Curve.Psi(new G2(Fp2.One, Fp2.One)).Y);
    private static readonly T _psiPsiX = Constant(G2Curve.PsiPsi(new G2(Fp2.One, Fp2.One)).X).C0;

    /// <summary>The lanes whose points of the curve, none of them infinity and all with Z = 1, are in G2.</summary>
    [SkipLocalsInit]
    public static uint InSubgroup(in LaneG2Point<T> point)
    {
        MultiplyByParameter(in point, out var multiple);
        Psi(in point, out var expected);
        LaneQuadratic<T, Fp>.Multiply(in expected.X, in multiple.Z, out expected.X);
        LaneQuadratic<T, Fp>.Multiply(in expected.Y, in multiple.Z, out expected.Y);

        // Points of small order, of which a multiple was infinity, have become (0 : 0 : 0).
        return LaneQuadratic<T, Fp>.EqualLanes(in expected.X, in multiple.X)
            & LaneQuadratic<T, Fp>.EqualLanes(in expected.Y, in multiple.Y)
            & ~LaneQuadratic<T, Fp>.ZeroLanes(in multiple.Z);
    }

    /// <summary>
    /// clear_cofactor, by the formula of <see cref="G2Curve.ClearCofactor"/>. Z is 0 in the end where one of the points on the way was
    /// infinity, whatever the result is: the caller has to go the other way there.
    /// </summary>
    [SkipLocalsInit]
    public static void ClearCofactor(in LaneG2Point<T> point, out LaneG2Point<T> result)
    {
        // The result may be where the point was.
        var own = point;
        MultiplyByParameter(in own, out var multiple);
        Psi(in own, out var image);
        LaneG2Point<T>.Double(in own, out result);
        PsiPsi(in result, out result);
        LaneG2Point<T>.Negate(in image, out var negative);
        LaneG2Point<T>.Add(in result, in negative, out result);
        LaneG2Point<T>.Add(in multiple, in image, out image);
        MultiplyByParameter(in image, out image);
        LaneG2Point<T>.Add(in result, in image, out result);
        LaneG2Point<T>.Negate(in multiple, out multiple);
        LaneG2Point<T>.Add(in result, in multiple, out result);
        LaneG2Point<T>.Negate(in own, out negative);
        LaneG2Point<T>.Add(in result, in negative, out result);
    }

    /// <summary>ψ twice: multiplication by x^2 on G2.</summary>
    public static void PsiPsi(in LaneG2Point<T> point, out LaneG2Point<T> result)
    {
        LaneQuadratic<T, Fp>.Multiply(in point.X, in _psiPsiX, out result.X);
        LaneQuadratic<T, Fp>.Negate(in point.Y, uint.MaxValue, out result.Y);
        result.Z = point.Z;
    }

    [SkipLocalsInit]
    private static void Psi(in LaneG2Point<T> point, out LaneG2Point<T> result)
    {
        LaneQuadratic<T, Fp>.Conjugate(in point.X, out result.X);
        LaneQuadratic<T, Fp>.Multiply(in result.X, in _psiX, out result.X);
        LaneQuadratic<T, Fp>.Conjugate(in point.Y, out result.Y);
        LaneQuadratic<T, Fp>.Multiply(in result.Y, in _psiY, out result.Y);
        LaneQuadratic<T, Fp>.Conjugate(in point.Z, out result.Z);
    }

    // [x]P, x being negative; (0 : 0 : 0) where a multiple on the way was infinity.
    [SkipLocalsInit]
    private static void MultiplyByParameter(in LaneG2Point<T> point, out LaneG2Point<T> result)
    {
        var own = point;
        result = own;
        var doublings = 0;
        for (var bit = MillerLoop.TopBit; bit >= 0; bit--)
        {
            doublings++;
            if (MillerLoop.HasAddition(bit))
            {
                LaneG2Point<T>.DoubleRepeatedly(in result, doublings, out result);
                LaneG2Point<T>.Add(in result, in own, out result);
                doublings = 0;
            }
        }

        LaneG2Point<T>.DoubleRepeatedly(in result, doublings, out result);
        LaneG2Point<T>.Negate(in result, out result);
    }

    private static LaneQuadratic<T, Fp> Constant(in Fp2 value)
    {
        LaneQuadratic<T, Fp>.Create(in value, out var constant);
        return constant;
    }
}
