using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LazAI.Engines;

/// <summary>
/// Dot products of four consecutive weight rows with one activation vector: four rows share each load of the activations and leave
/// their sums in one register.
/// </summary>
/// <remarks>
/// All of them rest on two bounds. Activations have 7 bits, so a sum of two products is at most 2 · 127 · 128 = 32,512 in magnitude
/// and never saturates 16 bits. <see cref="Int8MlpModel"/> admits no row whose 32-bit sum could overflow, so their order is free.
/// </remarks>
internal interface IFourRowKernel
{
    /// <summary>Rows and activations are padded to a multiple of this many bytes.</summary>
    static abstract int VectorLength { get; }

    /// <summary><paramref name="weights"/> is the first of four rows that lie <paramref name="stride"/> bytes apart.</summary>
    static abstract Vector128<int> Dot(ref byte activations, ref sbyte weights, nuint stride);
}

internal readonly struct PortableKernel : IFourRowKernel
{
    public static int VectorLength => Vector128<byte>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Dot(ref byte activations, ref sbyte weights, nuint stride)
    {
        var (sum0, sum1, sum2, sum3) = (Vector128<int>.Zero, Vector128<int>.Zero, Vector128<int>.Zero, Vector128<int>.Zero);
        for (nuint i = 0; i < stride; i += (nuint)Vector128<byte>.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref activations, i));
            sum0 += Products(low.AsInt16(), high.AsInt16(), Vector128.LoadUnsafe(ref weights, i));
            sum1 += Products(low.AsInt16(), high.AsInt16(), Vector128.LoadUnsafe(ref weights, i + stride));
            sum2 += Products(low.AsInt16(), high.AsInt16(), Vector128.LoadUnsafe(ref weights, i + (2 * stride)));
            sum3 += Products(low.AsInt16(), high.AsInt16(), Vector128.LoadUnsafe(ref weights, i + (3 * stride)));
        }

        return Vector128.Create(Vector128.Sum(sum0), Vector128.Sum(sum1), Vector128.Sum(sum2), Vector128.Sum(sum3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Products(Vector128<short> low, Vector128<short> high, Vector128<sbyte> weights)
    {
        var (weightsLow, weightsHigh) = Vector128.Widen(weights);
        var (first, second) = Vector128.Widen((low * weightsLow) + (high * weightsHigh));
        return first + second;
    }
}

internal readonly struct Avx2Kernel : IFourRowKernel
{
    public static int VectorLength => Vector256<byte>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Dot(ref byte activations, ref sbyte weights, nuint stride)
    {
        var (sum0, sum1, sum2, sum3) = (Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero);
        for (nuint i = 0; i < stride; i += (nuint)Vector256<byte>.Count)
        {
            var inputs = Vector256.LoadUnsafe(ref activations, i);
            sum0 += Products(inputs, Vector256.LoadUnsafe(ref weights, i));
            sum1 += Products(inputs, Vector256.LoadUnsafe(ref weights, i + stride));
            sum2 += Products(inputs, Vector256.LoadUnsafe(ref weights, i + (2 * stride)));
            sum3 += Products(inputs, Vector256.LoadUnsafe(ref weights, i + (3 * stride)));
        }

        return SumEach(sum0, sum1, sum2, sum3);
    }

    /// <summary>The sum of each vector's elements, as one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<int> SumEach(Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d)
    {
        var halves = Avx2.HorizontalAdd(Avx2.HorizontalAdd(a, b), Avx2.HorizontalAdd(c, d));
        return halves.GetLower() + halves.GetUpper();
    }

    /// <summary>vpmaddubsw and vpmaddwd; the former saturates only beyond the bound that 7-bit activations keep.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Products(Vector256<byte> inputs, Vector256<sbyte> weights) =>
        Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(inputs, weights), Vector256<short>.One);
}

internal readonly struct Avx512Kernel : IFourRowKernel
{
    public static int VectorLength => Vector512<byte>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Dot(ref byte activations, ref sbyte weights, nuint stride)
    {
        var (sum0, sum1, sum2, sum3) = (Vector512<int>.Zero, Vector512<int>.Zero, Vector512<int>.Zero, Vector512<int>.Zero);
        for (nuint i = 0; i < stride; i += (nuint)Vector512<byte>.Count)
        {
            var inputs = Vector512.LoadUnsafe(ref activations, i);
            sum0 += Products(inputs, Vector512.LoadUnsafe(ref weights, i));
            sum1 += Products(inputs, Vector512.LoadUnsafe(ref weights, i + stride));
            sum2 += Products(inputs, Vector512.LoadUnsafe(ref weights, i + (2 * stride)));
            sum3 += Products(inputs, Vector512.LoadUnsafe(ref weights, i + (3 * stride)));
        }

        return Avx2Kernel.SumEach(Fold(sum0), Fold(sum1), Fold(sum2), Fold(sum3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Fold(Vector512<int> sums) => sums.GetLower() + sums.GetUpper();

    /// <summary>As <see cref="Avx2Kernel"/>, twice as wide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Products(Vector512<byte> inputs, Vector512<sbyte> weights) =>
        Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(inputs, weights), Vector512<short>.One);
}
