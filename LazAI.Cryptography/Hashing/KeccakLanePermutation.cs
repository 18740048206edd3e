using System.Runtime.CompilerServices;

namespace LazAI.Cryptography;

/// <summary><see cref="KeccakPermutation"/> of several states at once, one in each lane of a vector; the same two rounds a turn.</summary>
internal static class KeccakLanePermutation<TVector, TLanes>
    where TVector : unmanaged
    where TLanes : struct, IKeccakLanes<TVector>
{
    [SkipLocalsInit]
    public static void Permute(Span<TVector> state)
    {
        state = state[..KeccakPermutation.Lanes];
        var constants = KeccakPermutation.RoundConstants;
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
        TVector c0, c1, c2, c3, c4, d0, d1, d2, d3, d4, b0, b1, b2, b3, b4;
        TVector e00, e01, e02, e03, e04;
        TVector e05, e06, e07, e08, e09;
        TVector e10, e11, e12, e13, e14;
        TVector e15, e16, e17, e18, e19;
        TVector e20, e21, e22, e23, e24;

        for (var round = 0; round < constants.Length; round += 2)
        {
            // One round from a to e ...
            c0 = TLanes.Xor3(TLanes.Xor3(a00, a05, a10), a15, a20);
            c1 = TLanes.Xor3(TLanes.Xor3(a01, a06, a11), a16, a21);
            c2 = TLanes.Xor3(TLanes.Xor3(a02, a07, a12), a17, a22);
            c3 = TLanes.Xor3(TLanes.Xor3(a03, a08, a13), a18, a23);
            c4 = TLanes.Xor3(TLanes.Xor3(a04, a09, a14), a19, a24);
            d0 = TLanes.Xor(c4, TLanes.RotateLeft(c1, 1));
            d1 = TLanes.Xor(c0, TLanes.RotateLeft(c2, 1));
            d2 = TLanes.Xor(c1, TLanes.RotateLeft(c3, 1));
            d3 = TLanes.Xor(c2, TLanes.RotateLeft(c4, 1));
            d4 = TLanes.Xor(c3, TLanes.RotateLeft(c0, 1));

            b0 = TLanes.Xor(a00, d0);
            b1 = TLanes.RotateLeft(TLanes.Xor(a06, d1), 44);
            b2 = TLanes.RotateLeft(TLanes.Xor(a12, d2), 43);
            b3 = TLanes.RotateLeft(TLanes.Xor(a18, d3), 21);
            b4 = TLanes.RotateLeft(TLanes.Xor(a24, d4), 14);
            e00 = TLanes.Xor(TLanes.Chi(b0, b1, b2), TLanes.Broadcast(constants[round]));
            e01 = TLanes.Chi(b1, b2, b3);
            e02 = TLanes.Chi(b2, b3, b4);
            e03 = TLanes.Chi(b3, b4, b0);
            e04 = TLanes.Chi(b4, b0, b1);

            b0 = TLanes.RotateLeft(TLanes.Xor(a03, d3), 28);
            b1 = TLanes.RotateLeft(TLanes.Xor(a09, d4), 20);
            b2 = TLanes.RotateLeft(TLanes.Xor(a10, d0), 3);
            b3 = TLanes.RotateLeft(TLanes.Xor(a16, d1), 45);
            b4 = TLanes.RotateLeft(TLanes.Xor(a22, d2), 61);
            e05 = TLanes.Chi(b0, b1, b2);
            e06 = TLanes.Chi(b1, b2, b3);
            e07 = TLanes.Chi(b2, b3, b4);
            e08 = TLanes.Chi(b3, b4, b0);
            e09 = TLanes.Chi(b4, b0, b1);

            b0 = TLanes.RotateLeft(TLanes.Xor(a01, d1), 1);
            b1 = TLanes.RotateLeft(TLanes.Xor(a07, d2), 6);
            b2 = TLanes.RotateLeft(TLanes.Xor(a13, d3), 25);
            b3 = TLanes.RotateLeft(TLanes.Xor(a19, d4), 8);
            b4 = TLanes.RotateLeft(TLanes.Xor(a20, d0), 18);
            e10 = TLanes.Chi(b0, b1, b2);
            e11 = TLanes.Chi(b1, b2, b3);
            e12 = TLanes.Chi(b2, b3, b4);
            e13 = TLanes.Chi(b3, b4, b0);
            e14 = TLanes.Chi(b4, b0, b1);

            b0 = TLanes.RotateLeft(TLanes.Xor(a04, d4), 27);
            b1 = TLanes.RotateLeft(TLanes.Xor(a05, d0), 36);
            b2 = TLanes.RotateLeft(TLanes.Xor(a11, d1), 10);
            b3 = TLanes.RotateLeft(TLanes.Xor(a17, d2), 15);
            b4 = TLanes.RotateLeft(TLanes.Xor(a23, d3), 56);
            e15 = TLanes.Chi(b0, b1, b2);
            e16 = TLanes.Chi(b1, b2, b3);
            e17 = TLanes.Chi(b2, b3, b4);
            e18 = TLanes.Chi(b3, b4, b0);
            e19 = TLanes.Chi(b4, b0, b1);

            b0 = TLanes.RotateLeft(TLanes.Xor(a02, d2), 62);
            b1 = TLanes.RotateLeft(TLanes.Xor(a08, d3), 55);
            b2 = TLanes.RotateLeft(TLanes.Xor(a14, d4), 39);
            b3 = TLanes.RotateLeft(TLanes.Xor(a15, d0), 41);
            b4 = TLanes.RotateLeft(TLanes.Xor(a21, d1), 2);
            e20 = TLanes.Chi(b0, b1, b2);
            e21 = TLanes.Chi(b1, b2, b3);
            e22 = TLanes.Chi(b2, b3, b4);
            e23 = TLanes.Chi(b3, b4, b0);
            e24 = TLanes.Chi(b4, b0, b1);

            // ... and the next one back from e to a.
            c0 = TLanes.Xor3(TLanes.Xor3(e00, e05, e10), e15, e20);
            c1 = TLanes.Xor3(TLanes.Xor3(e01, e06, e11), e16, e21);
            c2 = TLanes.Xor3(TLanes.Xor3(e02, e07, e12), e17, e22);
            c3 = TLanes.Xor3(TLanes.Xor3(e03, e08, e13), e18, e23);
            c4 = TLanes.Xor3(TLanes.Xor3(e04, e09, e14), e19, e24);
            d0 = TLanes.Xor(c4, TLanes.RotateLeft(c1, 1));
            d1 = TLanes.Xor(c0, TLanes.RotateLeft(c2, 1));
            d2 = TLanes.Xor(c1, TLanes.RotateLeft(c3, 1));
            d3 = TLanes.Xor(c2, TLanes.RotateLeft(c4, 1));
            d4 = TLanes.Xor(c3, TLanes.RotateLeft(c0, 1));

            b0 = TLanes.Xor(e00, d0);
            b1 = TLanes.RotateLeft(TLanes.Xor(e06, d1), 44);
            b2 = TLanes.RotateLeft(TLanes.Xor(e12, d2), 43);
            b3 = TLanes.RotateLeft(TLanes.Xor(e18, d3), 21);
            b4 = TLanes.RotateLeft(TLanes.Xor(e24, d4), 14);
            a00 = TLanes.Xor(TLanes.Chi(b0, b1, b2), TLanes.Broadcast(constants[round + 1]));
            a01 = TLanes.Chi(b1, b2, b3);
            a02 = TLanes.Chi(b2, b3, b4);
            a03 = TLanes.Chi(b3, b4, b0);
            a04 = TLanes.Chi(b4, b0, b1);

            b0 = TLanes.RotateLeft(TLanes.Xor(e03, d3), 28);
            b1 = TLanes.RotateLeft(TLanes.Xor(e09, d4), 20);
            b2 = TLanes.RotateLeft(TLanes.Xor(e10, d0), 3);
            b3 = TLanes.RotateLeft(TLanes.Xor(e16, d1), 45);
            b4 = TLanes.RotateLeft(TLanes.Xor(e22, d2), 61);
            a05 = TLanes.Chi(b0, b1, b2);
            a06 = TLanes.Chi(b1, b2, b3);
            a07 = TLanes.Chi(b2, b3, b4);
            a08 = TLanes.Chi(b3, b4, b0);
            a09 = TLanes.Chi(b4, b0, b1);

            b0 = TLanes.RotateLeft(TLanes.Xor(e01, d1), 1);
            b1 = TLanes.RotateLeft(TLanes.Xor(e07, d2), 6);
            b2 = TLanes.RotateLeft(TLanes.Xor(e13, d3), 25);
            b3 = TLanes.RotateLeft(TLanes.Xor(e19, d4), 8);
            b4 = TLanes.RotateLeft(TLanes.Xor(e20, d0), 18);
            a10 = TLanes.Chi(b0, b1, b2);
            a11 = TLanes.Chi(b1, b2, b3);
            a12 = TLanes.Chi(b2, b3, b4);
            a13 = TLanes.Chi(b3, b4, b0);
            a14 = TLanes.Chi(b4, b0, b1);

            b0 = TLanes.RotateLeft(TLanes.Xor(e04, d4), 27);
            b1 = TLanes.RotateLeft(TLanes.Xor(e05, d0), 36);
            b2 = TLanes.RotateLeft(TLanes.Xor(e11, d1), 10);
            b3 = TLanes.RotateLeft(TLanes.Xor(e17, d2), 15);
            b4 = TLanes.RotateLeft(TLanes.Xor(e23, d3), 56);
            a15 = TLanes.Chi(b0, b1, b2);
            a16 = TLanes.Chi(b1, b2, b3);
            a17 = TLanes.Chi(b2, b3, b4);
            a18 = TLanes.Chi(b3, b4, b0);
            a19 = TLanes.Chi(b4, b0, b1);

            b0 = TLanes.RotateLeft(TLanes.Xor(e02, d2), 62);
            b1 = TLanes.RotateLeft(TLanes.Xor(e08, d3), 55);
            b2 = TLanes.RotateLeft(TLanes.Xor(e14, d4), 39);
            b3 = TLanes.RotateLeft(TLanes.Xor(e15, d0), 41);
            b4 = TLanes.RotateLeft(TLanes.Xor(e21, d1), 2);
            a20 = TLanes.Chi(b0, b1, b2);
            a21 = TLanes.Chi(b1, b2, b3);
            a22 = TLanes.Chi(b2, b3, b4);
            a23 = TLanes.Chi(b3, b4, b0);
            a24 = TLanes.Chi(b4, b0, b1);
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
