using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LazAI.Cryptography;

/// <summary>The permutation Keccak-f[1600] (FIPS 202, section 3.3): 25 lanes of 64 bits, 24 rounds.</summary>
internal static class KeccakPermutation
{
    public const int Lanes = 25;

    private const int Rounds = 24;

    public static ReadOnlySpan<ulong> RoundConstants =>
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
        0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
        0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
        0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
        0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
        0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    /// <summary>XORs whole lanes of <paramref name="block"/> (little-endian) into the first lanes of the state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void XorBlock(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        var lanes = MemoryMarshal.Cast<byte, ulong>(block);
        state = state[..lanes.Length];
        for (var i = 0; i < state.Length; i++)
        {
            state[i] ^= BitConverter.IsLittleEndian ? lanes[i] : BinaryPrimitives.ReverseEndianness(lanes[i]);
        }
    }

    // Two rounds a turn: lanes are written to a second set of locals and back, so that nothing is ever copied.
    // Theta, rho, pi, chi and iota are merged row by row; names are a[x + 5y].
    [SkipLocalsInit]
    public static void Permute(Span<ulong> state)
    {
        state = state[..Lanes];
        var constants = RoundConstants;
        var a00 = state[0];
        var a01 = state[1];
        var a02 = state[2];
        var a03 = state[3];
        var a04 = state[4];
        var a05 = state[5];
        var a06 = state[6];
        var a07 = state[7];
        var a08 = state[8];
        var a09 = state[9];
        var a10 = state[10];
        var a11 = state[11];
        var a12 = state[12];
        var a13 = state[13];
        var a14 = state[14];
        var a15 = state[15];
        var a16 = state[16];
        var a17 = state[17];
        var a18 = state[18];
        var a19 = state[19];
        var a20 = state[20];
        var a21 = state[21];
        var a22 = state[22];
        var a23 = state[23];
        var a24 = state[24];
        ulong c0, c1, c2, c3, c4, d0, d1, d2, d3, d4, b0, b1, b2, b3, b4;
        ulong e00, e01, e02, e03, e04;
        ulong e05, e06, e07, e08, e09;
        ulong e10, e11, e12, e13, e14;
        ulong e15, e16, e17, e18, e19;
        ulong e20, e21, e22, e23, e24;

        for (var round = 0; round < Rounds; round += 2)
        {
            // One round from a to e ...
            c0 = a00 ^ a05 ^ a10 ^ a15 ^ a20;
            c1 = a01 ^ a06 ^ a11 ^ a16 ^ a21;
            c2 = a02 ^ a07 ^ a12 ^ a17 ^ a22;
            c3 = a03 ^ a08 ^ a13 ^ a18 ^ a23;
            c4 = a04 ^ a09 ^ a14 ^ a19 ^ a24;
            d0 = c4 ^ ulong.RotateLeft(c1, 1);
            d1 = c0 ^ ulong.RotateLeft(c2, 1);
            d2 = c1 ^ ulong.RotateLeft(c3, 1);
            d3 = c2 ^ ulong.RotateLeft(c4, 1);
            d4 = c3 ^ ulong.RotateLeft(c0, 1);

            b0 = a00 ^ d0;
            b1 = ulong.RotateLeft(a06 ^ d1, 44);
            b2 = ulong.RotateLeft(a12 ^ d2, 43);
            b3 = ulong.RotateLeft(a18 ^ d3, 21);
            b4 = ulong.RotateLeft(a24 ^ d4, 14);
            e00 = b0 ^ (~b1 & b2) ^ constants[round];
            e01 = b1 ^ (~b2 & b3);
            e02 = b2 ^ (~b3 & b4);
            e03 = b3 ^ (~b4 & b0);
            e04 = b4 ^ (~b0 & b1);

            b0 = ulong.RotateLeft(a03 ^ d3, 28);
            b1 = ulong.RotateLeft(a09 ^ d4, 20);
            b2 = ulong.RotateLeft(a10 ^ d0, 3);
            b3 = ulong.RotateLeft(a16 ^ d1, 45);
            b4 = ulong.RotateLeft(a22 ^ d2, 61);
            e05 = b0 ^ (~b1 & b2);
            e06 = b1 ^ (~b2 & b3);
            e07 = b2 ^ (~b3 & b4);
            e08 = b3 ^ (~b4 & b0);
            e09 = b4 ^ (~b0 & b1);

            b0 = ulong.RotateLeft(a01 ^ d1, 1);
            b1 = ulong.RotateLeft(a07 ^ d2, 6);
            b2 = ulong.RotateLeft(a13 ^ d3, 25);
            b3 = ulong.RotateLeft(a19 ^ d4, 8);
            b4 = ulong.RotateLeft(a20 ^ d0, 18);
            e10 = b0 ^ (~b1 & b2);
            e11 = b1 ^ (~b2 & b3);
            e12 = b2 ^ (~b3 & b4);
            e13 = b3 ^ (~b4 & b0);
            e14 = b4 ^ (~b0 & b1);

            b0 = ulong.RotateLeft(a04 ^ d4, 27);
            b1 = ulong.RotateLeft(a05 ^ d0, 36);
            b2 = ulong.RotateLeft(a11 ^ d1, 10);
            b3 = ulong.RotateLeft(a17 ^ d2, 15);
            b4 = ulong.RotateLeft(a23 ^ d3, 56);
            e15 = b0 ^ (~b1 & b2);
            e16 = b1 ^ (~b2 & b3);
            e17 = b2 ^ (~b3 & b4);
            e18 = b3 ^ (~b4 & b0);
            e19 = b4 ^ (~b0 & b1);

            b0 = ulong.RotateLeft(a02 ^ d2, 62);
            b1 = ulong.RotateLeft(a08 ^ d3, 55);
            b2 = ulong.RotateLeft(a14 ^ d4, 39);
            b3 = ulong.RotateLeft(a15 ^ d0, 41);
            b4 = ulong.RotateLeft(a21 ^ d1, 2);
            e20 = b0 ^ (~b1 & b2);
            e21 = b1 ^ (~b2 & b3);
            e22 = b2 ^ (~b3 & b4);
            e23 = b3 ^ (~b4 & b0);
            e24 = b4 ^ (~b0 & b1);

            // ... and the next one back from e to a.
            c0 = e00 ^ e05 ^ e10 ^ e15 ^ e20;
            c1 = e01 ^ e06 ^ e11 ^ e16 ^ e21;
            c2 = e02 ^ e07 ^ e12 ^ e17 ^ e22;
            c3 = e03 ^ e08 ^ e13 ^ e18 ^ e23;
            c4 = e04 ^ e09 ^ e14 ^ e19 ^ e24;
            d0 = c4 ^ ulong.RotateLeft(c1, 1);
            d1 = c0 ^ ulong.RotateLeft(c2, 1);
            d2 = c1 ^ ulong.RotateLeft(c3, 1);
            d3 = c2 ^ ulong.RotateLeft(c4, 1);
            d4 = c3 ^ ulong.RotateLeft(c0, 1);

            b0 = e00 ^ d0;
            b1 = ulong.RotateLeft(e06 ^ d1, 44);
            b2 = ulong.RotateLeft(e12 ^ d2, 43);
            b3 = ulong.RotateLeft(e18 ^ d3, 21);
            b4 = ulong.RotateLeft(e24 ^ d4, 14);
            a00 = b0 ^ (~b1 & b2) ^ constants[round + 1];
            a01 = b1 ^ (~b2 & b3);
            a02 = b2 ^ (~b3 & b4);
            a03 = b3 ^ (~b4 & b0);
            a04 = b4 ^ (~b0 & b1);

            b0 = ulong.RotateLeft(e03 ^ d3, 28);
            b1 = ulong.RotateLeft(e09 ^ d4, 20);
            b2 = ulong.RotateLeft(e10 ^ d0, 3);
            b3 = ulong.RotateLeft(e16 ^ d1, 45);
            b4 = ulong.RotateLeft(e22 ^ d2, 61);
            a05 = b0 ^ (~b1 & b2);
            a06 = b1 ^ (~b2 & b3);
            a07 = b2 ^ (~b3 & b4);
            a08 = b3 ^ (~b4 & b0);
            a09 = b4 ^ (~b0 & b1);

            b0 = ulong.RotateLeft(e01 ^ d1, 1);
            b1 = ulong.RotateLeft(e07 ^ d2, 6);
            b2 = ulong.RotateLeft(e13 ^ d3, 25);
            b3 = ulong.RotateLeft(e19 ^ d4, 8);
            b4 = ulong.RotateLeft(e20 ^ d0, 18);
            a10 = b0 ^ (~b1 & b2);
            a11 = b1 ^ (~b2 & b3);
            a12 = b2 ^ (~b3 & b4);
            a13 = b3 ^ (~b4 & b0);
            a14 = b4 ^ (~b0 & b1);

            b0 = ulong.RotateLeft(e04 ^ d4, 27);
            b1 = ulong.RotateLeft(e05 ^ d0, 36);
            b2 = ulong.RotateLeft(e11 ^ d1, 10);
            b3 = ulong.RotateLeft(e17 ^ d2, 15);
            b4 = ulong.RotateLeft(e23 ^ d3, 56);
            a15 = b0 ^ (~b1 & b2);
            a16 = b1 ^ (~b2 & b3);
            a17 = b2 ^ (~b3 & b4);
            a18 = b3 ^ (~b4 & b0);
            a19 = b4 ^ (~b0 & b1);

            b0 = ulong.RotateLeft(e02 ^ d2, 62);
            b1 = ulong.RotateLeft(e08 ^ d3, 55);
            b2 = ulong.RotateLeft(e14 ^ d4, 39);
            b3 = ulong.RotateLeft(e15 ^ d0, 41);
            b4 = ulong.RotateLeft(e21 ^ d1, 2);
            a20 = b0 ^ (~b1 & b2);
            a21 = b1 ^ (~b2 & b3);
            a22 = b2 ^ (~b3 & b4);
            a23 = b3 ^ (~b4 & b0);
            a24 = b4 ^ (~b0 & b1);
        }

        state[0] = a00;
        state[1] = a01;
        state[2] = a02;
        state[3] = a03;
        state[4] = a04;
        state[5] = a05;
        state[6] = a06;
        state[7] = a07;
        state[8] = a08;
        state[9] = a09;
        state[10] = a10;
        state[11] = a11;
        state[12] = a12;
        state[13] = a13;
        state[14] = a14;
        state[15] = a15;
        state[16] = a16;
        state[17] = a17;
        state[18] = a18;
        state[19] = a19;
        state[20] = a20;
        state[21] = a21;
        state[22] = a22;
        state[23] = a23;
        state[24] = a24;
    }
}
