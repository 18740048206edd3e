using System.Runtime.CompilerServices;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;

namespace LazAI.Cryptography.Bls12381.Lanes;

/// <summary>Multiplications in rows by the curve's parameter and by what is made of it, of any points of the curve.</summary>
internal static class RowG2Multiplication<TLane>
    where TLane : unmanaged, ILanePairs<TLane, Fp>
{
    /// <summary>As <see cref="ParameterMultiplication"/>.</summary>
    public static JacobianPoint<Fp2, G2Curve> ByMagnitude(in AffinePoint<Fp2, G2Curve> point)
    {
        var rows = new RowG2Point<TLane>(new JacobianPoint<Fp2, G2Curve>(in point));
        ByMagnitude(out var multiple, in rows);
        return multiple.ToJacobian();
    }

    /// <summary>As <see cref="G2Curve.ClearCofactor"/>.</summary>
    public static JacobianPoint<Fp2, G2Curve> ClearCofactor(in JacobianPoint<Fp2, G2Curve> point)
    {
        ClearCofactor(out var cleared, new RowG2Point<TLane>(in point));
        return cleared.ToJacobian();
    }

    /// <inheritdoc cref="ClearCofactor(in JacobianPoint{Fp2, G2Curve})"/>
    [SkipLocalsInit]
    public static void ClearCofactor(out RowG2Point<TLane> cleared, in RowG2Point<TLane> point)
    {
        // M = [x]P, then ψ(ψ([2]P)) - ψ(P) + [x](M + ψ(P)) - M - P.
        ByMagnitude(out var multiple, in point);
        multiple = -multiple;
        var image = RowG2Point<TLane>.Psi(in point);
        RowG2Point<TLane>.Add(out var sum, in multiple, in image);
        ByMagnitude(out multiple, in sum);

        var doubled = point;
        RowG2Point<TLane>.Double(ref doubled);
        doubled = RowG2Point<TLane>.Psi(RowG2Point<TLane>.Psi(in doubled));
        RowG2Point<TLane>.Add(out sum, in sum, in point);
        RowG2Point<TLane>.Add(out sum, in sum, in multiple);
        RowG2Point<TLane>.Add(out cleared, in doubled, -sum);
    }

    [SkipLocalsInit]
    private static void ByMagnitude(out RowG2Point<TLane> multiple, in RowG2Point<TLane> point)
    {
        multiple = point;
        var doublings = ParameterMultiplication.Doublings;
        for (var i = 0; i < doublings.Length; i++)
        {
            for (var j = 0; j < doublings[i]; j++)
            {
                RowG2Point<TLane>.Double(ref multiple);
            }

            if (i != doublings.Length - 1)
            {
                RowG2Point<TLane>.Add(out multiple, in multiple, in point);
            }
        }
    }
}
