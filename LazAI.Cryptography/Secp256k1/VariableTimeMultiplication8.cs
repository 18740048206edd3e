using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LazAI.Cryptography.Secp256k1;

/// <summary>
/// a * G + b * P for eight pairs of public scalars and points at once, in step: as <see cref="VariableTimeMultiplication"/>, but with
/// windows at fixed places and digits that are never zero, so that every lane does the same. NOT constant-time.
/// </summary>
/// <remarks>
/// An odd k is written with odd digits alone (M. Joye, M. Tunstall, "Exponent recoding and regular exponentiation algorithms", 2009);
/// an even one takes k + 1, and its point is subtracted at the end.
/// </remarks>
internal static class VariableTimeMultiplication8
{
    private const int HalfBits = 128;

    // Digits ±1, ±3, ... ±15 of P and lambda P every 4 places.
    private const int PointWidth = 4;
    private const int PointEntries = 1 << (PointWidth - 1);

    // Odd digits up to ±2047 of G and 2^128 G every 11 places: their tables are those of the scalar way.
    private const int GeneratorWidth = VariableTimeMultiplication.GeneratorWidth - 1;
    private const int WordsOfPoint = 10;
    private const int Lanes = FieldElement8.Lanes;

    /// <summary>
    /// a * G + b * P, eight times. A set bit of the answer names a sum that may have met a special case on its way, above all infinity:
    /// what stands there is not to be used.
    /// </summary>
    [SkipLocalsInit]
    public static uint Multiply(
        ReadOnlySpan<Scalar> a, ReadOnlySpan<Scalar> b, ReadOnlySpan<AffinePoint> points, Span<JacobianPoint> sums)
    {
        Span<AffinePoint8> multiples = stackalloc AffinePoint8[PointEntries];
        Span<AffinePoint8> lambdaMultiples = stackalloc AffinePoint8[PointEntries];
        OddMultiples(Gather(points), multiples, out var z);
        var beta = FieldElement8.Create(in Glv.Beta);
        for (var i = 0; i < PointEntries; i++)
        {
            FieldElement8.Multiply(out lambdaMultiples[i].X, in beta, in multiples[i].X);
            lambdaMultiples[i].Y = multiples[i].Y;
        }

        Span<SignedHalf> first = stackalloc SignedHalf[Lanes];
        Span<SignedHalf> second = stackalloc SignedHalf[Lanes];
        Span<SignedHalf> low = stackalloc SignedHalf[Lanes];
        Span<SignedHalf> high = stackalloc SignedHalf[Lanes];
        for (var lane = 0; lane < Lanes; lane++)
        {
            Glv.Split(in b[lane], out first[lane], out second[lane]);
            low[lane] = new SignedHalf(a[lane].Low, false);
            high[lane] = new SignedHalf(a[lane].High, false);
        }

        var position = HalfBits - PointWidth;
        PickMultiple(first, position, multiples, out var point);
        var result = new JacobianPoint8(in point);
        PickMultiple(second, position, lambdaMultiples, out point);
        result.Add(in point, out _);
        while (position-- > 0)
        {
            result.Double();
            if (position % PointWidth == 0)
            {
                PickMultiple(first, position, multiples, out point);
                result.Add(in point, out _);
                PickMultiple(second, position, lambdaMultiples, out point);
                result.Add(in point, out _);
            }

            if (position % GeneratorWidth == 0)
            {
                PickGenerator(low, position, VariableTimeMultiplication.Generator, out point);
                result.AddIsomorphic(in point, in z);
                PickGenerator(high, position, VariableTimeMultiplication.GeneratorHigh, out point);
                result.AddIsomorphic(in point, in z);
            }
        }

        var one = FieldElement8.Create(FieldElement.One);
        SubtractWhereEven(ref result, first, in multiples[0], in one);
        SubtractWhereEven(ref result, second, in lambdaMultiples[0], in one);
        SubtractWhereEven(ref result, low, Broadcast(in VariableTimeMultiplication.Generator[0]), in z);
        SubtractWhereEven(ref result, high, Broadcast(in VariableTimeMultiplication.GeneratorHigh[0]), in z);

        FieldElement8.Multiply(out result.Z, in result.Z, in z);
        Scatter(in result, sums);
        return (uint)result.Suspect.ExtractMostSignificantBits();
    }

    /// <summary>
    /// For eight normalized x a y that lies on the curve with it where any does; the caller checks, and chooses the sign.
    /// </summary>
    public static void LiftX(ReadOnlySpan<AffinePoint> points, Span<FieldElement> y)
    {
        var lanes = Gather(points);
        FieldElement8.Square(out var square, in lanes.X);
        FieldElement8.Multiply(out square, in square, in lanes.X);
        FieldElement8.Add(out square, in square, FieldElement8.Create(new FieldElement(7)));
        FieldElement8.SquareRootIfSquare(out var root, in square);
        root.CopyTo(y);
    }

    // The window at a position of an odd number, with all above it rounded to odd: q 2^(w+1) + r becomes the digit r - 2^w, and what
    // is left, 2q + 1, is odd again. The topmost window has nothing above it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Digit(SignedHalf value, int position, int width)
    {
        var rest = (int)(uint)(value.Magnitude >> position) & ((2 << width) - 1) | 1;
        return position + width >= HalfBits ? rest : rest - (1 << width);
    }

    // The multiples that the digits name, by looking at all of them.
    [SkipLocalsInit]
    private static void PickMultiple(
        ReadOnlySpan<SignedHalf> values, int position, ReadOnlySpan<AffinePoint8> multiples, out AffinePoint8 point)
    {
        Span<ulong> indexes = stackalloc ulong[Lanes];
        Span<ulong> signs = stackalloc ulong[Lanes];
        for (var lane = 0; lane < Lanes; lane++)
        {
            var digit = Digit(values[lane], position, PointWidth);
            indexes[lane] = (ulong)(Math.Abs(digit) >> 1);
            signs[lane] = digit < 0 != values[lane].IsNegative ? ulong.MaxValue : 0;
        }

        var index = Vector512.Create<ulong>(indexes);
        point = multiples[0];
        for (var i = 1; i < PointEntries; i++)
        {
            var mask = Vector512.Equals(index, Vector512.Create((ulong)i));
            point.X.Select(in multiples[i].X, mask);
            point.Y.Select(in multiples[i].Y, mask);
        }

        point.Y.NegateWhere(Vector512.Create<ulong>(signs));
    }

    [SkipLocalsInit]
    private static void PickGenerator(ReadOnlySpan<SignedHalf> values, int position, ReadOnlySpan<AffinePoint> table, out AffinePoint8 point)
    {
        Span<int> offsets = stackalloc int[Lanes];
        Span<ulong> signs = stackalloc ulong[Lanes];
        for (var lane = 0; lane < Lanes; lane++)
        {
            var digit = Digit(values[lane], position, GeneratorWidth);
            offsets[lane] = WordsOfPoint * (Math.Abs(digit) >> 1);
            signs[lane] = digit < 0 ? ulong.MaxValue : 0;
        }

        var words = MemoryMarshal.Cast<AffinePoint, ulong>(table);
        point.X = FieldElement8.Gather(words, offsets);
        point.Y = FieldElement8.Gather(words[(WordsOfPoint / 2)..], offsets);
        point.Y.NegateWhere(Vector512.Create<ulong>(signs));
    }

    // Takes away the point, with its number's sign, that an even number's sum has too much; w as for AddIsomorphic.
    private static void SubtractWhereEven(
        ref JacobianPoint8 sum, ReadOnlySpan<SignedHalf> values, in AffinePoint8 point, in FieldElement8 w)
    {
        Span<ulong> even = stackalloc ulong[Lanes];
        Span<ulong> signs = stackalloc ulong[Lanes];
        for (var lane = 0; lane < Lanes; lane++)
        {
            even[lane] = (values[lane].Magnitude & 1) == 0 ? ulong.MaxValue : 0;
            signs[lane] = values[lane].IsNegative ? 0 : ulong.MaxValue;
        }

        var opposite = point;
        opposite.Y.NegateWhere(Vector512.Create<ulong>(signs));
        var difference = sum;
        difference.AddIsomorphic(in opposite, in w);
        sum.Select(in difference, Vector512.Create<ulong>(even));
    }

    private static AffinePoint8 Broadcast(in AffinePoint point) =>
        new() { X = FieldElement8.Create(in point.X), Y = FieldElement8.Create(in point.Y) };

    private static AffinePoint8 Gather(ReadOnlySpan<AffinePoint> points)
    {
        ReadOnlySpan<int> offsets =
            [0, WordsOfPoint, 2 * WordsOfPoint, 3 * WordsOfPoint, 4 * WordsOfPoint, 5 * WordsOfPoint, 6 * WordsOfPoint, 7 * WordsOfPoint];
        var words = MemoryMarshal.Cast<AffinePoint, ulong>(points);
        AffinePoint8 lanes;
        lanes.X = FieldElement8.Gather(words, offsets);
        lanes.Y = FieldElement8.Gather(words[(WordsOfPoint / 2)..], offsets);
        return lanes;
    }

    private static void Scatter(in JacobianPoint8 lanes, Span<JacobianPoint> points)
    {
        Span<FieldElement> x = stackalloc FieldElement[Lanes];
        Span<FieldElement> y = stackalloc FieldElement[Lanes];
        Span<FieldElement> z = stackalloc FieldElement[Lanes];
        lanes.X.CopyTo(x);
        lanes.Y.CopyTo(y);
        lanes.Z.CopyTo(z);
        for (var i = 0; i < Lanes; i++)
        {
            points[i] = new JacobianPoint { X = x[i], Y = y[i], Z = z[i] };
        }
    }

    // P, 3P, 5P, ... with one common denominator z, as the scalar way has them.
    [SkipLocalsInit]
    private static void OddMultiples(in AffinePoint8 point, Span<AffinePoint8> multiples, out FieldElement8 z)
    {
        var twice = new JacobianPoint8(in point);
        twice.Double();
        AffinePoint8 step;
        var one = FieldElement8.Create(FieldElement.One);
        FieldElement8.Multiply(out step.X, in twice.X, in one);
        FieldElement8.Multiply(out step.Y, in twice.Y, in one);

        Span<FieldElement8> ratios = stackalloc FieldElement8[PointEntries];
        FieldElement8.Square(out var d2, in twice.Z);
        FieldElement8.Multiply(out var d3, in d2, in twice.Z);
        FieldElement8.Multiply(out multiples[0].X, in point.X, in d2);
        FieldElement8.Multiply(out multiples[0].Y, in point.Y, in d3);
        var sum = new JacobianPoint8(in multiples[0]);
        for (var i = 1; i < multiples.Length; i++)
        {
            sum.Add(in step, out ratios[i]);
            multiples[i].X = sum.X;
            multiples[i].Y = sum.Y;
        }

        FieldElement8.Multiply(out z, in sum.Z, in twice.Z);

        var scale = one;
        FieldElement8.Multiply(out multiples[^1].X, in multiples[^1].X, in one);
        FieldElement8.Multiply(out multiples[^1].Y, in multiples[^1].Y, in one);
        for (var i = multiples.Length - 2; i >= 0; i--)
        {
            FieldElement8.Multiply(out scale, in scale, in ratios[i + 1]);
            FieldElement8.Square(out var scale2, in scale);
            FieldElement8.Multiply(out multiples[i].X, in scale2, in multiples[i].X);
            FieldElement8.Multiply(out scale2, in scale2, in scale);
            FieldElement8.Multiply(out multiples[i].Y, in scale2, in multiples[i].Y);
        }
    }
}
