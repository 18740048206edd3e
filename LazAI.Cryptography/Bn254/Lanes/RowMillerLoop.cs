using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.Tower>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>;

namespace LazAI.Cryptography.Bn254.Lanes;

/// <summary><see cref="MillerLoop"/> in rows: the square and the lines' values fill the same vectors.</summary>
internal static class RowMillerLoop<TLane>
    where TLane : unmanaged, ILaneField<TLane, Fp>
{
    private const int Square = RowDodecic<TLane, Fp, Tower>.SquareProducts;

    // A square and two coordinates for each pair, in whole vectors.
    private const int RoomMaximum = 32;

    private static readonly RowDodecic<TLane, Fp, Tower> _one = new(Fp12.One);

    [SkipLocalsInit]
    public static Fp12 Run(ReadOnlySpan<LineArgument> arguments, ReadOnlySpan<Line[]> lines)
    {
        Span<RowPair> coordinates = stackalloc RowPair[RoomMaximum];
        Span<RowPair> a = stackalloc RowPair[RoomMaximum];
        Span<RowPair> b = stackalloc RowPair[RoomMaximum];
        var count = 2 * arguments.Length;
        for (var i = 0; i < arguments.Length; i++)
        {
            coordinates[2 * i] = Pack(new(arguments[i].NegatedXOverY, Fp.Zero));
            coordinates[2 * i + 1] = Pack(new(arguments[i].InverseY, Fp.Zero));
        }

        var digits = AteLines.Digits;
        var f = _one;
        var line = 0;
        for (var i = digits.Length - 2; i >= 0; i--)
        {
            RowDodecic<TLane, Fp, Tower>.SquareFactors(in f, a, b);
            WriteLines(lines, line++, a[Square..]);
            coordinates[..count].CopyTo(b[Square..]);
            RowProducts<TLane, Fp>.Multiply(a, b, b, Square + count);
            RowDodecic<TLane, Fp, Tower>.SquareProduct(out f, b);
            RowDodecic<TLane, Fp, Tower>.MultiplyByUnitLines(ref f, b.Slice(Square, count));
            if (digits[i] != 0)
            {
                MultiplyByLines(ref f, lines, line++, coordinates, a, count);
            }
        }

        MultiplyByLines(ref f, lines, line++, coordinates, a, count);
        MultiplyByLines(ref f, lines, line, coordinates, a, count);
        return f.ToScalar();
    }

    private static void MultiplyByLines(
        ref RowDodecic<TLane, Fp, Tower> f, ReadOnlySpan<Line[]> lines, int line, Span<RowPair> coordinates, Span<RowPair> room, int count)
    {
        WriteLines(lines, line, room);
        RowProducts<TLane, Fp>.Multiply(room, coordinates, room, count);
        RowDodecic<TLane, Fp, Tower>.MultiplyByUnitLines(ref f, room[..count]);
    }

    private static void WriteLines(ReadOnlySpan<Line[]> lines, int line, Span<RowPair> factors)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            ref readonly var l = ref lines[i][line];
            factors[2 * i] = Pack(in l.Slope);
            factors[2 * i + 1] = Pack(in l.Offset);
        }
    }

    private static RowPair Pack(in Fp2 a) => RowDodecic<TLane, Fp, Tower>.Pack(in a);
}
