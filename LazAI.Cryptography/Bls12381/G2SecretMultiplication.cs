using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using LazAI.Cryptography.Bls12381.Lanes;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields.Lanes;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
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
/// A secret number times a point of G2, as signatures are made: the number in four digits to the base X = -x, which ψ turns into one
/// number of 64 bits for four points at once (S. Galbraith, X. Lin, M. Scott, "Endomorphisms for faster elliptic curve cryptography on
/// a large class of curves", 2009), recoded without zeros (A. Faz-Hernández, P. Longa, A. Sánchez, "Efficient and secure algorithms
/// for GLV-based scalar multiplication", 2014, algorithm 1). Constant-time in the number.
/// </summary>
/// <remarks>
/// Rows add by formulas that have no special cases (<see cref="RowG2Point{TLane}"/>). The additions of the scalar path are those of
/// <see cref="JacobianPoint{TField, TCurve}"/>, whose branches on special cases are never taken. The table holds v P for numbers
/// v = 1 + u_1 X + u_2 X^2 + u_3 X^3, far below r. After each addition the sum is a P with 0 &lt; a &lt; r and a odd, since X is even and
/// the lowest digit odd; so no sum is infinity. An addition to ±v P itself would end in a = 2v, which is even, or in a = r - 2v, which
/// is so near r that only the last step reaches it: but then the lowest digit is X - 1, and the last sign is plus.
/// </remarks>
internal static class G2SecretMultiplication
{
    private const int Dimensions = 4;
    private const int DigitCount = 65;

    /// <summary>Entries of the table: one for each combination of the digits above the lowest.</summary>
    public const int TableSize = 1 << (Dimensions - 1);

    /// <summary>k P for a point of the subgroup and 0 &lt; k &lt; r as four words, lowest first.</summary>
    [SkipLocalsInit]
    public static AffinePoint<Fp2, G2Curve> Multiply(in JacobianPoint<Fp2, G2Curve> point, ReadOnlySpan<ulong> scalar)
    {
        if (point.IsInfinity)
        {
            return AffinePoint<Fp2, G2Curve>.Infinity;
        }

        Span<ulong> digits = stackalloc ulong[Dimensions];
        Span<byte> columns = stackalloc byte[DigitCount];
        var isNegated = ToOddDigits(scalar, digits);
        Recode(digits, columns);
        var multiple = LanePaths.Current switch
        {
            LanePath.Avx512 => RowG2SecretMultiplication<Lanes8>.Multiply(in point, columns),
            LanePath.Avx2 => RowG2SecretMultiplication<Lanes4>.Multiply(in point, columns),
            _ => Multiply(in point, columns),
        };
        CryptographicOperations.ZeroMemory(columns);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(digits));
        return new(multiple.X, Fp2.Select(in multiple.Y, -multiple.Y, isNegated));
    }

    [SkipLocalsInit]
    private static AffinePoint<Fp2, G2Curve> Multiply(in JacobianPoint<Fp2, G2Curve> point, ReadOnlySpan<byte> columns)
    {
        Span<AffinePoint<Fp2, G2Curve>> table = stackalloc AffinePoint<Fp2, G2Curve>[TableSize];
        FillTable(in point, table);
        var sum = new JacobianPoint<Fp2, G2Curve>(Look(table, columns[^1]));
        for (var i = columns.Length - 2; i >= 0; i--)
        {
            sum = JacobianPoint<Fp2, G2Curve>.Double(in sum);
            sum += Look(table, columns[i]);
        }

        return sum.ToAffine();
    }

    // [1 + u_1 X + u_2 X^2 + u_3 X^3]P at the index of the bits u. ψ is x = -X.
    [SkipLocalsInit]
    private static void FillTable(in JacobianPoint<Fp2, G2Curve> point, Span<AffinePoint<Fp2, G2Curve>> table)
    {
        Span<JacobianPoint<Fp2, G2Curve>> sums = stackalloc JacobianPoint<Fp2, G2Curve>[TableSize];
        sums[0] = point;
        var power = point;
        for (var count = 1; count < TableSize; count *= 2)
        {
            power = -G2Curve.Psi(in power);
            for (var i = 0; i < count; i++)
            {
                sums[count + i] = sums[i] + power;
            }
        }

        Span<Fp2> scratch = stackalloc Fp2[2 * TableSize];
        JacobianPoint<Fp2, G2Curve>.ToAffine(sums, table, scratch);
    }

    // k, or r - k with all ones returned where k is even, to the base X: the lowest digit is odd, as X is even.
    private static ulong ToOddDigits(ReadOnlySpan<ulong> scalar, Span<ulong> digits)
    {
        ReadOnlySpan<ulong> order = [0xffffffff00000001, 0x53bda402fffe5bfe, 0x3339d80809a1d805, 0x73eda753299d7d48];
        Span<ulong> number = stackalloc ulong[4];
        var isEven = (scalar[0] & 1) - 1;
        var borrow = 0UL;
        for (var i = 0; i < 4; i++)
        {
            var difference = (UInt128)order[i] - scalar[i] - borrow;
            borrow = (ulong)(difference >> 64) & 1;
            number[i] = scalar[i] ^ ((scalar[i] ^ (ulong)difference) & isEven);
        }

        for (var i = 0; i < Dimensions - 1; i++)
        {
            digits[i] = DivideByX(number);
        }

        digits[Dimensions - 1] = number[0];
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(number));
        return isEven;
    }

    // Divides in place bit by bit, since the processor's division takes longer for some numbers. Returns the remainder.
    private static ulong DivideByX(Span<ulong> number)
    {
        const ulong X = CurveParameter.NegatedX;
        var remainder = 0UL;
        for (var i = number.Length - 1; i >= 0; i--)
        {
            var (word, quotient) = (number[i], 0UL);
            for (var bit = 63; bit >= 0; bit--)
            {
                var overflow = remainder >> 63;
                remainder = (remainder << 1) | ((word >> bit) & 1);
                var isLess = ((~remainder & X) | (~(remainder ^ X) & (remainder - X))) >> 63;
                var fits = overflow | (isLess ^ 1);
                remainder -= X & (0UL - fits);
                quotient |= fits << bit;
            }

            number[i] = quotient;
        }

        return remainder;
    }

    // The first number as digits ±1, the others as digits 0 or of the first one's sign. A column is the sign (8 for -) and the
    // bits u of its entry in the table.
    private static void Recode(Span<ulong> digits, Span<byte> columns)
    {
        var first = digits[0];
        for (var i = 0; i < DigitCount; i++)
        {
            // The digit i of the first number is + where the bit i + 1 is set; the last one is + always.
            var isMinus = i == DigitCount - 1 ? 0 : i == 63 ? 1 : (first >> (i + 1) & 1) ^ 1;
            var column = isMinus << 3;
            for (var j = 1; j < Dimensions; j++)
            {
                var bit = digits[j] & 1;
                column |= bit << (j - 1);
                digits[j] = (digits[j] >> 1) + (bit & isMinus);
            }

            columns[i] = (byte)column;
        }
    }

    // Reads the whole table, a vector at a time.
    [SkipLocalsInit]
    private static AffinePoint<Fp2, G2Curve> Look(ReadOnlySpan<AffinePoint<Fp2, G2Curve>> table, byte column)
    {
        var vectors = MemoryMarshal.Cast<AffinePoint<Fp2, G2Curve>, Vector256<ulong>>(table);
        var size = vectors.Length / TableSize;
        var index = (ulong)column & (TableSize - 1);
        Unsafe.SkipInit(out AffinePoint<Fp2, G2Curve> point);
        var words = MemoryMarshal.Cast<AffinePoint<Fp2, G2Curve>, Vector256<ulong>>(new Span<AffinePoint<Fp2, G2Curve>>(ref point));
        words.Clear();
        for (var i = 0; i < TableSize; i++)
        {
            // All ones where i is the index: (x - 1) >> 63 is 1 for x = 0 only.
            var mask = Vector256.Create(0UL - ((((ulong)i ^ index) - 1) >> 63));
            for (var j = 0; j < words.Length; j++)
            {
                words[j] |= vectors[i * size + j] & mask;
            }
        }

        return new(point.X, Fp2.Select(in point.Y, -point.Y, 0UL - ((ulong)column >> 3)));
    }
}
