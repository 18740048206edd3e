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
    public static Vector512<double> Xor(Vector512<double> a, Vector512<double> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Select(Vector512<double> a, Vector512<double> b, Vector512<double> mask) =>
        Vector512.ConditionalSelect(mask, b, a);

    public static Vector512<double> Mask(uint lanes)
    {
        var bits = Vector512.Create(1L, 2, 4, 8, 16, 32, 64, 128);
        return Vector512.Equals(bits & Vector512.Create((long)lanes), bits).AsDouble();
    }

    public static uint ZeroLanes(Vector512<double> a) => (uint)Vector512.ExtractMostSignificantBits(Vector512.Equals(a, Vector512<double>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> LowerTwice(Vector512<double> a) => Avx512F.Shuffle4x128(a, a, 0b01_00_01_00);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> UpperTwice(Vector512<double> a) => Avx512F.Shuffle4x128(a, a, 0b11_10_11_10);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> SwapHalves(Vector512<double> a) => Avx512F.Shuffle4x128(a, a, 0b01_00_11_10);

    public static void Gather(ref readonly double rows, ReadOnlySpan<int> offsets, Span<Vector512<double>> columns)
    {
        ref var first = ref Unsafe.AsRef(in rows);
        columns = columns[..8];
        Transpose(
            Vector512.LoadUnsafe(ref first, (nuint)offsets[0]),
            Vector512.LoadUnsafe(ref first, (nuint)offsets[1]),
            Vector512.LoadUnsafe(ref first, (nuint)offsets[2]),
            Vector512.LoadUnsafe(ref first, (nuint)offsets[3]),
            Vector512.LoadUnsafe(ref first, (nuint)offsets[4]),
            Vector512.LoadUnsafe(ref first, (nuint)offsets[5]),
            Vector512.LoadUnsafe(ref first, (nuint)offsets[6]),
            Vector512.LoadUnsafe(ref first, (nuint)offsets[7]),
            out columns[0], out columns[1], out columns[2], out columns[3],
            out columns[4], out columns[5], out columns[6], out columns[7]);
    }

    public static void Scatter(ReadOnlySpan<Vector512<double>> columns, ref double rows, ReadOnlySpan<int> offsets)
    {
        columns = columns[..8];
        Transpose(
            columns[0], columns[1], columns[2], columns[3],
            columns[4], columns[5], columns[6], columns[7],
            out var r0, out var r1, out var r2, out var r3, out var r4, out var r5, out var r6, out var r7);
        r0.StoreUnsafe(ref rows, (nuint)offsets[0]);
        r1.StoreUnsafe(ref rows, (nuint)offsets[1]);
        r2.StoreUnsafe(ref rows, (nuint)offsets[2]);
        r3.StoreUnsafe(ref rows, (nuint)offsets[3]);
        r4.StoreUnsafe(ref rows, (nuint)offsets[4]);
        r5.StoreUnsafe(ref rows, (nuint)offsets[5]);
        r6.StoreUnsafe(ref rows, (nuint)offsets[6]);
        r7.StoreUnsafe(ref rows, (nuint)offsets[7]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        Vector512<double> r0, Vector512<double> r1, Vector512<double> r2, Vector512<double> r3,
        Vector512<double> r4, Vector512<double> r5, Vector512<double> r6, Vector512<double> r7,
        out Vector512<double> c0, out Vector512<double> c1, out Vector512<double> c2, out Vector512<double> c3,
        out Vector512<double> c4, out Vector512<double> c5, out Vector512<double> c6, out Vector512<double> c7)
    {
        const byte EvenParts = 0b10_00_10_00;
        const byte OddParts = 0b11_01_11_01;

        // Pairs of rows: columns 0, 2, 4 and 6, or 1, 3, 5 and 7, of both.
        var (p0, p1) = (Avx512F.UnpackLow(r0, r1), Avx512F.UnpackHigh(r0, r1));
        var (q0, q1) = (Avx512F.UnpackLow(r2, r3), Avx512F.UnpackHigh(r2, r3));
        var (s0, s1) = (Avx512F.UnpackLow(r4, r5), Avx512F.UnpackHigh(r4, r5));
        var (t0, t1) = (Avx512F.UnpackLow(r6, r7), Avx512F.UnpackHigh(r6, r7));

        // Fours of rows: columns 0 and 4, 2 and 6, 1 and 5, 3 and 7.
        var (e0, e2) = (Avx512F.Shuffle4x128(p0, q0, EvenParts), Avx512F.Shuffle4x128(p0, q0, OddParts));
        var (f0, f2) = (Avx512F.Shuffle4x128(s0, t0, EvenParts), Avx512F.Shuffle4x128(s0, t0, OddParts));
        var (e1, e3) = (Avx512F.Shuffle4x128(p1, q1, EvenParts), Avx512F.Shuffle4x128(p1, q1, OddParts));
        var (f1, f3) = (Avx512F.Shuffle4x128(s1, t1, EvenParts), Avx512F.Shuffle4x128(s1, t1, OddParts));

        c0 = Avx512F.Shuffle4x128(e0, f0, EvenParts);
        c1 = Avx512F.Shuffle4x128(e1, f1, EvenParts);
        c2 = Avx512F.Shuffle4x128(e2, f2, EvenParts);
        c3 = Avx512F.Shuffle4x128(e3, f3, EvenParts);
        c4 = Avx512F.Shuffle4x128(e0, f0, OddParts);
        c5 = Avx512F.Shuffle4x128(e1, f1, OddParts);
        c6 = Avx512F.Shuffle4x128(e2, f2, OddParts);
        c7 = Avx512F.Shuffle4x128(e3, f3, OddParts);
    }
}
