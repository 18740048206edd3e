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
}
