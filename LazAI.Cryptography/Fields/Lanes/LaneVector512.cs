using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>Eight lanes: AVX-512.</summary>
internal readonly struct LaneVector512 : ILaneVector<Vector512<double>>
{
    public static int Count => Vector512<double>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Create(double value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Add(Vector512<double> a, Vector512<double> b) => Avx512F.Add(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Subtract(Vector512<double> a, Vector512<double> b) => Avx512F.Subtract(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> MultiplyAdd(Vector512<double> a, Vector512<double> b, Vector512<double> c) =>
        Avx512F.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Select(Vector512<double> a, Vector512<double> b, Vector512<double> mask) =>
        Vector512.ConditionalSelect(mask, b, a);

    public static Vector512<double> Mask(uint lanes)
    {
        var bits = Vector512.Create(1L, 2, 4, 8, 16, 32, 64, 128);
        return Vector512.Equals(bits & Vector512.Create((long)lanes), bits).AsDouble();
    }

    public static uint ZeroLanes(Vector512<double> a) => (uint)Vector512.ExtractMostSignificantBits(Vector512.Equals(a, Vector512<double>.Zero));

    [SkipLocalsInit]
    public static void Gather(ref readonly double rows, ReadOnlySpan<int> offsets, Span<Vector512<double>> columns)
    {
        ref var first = ref Unsafe.AsRef(in rows);
        Transpose(
            Vector512.LoadUnsafe(ref first, (nuint)offsets[0]),
            Vector512.LoadUnsafe(ref first, (nuint)offsets[1]),
            Vector512.LoadUnsafe(ref first, (nuint)offsets[2]),
            Vector512.LoadUnsafe(ref first, (nuint)offsets[3]),
            Vector512.LoadUnsafe(ref first, (nuint)offsets[4]),
            Vector512.LoadUnsafe(ref first, (nuint)offsets[5]),
            Vector512.LoadUnsafe(ref first, (nuint)offsets[6]),
            Vector512.LoadUnsafe(ref first, (nuint)offsets[7]),
            columns);
    }

    [SkipLocalsInit]
    public static void Scatter(ReadOnlySpan<Vector512<double>> columns, ref double rows, ReadOnlySpan<int> offsets)
    {
        Span<Vector512<double>> transposed = stackalloc Vector512<double>[8];
        Transpose(
            columns[0], columns[1], columns[2], columns[3],
            columns[4], columns[5], columns[6], columns[7], transposed);
        for (var i = 0; i < transposed.Length; i++)
        {
            transposed[i].StoreUnsafe(ref rows, (nuint)offsets[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        Vector512<double> r0, Vector512<double> r1, Vector512<double> r2, Vector512<double> r3,
        Vector512<double> r4, Vector512<double> r5, Vector512<double> r6, Vector512<double> r7, Span<Vector512<double>> columns)
    {
        const byte EvenParts = 0b10_00_10_00;
        const byte OddParts = 0b11_01_11_01;

        // Pairs of rows: columns 0, 2, 4 and 6, or 1, 3, 5 and 7, of both.
        var (a0, a1) = (Avx512F.UnpackLow(r0, r1), Avx512F.UnpackHigh(r0, r1));
        var (b0, b1) = (Avx512F.UnpackLow(r2, r3), Avx512F.UnpackHigh(r2, r3));
        var (c0, c1) = (Avx512F.UnpackLow(r4, r5), Avx512F.UnpackHigh(r4, r5));
        var (d0, d1) = (Avx512F.UnpackLow(r6, r7), Avx512F.UnpackHigh(r6, r7));

        // Fours of rows: columns 0 and 4, 2 and 6, 1 and 5, 3 and 7.
        var (e0, e2) = (Avx512F.Shuffle4x128(a0, b0, EvenParts), Avx512F.Shuffle4x128(a0, b0, OddParts));
        var (f0, f2) = (Avx512F.Shuffle4x128(c0, d0, EvenParts), Avx512F.Shuffle4x128(c0, d0, OddParts));
        var (e1, e3) = (Avx512F.Shuffle4x128(a1, b1, EvenParts), Avx512F.Shuffle4x128(a1, b1, OddParts));
        var (f1, f3) = (Avx512F.Shuffle4x128(c1, d1, EvenParts), Avx512F.Shuffle4x128(c1, d1, OddParts));

        columns[7] = Avx512F.Shuffle4x128(e3, f3, OddParts);
        columns[0] = Avx512F.Shuffle4x128(e0, f0, EvenParts);
        columns[1] = Avx512F.Shuffle4x128(e1, f1, EvenParts);
        columns[2] = Avx512F.Shuffle4x128(e2, f2, EvenParts);
        columns[3] = Avx512F.Shuffle4x128(e3, f3, EvenParts);
        columns[4] = Avx512F.Shuffle4x128(e0, f0, OddParts);
        columns[5] = Avx512F.Shuffle4x128(e1, f1, OddParts);
        columns[6] = Avx512F.Shuffle4x128(e2, f2, OddParts);
    }
}
