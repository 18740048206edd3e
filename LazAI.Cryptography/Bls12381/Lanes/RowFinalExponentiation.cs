using System.Numerics;
using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.Tower>;

namespace LazAI.Cryptography.Bls12381.Lanes;

/// <summary><see cref="FinalExponentiation"/>'s second factor in rows.</summary>
internal static class RowFinalExponentiation<TLane>
    where TLane : unmanaged, ILaneField<TLane, Fp>
{
    /// <summary>m^((p^4 - p^2 + 1)/r) or its cube, for m in the cyclotomic subgroup.</summary>
    [SkipLocalsInit]
    public static Fp12 HardPart(in Fp12 m, bool cubed)
    {
        var f = new RowDodecic<TLane, Fp, Tower>(in m);
        RowDodecic<TLane, Fp, Tower> s, t, u;
        if (cubed)
        {
            PowerOfXMinus1(out s, in f);
            PowerOfXMinus1(out t, in s);
            RowDodecic<TLane, Fp, Tower>.CyclotomicSquare(out s, in f);
            RowDodecic<TLane, Fp, Tower>.Multiply(out f, in f, in s);
        }
        else
        {
            PowerOfNegated(out s, in f, CurveParameter.ThirdOfOneMinusX);
            PowerOfXMinus1(out t, in s);
        }

        // t^((x + p)(x^2 + p^2 - 1))
        PowerOfNegated(out s, in t, CurveParameter.NegatedX);
        RowDodecic<TLane, Fp, Tower>.Frobenius(out u, in t, 1);
        RowDodecic<TLane, Fp, Tower>.Multiply(out s, in s, in u);
        PowerOfNegated(out t, in s, CurveParameter.NegatedX);
        PowerOfNegated(out u, in t, CurveParameter.NegatedX);
        RowDodecic<TLane, Fp, Tower>.Frobenius(out t, in s, 2);
        RowDodecic<TLane, Fp, Tower>.Multiply(out u, in u, in t);
        RowDodecic<TLane, Fp, Tower>.Conjugate(out s, in s);
        RowDodecic<TLane, Fp, Tower>.Multiply(out u, in u, in s);
        RowDodecic<TLane, Fp, Tower>.Multiply(out u, in u, in f);
        return u.ToScalar();
    }

    // a^(x - 1)
    private static void PowerOfXMinus1(out RowDodecic<TLane, Fp, Tower> r, in RowDodecic<TLane, Fp, Tower> a)
    {
        PowerOfNegated(out r, in a, CurveParameter.NegatedX);
        RowDodecic<TLane, Fp, Tower>.Conjugate(out var inverse, in a);
        RowDodecic<TLane, Fp, Tower>.Multiply(out r, in r, in inverse);
    }

    // a^-exponent
    private static void PowerOfNegated(out RowDodecic<TLane, Fp, Tower> r, in RowDodecic<TLane, Fp, Tower> a, ulong exponent)
    {
        RowDodecic<TLane, Fp, Tower>.Conjugate(out var inverse, in a);
        r = inverse;
        for (var bit = 62 - BitOperations.LeadingZeroCount(exponent); bit >= 0; bit--)
        {
            RowDodecic<TLane, Fp, Tower>.CyclotomicSquare(out r, in r);
            if ((exponent >> bit & 1) != 0)
            {
                RowDodecic<TLane, Fp, Tower>.Multiply(out r, in r, in inverse);
            }
        }
    }
}
