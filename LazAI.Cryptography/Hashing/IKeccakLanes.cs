using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LazAI.Cryptography;

/// <summary>What Keccak needs of a vector of 64-bit lanes, each of which belongs to a state of its own.</summary>
internal interface IKeccakLanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Lanes, and states, in a vector.</summary>
    static abstract int Count { get; }

    static abstract TVector Broadcast(ulong lane);

    static abstract TVector Xor(TVector a, TVector b);

    static abstract TVector Xor3(TVector a, TVector b, TVector c);

    /// <summary>a ^ (~b &amp; c).</summary>
    static abstract TVector Chi(TVector a, TVector b, TVector c);

    static abstract TVector RotateLeft(TVector a, [ConstantExpected] byte bits);

    static abstract TVector ShiftRight(TVector a, int bits);

    /// <summary>What a shift to the left of two vectors as one number leaves in the upper: (high &lt;&lt; bits) | (low >> (64 - bits)), for 0 to 64 bits.</summary>
    static abstract TVector ShiftLeft(TVector high, TVector low, int bits);

    /// <summary>The first words of as many rows as there are lanes: each word's vector has that word of every row.</summary>
    /// <param name="rows">The first row; as many words of each are read as there are lanes.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    /// <param name="words">The first of as many vectors as there are lanes.</param>
    static abstract void Transpose(ref byte rows, nint stride, ref TVector words);

    /// <summary>The first word of as many rows as there are lanes.</summary>
    static abstract TVector Gather(ref byte rows, nint stride);
}

/// <summary>Four states: x86 AVX2.</summary>
internal readonly struct KeccakLanes256 : IKeccakLanes<Vector256<ulong>>
{
    public static bool IsSupported => Avx2.IsSupported;

    public static int Count => Vector256<ulong>.Count;

    public static Vector256<ulong> Broadcast(ulong lane) => Vector256.Create(lane);

    public static Vector256<ulong> Xor(Vector256<ulong> a, Vector256<ulong> b) => a ^ b;

    public static Vector256<ulong> Xor3(Vector256<ulong> a, Vector256<ulong> b, Vector256<ulong> c) => a ^ b ^ c;

    public static Vector256<ulong> Chi(Vector256<ulong> a, Vector256<ulong> b, Vector256<ulong> c) => a ^ Vector256.AndNot(c, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> RotateLeft(Vector256<ulong> a, [ConstantExpected] byte bits) => (a << bits) | (a >>> (64 - bits));

    public static Vector256<ulong> ShiftRight(Vector256<ulong> a, int bits) => Avx2.ShiftRightLogical(a, Vector128.CreateScalar((ulong)bits));

    public static Vector256<ulong> ShiftLeft(Vector256<ulong> high, Vector256<ulong> low, int bits) =>
        Avx2.ShiftLeftLogical(high, Vector128.CreateScalar((ulong)bits)) | ShiftRight(low, 64 - bits);

    public static void Transpose(ref byte rows, nint stride, ref Vector256<ulong> words)
    {
        var (row0, row1) = (Row(ref rows, 0), Row(ref rows, stride));
        var (row2, row3) = (Row(ref rows, 2 * stride), Row(ref rows, 3 * stride));
        var (even01, odd01) = (Avx2.UnpackLow(row0, row1), Avx2.UnpackHigh(row0, row1));
        var (even23, odd23) = (Avx2.UnpackLow(row2, row3), Avx2.UnpackHigh(row2, row3));
        words = Avx2.Permute2x128(even01, even23, 0x20);
        Unsafe.Add(ref words, 1) = Avx2.Permute2x128(odd01, odd23, 0x20);
        Unsafe.Add(ref words, 2) = Avx2.Permute2x128(even01, even23, 0x31);
        Unsafe.Add(ref words, 3) = Avx2.Permute2x128(odd01, odd23, 0x31);
    }

    public static Vector256<ulong> Gather(ref byte rows, nint stride) =>
        Vector256.Create(Word(ref rows, 0), Word(ref rows, stride), Word(ref rows, 2 * stride), Word(ref rows, 3 * stride));

    private static Vector256<ulong> Row(ref byte rows, nint offset) => Vector256.LoadUnsafe(ref Unsafe.Add(ref rows, offset)).AsUInt64();

    private static ulong Word(ref byte rows, nint offset) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref rows, offset));
}

/// <summary>Eight states: x86 AVX-512, which rotates, and combines three operands, in one instruction.</summary>
internal readonly struct KeccakLanes512 : IKeccakLanes<Vector512<ulong>>
{
    public static bool IsSupported => Avx512F.IsSupported;

    public static int Count => Vector512<ulong>.Count;

    public static Vector512<ulong> Broadcast(ulong lane) => Vector512.Create(lane);

    public static Vector512<ulong> Xor(Vector512<ulong> a, Vector512<ulong> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Xor3(Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> c) => Avx512F.TernaryLogic(a, b, c, 0x96);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Chi(Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> c) => Avx512F.TernaryLogic(a, b, c, 0xD2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> RotateLeft(Vector512<ulong> a, [ConstantExpected] byte bits) => Avx512F.RotateLeft(a, bits);

    public static Vector512<ulong> ShiftRight(Vector512<ulong> a, int bits) => Avx512F.ShiftRightLogical(a, Vector128.CreateScalar((ulong)bits));

    public static Vector512<ulong> ShiftLeft(Vector512<ulong> high, Vector512<ulong> low, int bits) =>
        Avx512F.ShiftLeftLogical(high, Vector128.CreateScalar((ulong)bits)) | ShiftRight(low, 64 - bits);

    public static void Transpose(ref byte rows, nint stride, ref Vector512<ulong> words)
    {
        Interleave(ref rows, stride, 0, out var even01, out var odd01);
        Interleave(ref rows, stride, 2, out var even23, out var odd23);
        Interleave(ref rows, stride, 4, out var even45, out var odd45);
        Interleave(ref rows, stride, 6, out var even67, out var odd67);
        Join(even01, even23, even45, even67, ref words);
        Join(odd01, odd23, odd45, odd67, ref Unsafe.Add(ref words, 1));
    }

    public static Vector512<ulong> Gather(ref byte rows, nint stride) => Vector512.Create(
        KeccakLanes256.Gather(ref rows, stride), KeccakLanes256.Gather(ref Unsafe.Add(ref rows, 4 * stride), stride));

    /// <summary>The even words of two rows, pair by pair, and the odd ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(ref byte rows, nint stride, int row, out Vector512<ulong> even, out Vector512<ulong> odd)
    {
        var first = Vector512.LoadUnsafe(ref Unsafe.Add(ref rows, row * stride)).AsUInt64();
        var second = Vector512.LoadUnsafe(ref Unsafe.Add(ref rows, (row + 1) * stride)).AsUInt64();
        (even, odd) = (Avx512F.UnpackLow(first, second), Avx512F.UnpackHigh(first, second));
    }

    /// <summary>Every second word of all rows, from the four pairs of rows: pair p of each is of word 2p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Join(
        Vector512<ulong> rows01, Vector512<ulong> rows23, Vector512<ulong> rows45, Vector512<ulong> rows67, ref Vector512<ulong> words)
    {
        // Pairs 0 and 2 of both operands, or 1 and 3.
        const byte Even = 0b10_00_10_00, Odd = 0b11_01_11_01;
        var (low0, low1) = (Avx512F.Shuffle4x128(rows01, rows23, Even), Avx512F.Shuffle4x128(rows45, rows67, Even));
        var (high0, high1) = (Avx512F.Shuffle4x128(rows01, rows23, Odd), Avx512F.Shuffle4x128(rows45, rows67, Odd));
        words = Avx512F.Shuffle4x128(low0, low1, Even);
        Unsafe.Add(ref words, 2) = Avx512F.Shuffle4x128(high0, high1, Even);
        Unsafe.Add(ref words, 4) = Avx512F.Shuffle4x128(low0, low1, Odd);
        Unsafe.Add(ref words, 6) = Avx512F.Shuffle4x128(high0, high1, Odd);
    }
}
