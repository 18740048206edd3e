using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.Tower>;

namespace LazAI.Cryptography.Bn254.Lanes;

/// <summary><see cref="FinalExponentiation"/>'s second factor in rows.</summary>
internal static class RowFinalExponentiation<TLane>
    where TLane : unmanaged, ILaneField<TLane, Fp>
{
    /// <summary>m^((p^4 - p^2 + 1)/r) for m in the cyclotomic subgroup.</summary>
    [SkipLocalsInit]
    public static Fp12 HardPart(in Fp12 m)
    {
        var f = new RowDodecic<TLane, Fp, Tower>(in m);
        RowDodecic<TLane, Fp, Tower> s, t, u;
        PowerOfX(out var fx, in f);
        PowerOfX(out var fxx, in fx);
        PowerOfX(out var fxxx, in fxx);

        // u = y6^2 y4 y5, t = y3 y5 u, both as inverses first.
        RowDodecic<TLane, Fp, Tower>.Frobenius(out s, in fxxx, 1);
        RowDodecic<TLane, Fp, Tower>.Multiply(out s, in s, in fxxx);
        RowDodecic<TLane, Fp, Tower>.CyclotomicSquare(out u, in s);
        RowDodecic<TLane, Fp, Tower>.Frobenius(out s, in fxx, 1);
        RowDodecic<TLane, Fp, Tower>.Multiply(out s, in s, in fx);
        RowDodecic<TLane, Fp, Tower>.Multiply(out u, in u, in s);
        RowDodecic<TLane, Fp, Tower>.Multiply(out u, in u, in fxx);
        RowDodecic<TLane, Fp, Tower>.Frobenius(out s, in fx, 1);
        RowDodecic<TLane, Fp, Tower>.Multiply(out s, in s, in fxx);
        RowDodecic<TLane, Fp, Tower>.Multiply(out t, in s, in u);
        RowDodecic<TLane, Fp, Tower>.Conjugate(out u, in u);
        RowDodecic<TLane, Fp, Tower>.Conjugate(out t, in t);

        // t = (t^2 u y2)^2
        RowDodecic<TLane, Fp, Tower>.Frobenius(out s, in fxx, 2);
        RowDodecic<TLane, Fp, Tower>.Multiply(out u, in u, in s);
        RowDodecic<TLane, Fp, Tower>.CyclotomicSquare(out t, in t);
        RowDodecic<TLane, Fp, Tower>.Multiply(out t, in t, in u);
        RowDodecic<TLane, Fp, Tower>.CyclotomicSquare(out t, in t);

        // (t y1)^2 t y0
        RowDodecic<TLane, Fp, Tower>.Conjugate(out s, in f);
        RowDodecic<TLane, Fp, Tower>.Multiply(out s, in s, in t);
        RowDodecic<TLane, Fp, Tower>.CyclotomicSquare(out s, in s);
        RowDodecic<TLane, Fp, Tower>.Multiply(out t, in t, in s);
        for (var power = 1; power <= 3; power++)
        {
            RowDodecic<TLane, Fp, Tower>.Frobenius(out s, in f, power);
            RowDodecic<TLane, Fp, Tower>.Multiply(out t, in t, in s);
        }

        return t.ToScalar();
    }

    [SkipLocalsInit]
    private static void PowerOfX(out RowDodecic<TLane, Fp, Tower> r, in RowDodecic<TLane, Fp, Tower> a)
    {
        Span<RowDodecic<TLane, Fp, Tower>> odd = stackalloc RowDodecic<TLane, Fp, Tower>[FinalExponentiation.OddPowers];
        odd[0] = a;
        RowDodecic<TLane, Fp, Tower>.CyclotomicSquare(out var square, in a);
        for (var i = 1; i < odd.Length; i++)
        {
            RowDodecic<TLane, Fp, Tower>.Multiply(out odd[i], in odd[i - 1], in square);
        }

        var digits = FinalExponentiation.Digits;
        r = odd[digits[^1] >> 1];
        for (var i = digits.Length - 2; i >= 0; i--)
        {
            RowDodecic<TLane, Fp, Tower>.CyclotomicSquare(out r, in r);
            if (digits[i] > 0)
            {
                RowDodecic<TLane, Fp, Tower>.Multiply(out r, in r, in odd[digits[i] >> 1]);
            }
            else if (digits[i] < 0)
            {
                RowDodecic<TLane, Fp, Tower>.Conjugate(out var inverse, in odd[-digits[i] >> 1]);
                RowDodecic<TLane, Fp, Tower>.Multiply(out r, in r, in inverse);
            }
        }
    }
}
