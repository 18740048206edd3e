using System.Runtime.CompilerServices;
using LazAI.Cryptography.Bn254.Lanes;
using LazAI.Cryptography.Fields.Lanes;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.Tower>;
using Lanes4 = LazAI.Cryptography.Fields.Lanes.LaneField256<
    System.Runtime.Intrinsics.Vector256<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector256,
    LazAI.Cryptography.Bn254.BaseModulus>;
using Lanes8 = LazAI.Cryptography.Fields.Lanes.LaneField256<
    System.Runtime.Intrinsics.Vector512<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector512,
    LazAI.Cryptography.Bn254.BaseModulus>;

namespace LazAI.Cryptography.Bn254;

/// <summary>f^((p^12 - 1)/r): what makes the value of a Miller loop the value of the pairing.</summary>
/// <remarks>
/// The exponent is this one and not a multiple of it, so values compare and hash as the definition's. Addition chains for multiples
/// (L. Fuentes-Castañeda, E. Knapp, F. Rodríguez-Henríquez, 2011) would save three multiplications in Fp12 of about sixty.
/// </remarks>
internal static class FinalExponentiation
{
    /// <summary>a, a^3, a^5 and a^7 are kept for powers of x.</summary>
    public const int OddPowers = 1 << (Width - 2);

    private const int Width = 4;

    /// <summary>Digits of x, lowest first, odd or 0 and below 8 in size.</summary>
    public static readonly sbyte[] Digits = CurveParameter.NonAdjacentForm(CurveParameter.X, Width);

    [SkipLocalsInit]
    public static Fp12 Run(in Fp12 value)
    {
        // (p^6 - 1)(p^2 + 1). From here on the inverse is the conjugate.
        var f = value.Conjugate * Fp12.Invert(in value);
        f = Fp12.Frobenius(in f, 2) * f;
        return LanePaths.Current switch
        {
            LanePath.Avx512 => RowFinalExponentiation<Lanes8>.HardPart(in f),
            LanePath.Avx2 => RowFinalExponentiation<Lanes4>.HardPart(in f),
            _ => HardPart(in f),
        };
    }

    // (p^4 - p^2 + 1)/r in base p, whose digits are polynomials in x, by M. Scott, N. Benger, M. Charlemagne,
    // L. Dominguez Perez, E. Kachisa, "On the final exponentiation for calculating pairings on ordinary elliptic curves" (2009),
    // section 5: y0 y1^2 y2^6 y3^12 y4^18 y5^30 y6^36.
    [SkipLocalsInit]
    private static Fp12 HardPart(in Fp12 f)
    {
        var fx = PowerOfX(in f);
        var fxx = PowerOfX(in fx);
        var fxxx = PowerOfX(in fxx);
        var y0 = Fp12.Frobenius(in f, 1) * Fp12.Frobenius(in f, 2) * Fp12.Frobenius(in f, 3);
        var y1 = f.Conjugate;
        var y2 = Fp12.Frobenius(in fxx, 2);
        var y3 = Fp12.Frobenius(in fx, 1).Conjugate;
        var y4 = (fx * Fp12.Frobenius(in fxx, 1)).Conjugate;
        var y5 = fxx.Conjugate;
        var y6 = (fxxx * Fp12.Frobenius(in fxxx, 1)).Conjugate;

        var t0 = Fp12.CyclotomicSquare(in y6) * y4 * y5;
        var t1 = Fp12.CyclotomicSquare(y3 * y5 * t0) * (t0 * y2);
        t1 = Fp12.CyclotomicSquare(in t1);
        return Fp12.CyclotomicSquare(t1 * y1) * (t1 * y0);
    }

    /// <summary>a^(2x (6x^2 + 3x + 1)): of the definition's value, the one that snarkjs and others get by their chain.</summary>
    public static Fp12 Multiple(in Fp12 a)
    {
        var ax = PowerOfX(in a);
        var axx = PowerOfX(in ax);

        // 6x^2 + 3x + 1
        var power = Fp12.CyclotomicSquare(in axx) * ax;
        power = Fp12.CyclotomicSquare(in power) * power * a;
        return Fp12.CyclotomicSquare(PowerOfX(in power));
    }

    // a^x for a in the cyclotomic subgroup.
    [SkipLocalsInit]
    private static Fp12 PowerOfX(in Fp12 a)
    {
        // a, a^3, a^5, a^7
        Span<Fp12> odd = stackalloc Fp12[OddPowers];
        odd[0] = a;
        var square = Fp12.CyclotomicSquare(in a);
        for (var i = 1; i < odd.Length; i++)
        {
            odd[i] = odd[i - 1] * square;
        }

        var result = odd[Digits[^1] >> 1];
        for (var i = Digits.Length - 2; i >= 0; i--)
        {
            result = Fp12.CyclotomicSquare(in result);
            if (Digits[i] > 0)
            {
                result *= odd[Digits[i] >> 1];
            }
            else if (Digits[i] < 0)
            {
                result *= odd[-Digits[i] >> 1].Conjugate;
            }
        }

        return result;
    }
}
