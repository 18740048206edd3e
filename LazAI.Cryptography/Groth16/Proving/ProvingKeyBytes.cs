using System.Buffers.Binary;
using LazAI.Cryptography.R1cs;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>
/// The canonical form of a proving key. Numbers are little-endian: "lzpk", and of 32 bits the version 1, wires, public signals, domain size,
/// rows, entries of A and of B; points as <see cref="PointWords"/> has them, alpha, beta, delta, beta, gamma, delta of G2, IC, A, B1, B2, C,
/// H; then of A and of B where each row ends, the columns, the coefficients.
/// </summary>
internal static class ProvingKeyBytes
{
    private const int HeaderLength = 8 * sizeof(uint);
    private const uint Version = 1;
    private const int SinglesLength = 3 * (PointWords.G1Size + PointWords.G2Size);
    private const int EntryLength = sizeof(uint) + PointWords.WordSize;

    private static ReadOnlySpan<byte> Magic => "lzpk"u8;

    public static int Length(ProvingKeyParts parts) => checked((int)Length(
        (uint)parts.Wires,
        (uint)parts.DomainSize,
        (uint)parts.MatrixA.Rows,
        (ulong)parts.MatrixA.Columns.Length + (ulong)parts.MatrixB.Columns.Length));

    public static Bytes32 Hash(ProvingKeyParts parts) => Keccak256.Hash(Write(parts));

    public static byte[] Write(ProvingKeyParts parts)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(Length(parts));
        Magic.CopyTo(bytes);
        uint[] header =
        [
            Version, (uint)parts.Wires, (uint)parts.PublicSignals, (uint)parts.DomainSize, (uint)parts.MatrixA.Rows,
            (uint)parts.MatrixA.Columns.Length, (uint)parts.MatrixB.Columns.Length,
        ];
        for (var i = 0; i < header.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(sizeof(uint) * (i + 1)), header[i]);
        }

        var rest = bytes.AsSpan(HeaderLength);
        rest = Write([parts.Alpha1, parts.Beta1, parts.Delta1], rest);
        rest = Write([parts.Beta2, parts.Gamma2, parts.Delta2], rest);
        rest = Write(parts.Ic, rest);
        rest = Write(parts.A, rest);
        rest = Write(parts.B1, rest);
        rest = Write(parts.B2, rest);
        rest = Write(parts.C, rest);
        rest = Write(parts.H, rest);
        rest = Write(parts.MatrixA, rest);
        Write(parts.MatrixB, rest);
        return bytes;
    }

    /// <summary>Reads, and checks all but the points' places. The length is that of the header's numbers before anything is allocated.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ProvingKeyParts parts, out ProvingKeyRefusal refusal)
    {
        parts = null!;
        refusal = bytes.Length > ProvingKey.LengthMaximum ? ProvingKeyRefusal.TooLong
            : bytes.Length < HeaderLength ? ProvingKeyRefusal.WrongLength
            : !bytes.StartsWith(Magic) || Number(bytes, 1) != Version ? ProvingKeyRefusal.WrongFormat
            : !ProvingKey.AreInRange(Number(bytes, 2), Number(bytes, 3), Number(bytes, 4), Number(bytes, 5)) ? ProvingKeyRefusal.CountOutOfRange
            : ProvingKeyRefusal.None;
        if (refusal != ProvingKeyRefusal.None)
        {
            return false;
        }

        var (wires, signals, domainSize, rows) = ((int)Number(bytes, 2), (int)Number(bytes, 3), (int)Number(bytes, 4), (int)Number(bytes, 5));
        if ((ulong)bytes.Length != Length((uint)wires, (uint)domainSize, (uint)rows, (ulong)Number(bytes, 6) + Number(bytes, 7)))
        {
            refusal = ProvingKeyRefusal.WrongLength;
            return false;
        }

        var (entriesA, entriesB) = ((int)Number(bytes, 6), (int)Number(bytes, 7));
        bytes = bytes[HeaderLength..];
        var (singles, singlesOfTwist) = (new G1Point[3], new G2Point[3]);
        var (ic, a, b1, c) = (new G1Point[signals + 1], new G1Point[wires], new G1Point[wires], new G1Point[wires - signals - 1]);
        var (b2, h) = (new G2Point[wires], new G1Point[domainSize]);
        if (!TryRead(ref bytes, singles) || !TryRead(ref bytes, singlesOfTwist) || !TryRead(ref bytes, ic) || !TryRead(ref bytes, a)
            || !TryRead(ref bytes, b1) || !TryRead(ref bytes, b2) || !TryRead(ref bytes, c) || !TryRead(ref bytes, h))
        {
            refusal = ProvingKeyRefusal.CoordinateNotBelowModulus;
            return false;
        }

        if (!TryRead(ref bytes, rows, wires, entriesA, out var matrixA, out refusal)
            || !TryRead(ref bytes, rows, wires, entriesB, out var matrixB, out refusal))
        {
            return false;
        }

        parts = new()
        {
            PublicSignals = signals,
            MatrixA = matrixA,
            MatrixB = matrixB,
            Alpha1 = singles[0],
            Beta1 = singles[1],
            Delta1 = singles[2],
            Beta2 = singlesOfTwist[0],
            Gamma2 = singlesOfTwist[1],
            Delta2 = singlesOfTwist[2],
            Ic = ic,
            A = a,
            B1 = b1,
            B2 = b2,
            C = c,
            H = h,
        };
        return true;
    }

    // IC and C together have a point for every wire.
    private static ulong Length(uint wires, uint domainSize, uint rows, ulong entries) =>
        HeaderLength + SinglesLength
        + PointWords.G1Size * (3UL * wires + domainSize) + PointWords.G2Size * (ulong)wires
        + sizeof(uint) * 2UL * rows + EntryLength * entries;

    private static uint Number(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[(sizeof(uint) * index)..]);

    private static Span<byte> Write(scoped ReadOnlySpan<G1Point> points, Span<byte> bytes)
    {
        foreach (ref readonly var point in points)
        {
            PointWords.Write(in point, Fp.One, bytes);
            bytes = bytes[PointWords.G1Size..];
        }

        return bytes;
    }

    private static Span<byte> Write(scoped ReadOnlySpan<G2Point> points, Span<byte> bytes)
    {
        foreach (ref readonly var point in points)
        {
            PointWords.Write(in point, Fp.One, bytes);
            bytes = bytes[PointWords.G2Size..];
        }

        return bytes;
    }

    private static Span<byte> Write(SparseMatrix matrix, Span<byte> bytes)
    {
        foreach (var end in matrix.RowStarts.AsSpan()[1..])
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, end);
            bytes = bytes[sizeof(uint)..];
        }

        foreach (var column in matrix.Columns)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, column);
            bytes = bytes[sizeof(uint)..];
        }

        foreach (var coefficient in matrix.Coefficients)
        {
            PointWords.Write(in coefficient, bytes);
            bytes = bytes[PointWords.WordSize..];
        }

        return bytes;
    }

    private static bool TryRead(ref ReadOnlySpan<byte> bytes, Span<G1Point> points)
    {
        var read = true;
        foreach (ref var point in points)
        {
            read &= PointWords.TryReadG1(bytes, out point);
            bytes = bytes[PointWords.G1Size..];
        }

        return read;
    }

    private static bool TryRead(ref ReadOnlySpan<byte> bytes, Span<G2Point> points)
    {
        var read = true;
        foreach (ref var point in points)
        {
            read &= PointWords.TryReadG2(bytes, out point);
            bytes = bytes[PointWords.G2Size..];
        }

        return read;
    }

    // Rows in order, columns ascending in each, no zero: there is one form of a matrix.
    private static bool TryRead(
        ref ReadOnlySpan<byte> bytes, int rows, int wires, int entries, out SparseMatrix matrix, out ProvingKeyRefusal refusal)
    {
        matrix = null!;
        var (starts, columns, values) = (new int[rows + 1], new int[entries], new Fr[entries]);
        for (var row = 0; row < rows; row++, bytes = bytes[sizeof(uint)..])
        {
            var end = BinaryPrimitives.ReadInt32LittleEndian(bytes);
            if (end < starts[row] || end > entries)
            {
                refusal = ProvingKeyRefusal.CoefficientOutOfPlace;
                return false;
            }

            starts[row + 1] = end;
        }

        if (starts[rows] != entries)
        {
            refusal = ProvingKeyRefusal.CoefficientOutOfPlace;
            return false;
        }

        for (var i = 0; i < entries; i++, bytes = bytes[sizeof(uint)..])
        {
            columns[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        }

        for (var row = 0; row < rows; row++)
        {
            for (var i = starts[row]; i < starts[row + 1]; i++)
            {
                if ((uint)columns[i] >= (uint)wires)
                {
                    refusal = ProvingKeyRefusal.CoefficientOutOfPlace;
                    return false;
                }

                if (i > starts[row] && columns[i] <= columns[i - 1])
                {
                    refusal = ProvingKeyRefusal.NotCanonical;
                    return false;
                }
            }
        }

        for (var i = 0; i < entries; i++, bytes = bytes[PointWords.WordSize..])
        {
            if (!PointWords.TryRead(bytes, out values[i]))
            {
                refusal = ProvingKeyRefusal.ScalarNotBelowOrder;
                return false;
            }

            if (values[i].IsZero)
            {
                refusal = ProvingKeyRefusal.NotCanonical;
                return false;
            }
        }

        matrix = new([.. starts], [.. columns], [.. values]);
        refusal = ProvingKeyRefusal.None;
        return true;
    }
}
