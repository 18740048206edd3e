using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>Four lanes: AVX2 with fused multiplication and addition, which processors got together.</summary>
internal readonly struct LaneVector256 : ILaneVector<Vector256<double>>
{
    public static int Count => Vector256<double>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Create(double value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Add(Vector256<double> a, Vector256<double> b) => Avx.Add(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Subtract(Vector256<double> a, Vector256<double> b) => Avx.Subtract(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> MultiplyAdd(Vector256<double> a, Vector256<double> b, Vector256<double> c) =>
        Fma.MultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Xor(Vector256<double> a, Vector256<double> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Select(Vector256<double> a, Vector256<double> b, Vector256<double> mask) =>
        Vector256.ConditionalSelect(mask, b, a);

    public static Vector256<double> Mask(uint lanes)
    {
        var bits = Vector256.Create(1L, 2, 4, 8);
        return Vector256.Equals(bits & Vector256.Create((long)lanes), bits).AsDouble();
    }

    public static uint ZeroLanes(Vector256<double> a) => Vector256.ExtractMostSignificantBits(Vector256.Equals(a, Vector256<double>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> LowerTwice(Vector256<double> a) => Avx.Permute2x128(a, a, 0x00);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> UpperTwice(Vector256<double> a) => Avx.Permute2x128(a, a, 0x11);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> SwapHalves(Vector256<double> a) => Avx.Permute2x128(a, a, 0x01);

    [SkipLocalsInit]
    public static void Gather(ref readonly double rows, ReadOnlySpan<int> offsets, Span<Vector256<double>> columns)
    {
        ref var first = ref Unsafe.AsRef(in rows);
        var vectors = columns;
        for (var half = 0; half < 2; half++)
        {
            Transpose(
                Vector256.LoadUnsafe(ref first, (nuint)(offsets[0] + 4 * half)),
                Vector256.LoadUnsafe(ref first, (nuint)(offsets[1] + 4 * half)),
                Vector256.LoadUnsafe(ref first, (nuint)(offsets[2] + 4 * half)),
                Vector256.LoadUnsafe(ref first, (nuint)(offsets[3] + 4 * half)),
                vectors.Slice(4 * half, 4));
        }
    }

    [SkipLocalsInit]
    public static void Scatter(ReadOnlySpan<Vector256<double>> columns, ref double rows, ReadOnlySpan<int> offsets)
    {
        Span<Vector256<double>> transposed = stackalloc Vector256<double>[4];
        for (var half = 0; half < 2; half++)
        {
            Transpose(
                columns[4 * half], columns[4 * half + 1], columns[4 * half + 2], columns[4 * half + 3],
                transposed);
            for (var i = 0; i < transposed.Length; i++)
            {
                transposed[i].StoreUnsafe(ref rows, (nuint)(offsets[i] + 4 * half));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        Vector256<double> r0, Vector256<double> r1, Vector256<double> r2, Vector256<double> r3, Span<Vector256<double>> columns)
    {
        const byte LowerHalves = 0x20;
        const byte UpperHalves = 0x31;
        var (a0, a1) = (Avx.UnpackLow(r0, r1), Avx.UnpackHigh(r0, r1));
        var (b0, b1) = (Avx.UnpackLow(r2, r3), Avx.UnpackHigh(r2, r3));
        columns[3] = Avx.Permute2x128(a1, b1, UpperHalves);
        columns[0] = Avx.Permute2x128(a0, b0, LowerHalves);
        columns[1] = Avx.Permute2x128(a1, b1, LowerHalves);
        columns[2] = Avx.Permute2x128(a0, b0, UpperHalves);
    }
}
