using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Secp256k1;

/// <summary>
/// Multiples of one point for many multiplications of it. The halves of a scalar are cut into quarters of 32 bits, each with a table of
/// its own, so that 32 doublings are left of 128. NOT constant-time, for public scalars only.
/// </summary>
internal sealed class FixedPointTable
{
    private const int Quarters = 4;
    private const int QuarterBits = 32;

    private readonly int _width;
    private readonly int _entries;

    // For each quarter q the odd multiples 1, 3, 5, ... of 2^(32 q) P, and the x of lambda times them.
    private readonly AffinePoint[] _multiples;
    private readonly FieldElement[] _lambdaX;

    /// <param name="point">The point.</param>
    /// <param name="width">Bits of a window: 480 bytes for each of 2^(width - 2) entries.</param>
    public FixedPointTable(in AffinePoint point, int width)
    {
        _width = width;
        _entries = 1 << (width - 2);
        _multiples = new AffinePoint[Quarters * _entries];
        _lambdaX = new FieldElement[_multiples.Length];
        var start = point;
        for (var quarter = 0; quarter < Quarters; quarter++)
        {
            VariableTimeMultiplication.OddMultiples(start, _entries).CopyTo(_multiples, quarter * _entries);
            var next = new JacobianPoint(in start);
            for (var i = 0; i < QuarterBits; i++)
            {
                next.Double();
            }

            start = next.ToAffineVariableTime();
        }

        for (var i = 0; i < _multiples.Length; i++)
        {
            FieldElement.Multiply(out _lambdaX[i], in Glv.Beta, in _multiples[i].X);
        }
    }

    // 30 KiB; the first level of caches holds it and a key's table.
    private static FixedPointTable Generator { get; } = new(AffinePoint.Generator, 8);

    /// <summary>a * G + b * P for the point of <paramref name="table"/>.</summary>
    [SkipLocalsInit]
    public static JacobianPoint Multiply(in Scalar a, in Scalar b, FixedPointTable table)
    {
        Span<short> a1 = stackalloc short[WindowedNaf.Length];
        Span<short> a2 = stackalloc short[WindowedNaf.Length];
        Span<short> b1 = stackalloc short[WindowedNaf.Length];
        Span<short> b2 = stackalloc short[WindowedNaf.Length];
        Generator.Fill(in a, a1, a2);
        table.Fill(in b, b1, b2);

        // The last carry of the uppermost quarter stands one place above it.
        var result = JacobianPoint.Infinity;
        Add(Quarters - 1, QuarterBits, ref result, a1, a2, b1, b2, table);
        for (var position = QuarterBits - 1; position >= 0; position--)
        {
            result.Double();
            for (var quarter = 0; quarter < Quarters; quarter++)
            {
                Add(quarter, position, ref result, a1, a2, b1, b2, table);
            }
        }

        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        int quarter, int position, ref JacobianPoint sum,
        ReadOnlySpan<short> a1, ReadOnlySpan<short> a2, ReadOnlySpan<short> b1, ReadOnlySpan<short> b2, FixedPointTable table)
    {
        var place = QuarterBits * quarter + position;
        Generator.Add(quarter, a1[place], isLambda: false, ref sum);
        Generator.Add(quarter, a2[place], isLambda: true, ref sum);
        table.Add(quarter, b1[place], isLambda: false, ref sum);
        table.Add(quarter, b2[place], isLambda: true, ref sum);
    }

    private void Fill(in Scalar k, Span<short> first, Span<short> second)
    {
        Glv.Split(in k, out var k1, out var k2);
        WindowedNaf.Fill(first, k1, _width);
        WindowedNaf.Fill(second, k2, _width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(int quarter, int digit, bool isLambda, ref JacobianPoint sum)
    {
        if (digit == 0)
        {
            return;
        }

        var index = quarter * _entries + (Math.Abs(digit) >> 1);
        var point = _multiples[index];
        if (isLambda)
        {
            point.X = _lambdaX[index];
        }

        if (digit < 0)
        {
            FieldElement.Negate(out point.Y, in point.Y, 1);
            point.Y.Carry();
        }

        sum.Add(in point);
    }
}
