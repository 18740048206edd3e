using System.Numerics;
using System.Runtime.CompilerServices;
using LazAI.Cryptography.Bls12381.Lanes;
using LazAI.Cryptography.Fields.Lanes;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.Tower>;
using Lanes4 = LazAI.Cryptography.Fields.Lanes.LaneField384<
    System.Runtime.Intrinsics.Vector256<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector256,
    LazAI.Cryptography.Bls12381.BaseModulus>;
using Lanes8 = LazAI.Cryptography.Fields.Lanes.LaneField384<
    System.Runtime.Intrinsics.Vector512<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector512,
    LazAI.Cryptography.Bls12381.BaseModulus>;

namespace LazAI.Cryptography.Bls12381;

/// <summary>
/// The power (p^12 - 1)/r = (p^6 - 1)(p^2 + 1) * (p^4 - p^2 + 1)/r, which maps the values of Miller loops into the group of order r.
/// The second factor is (x - 1)^2/3 * (x + p)(x^2 + p^2 - 1) + 1: Hayashida, Hayasaka, Teruya, "Efficient final exponentiation via
/// cyclotomic structure for pairings over families of elliptic curves" (2020), section 5.
/// </summary>
internal static class FinalExponentiation
{
    /// <summary>f^((p^12 - 1)/r), the value of the pairing as its definition has it.</summary>
    [SkipLocalsInit]
    public static Fp12 Power(in Fp12 f)
    {
        var m = EasyPart(in f);
        return LanePaths.Current switch
        {
            LanePath.Avx512 => RowFinalExponentiation<Lanes8>.HardPart(in m, cubed: false),
            LanePath.Avx2 => RowFinalExponentiation<Lanes4>.HardPart(in m, cubed: false),
            _ => HardPart(in m),
        };
    }

    /// <summary>
    /// The cube of <see cref="Power"/>, which is one where that is, for the order r is no multiple of 3; cheaper, since x - 1 has
    /// fewer bits than its third.
    /// </summary>
    [SkipLocalsInit]
    public static Fp12 PowerCubed(in Fp12 f)
    {
        var m = EasyPart(in f);
        return LanePaths.Current switch
        {
            LanePath.Avx512 => RowFinalExponentiation<Lanes8>.HardPart(in m, cubed: true),
            LanePath.Avx2 => RowFinalExponentiation<Lanes4>.HardPart(in m, cubed: true),
            _ => HardPartCubed(in m),
        };
    }

    // f^((p^6 - 1)(p^2 + 1)), in the cyclotomic subgroup.
    [SkipLocalsInit]
    private static Fp12 EasyPart(in Fp12 f)
    {
        var t = f.Conjugate * Fp12.Invert(in f);
        return Fp12.Frobenius(in t, 2) * t;
    }

    [SkipLocalsInit]
    private static Fp12 HardPart(in Fp12 m)
    {
        var t = PowerOfNegated(in m, CurveParameter.ThirdOfOneMinusX);
        t = PowerOfXMinus1(in t);
        return Rest(in t) * m;
    }

    [SkipLocalsInit]
    private static Fp12 HardPartCubed(in Fp12 m)
    {
        var t = PowerOfXMinus1(in m);
        t = PowerOfXMinus1(in t);
        return Rest(in t) * Fp12.CyclotomicSquare(in m) * m;
    }

    // t^((x + p)(x^2 + p^2 - 1))
    [SkipLocalsInit]
    private static Fp12 Rest(in Fp12 t)
    {
        var s = PowerOfNegated(in t, CurveParameter.NegatedX) * Fp12.Frobenius(in t, 1);
        var sx = PowerOfNegated(in s, CurveParameter.NegatedX);
        return PowerOfNegated(in sx, CurveParameter.NegatedX) * Fp12.Frobenius(in s, 2) * s.Conjugate;
    }

    // a^(x - 1)
    [SkipLocalsInit]
    private static Fp12 PowerOfXMinus1(in Fp12 a) => PowerOfNegated(in a, CurveParameter.NegatedX) * a.Conjugate;

    // a^-exponent for a in the cyclotomic subgroup.
    [SkipLocalsInit]
    private static Fp12 PowerOfNegated(in Fp12 a, ulong exponent)
    {
        var inverse = a.Conjugate;
        var result = inverse;
        for (var bit = 62 - BitOperations.LeadingZeroCount(exponent); bit >= 0; bit--)
        {
            result = Fp12.CyclotomicSquare(in result);
            if ((exponent >> bit & 1) != 0)
            {
                result *= inverse;
            }
        }

        return result;
    }
}
