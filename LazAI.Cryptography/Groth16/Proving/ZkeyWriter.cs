using System.Buffers.Binary;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.R1cs;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>Writes what <see cref="ZkeyReader"/> reads, in snarkjs's order, with an empty record of the ceremony.</summary>
internal static class ZkeyWriter
{
    private const int WordSize = PointWords.WordSize;

    // Hash of the circuit, which starts the record, and no contributions.
    private const int RecordLength = 64 + sizeof(uint);

    private static readonly Fp _radix = PointWords.Radix<Fp>();
    private static readonly Fr _radixSquared = Fr.Square(PointWords.Radix<Fr>());

    public static byte[] Write(ProvingKeyParts parts) => SectionFile.Write(
        "zkey",
        version: 1,
        [
            (1, [1, 0, 0, 0]),
            (2, Header(parts)),
            (3, Points(parts.Ic)),
            (4, Coefficients(parts)),
            (5, Points(parts.A)),
            (6, Points(parts.B1)),
            (7, Points(parts.B2)),
            (8, Points(parts.C)),
            (9, Points(parts.H)),
            (10, new byte[RecordLength]),
        ]);

    /// <summary>The field's size and modulus.</summary>
    public static byte[] Prime<T>()
        where T : unmanaged, IPrimeField<T>
    {
        var bytes = new byte[sizeof(uint) + WordSize];
        bytes[0] = WordSize;
        T.Modulus.TryWriteBytes(bytes.AsSpan(sizeof(uint)), out _, isUnsigned: true);
        return bytes;
    }

    private static byte[] Header(ProvingKeyParts parts)
    {
        var counts = new byte[3 * sizeof(uint)];
        BinaryPrimitives.WriteInt32LittleEndian(counts, parts.Wires);
        BinaryPrimitives.WriteInt32LittleEndian(counts.AsSpan(4), parts.PublicSignals);
        BinaryPrimitives.WriteInt32LittleEndian(counts.AsSpan(8), parts.DomainSize);
        return
        [
            .. Prime<Fp>(), .. Prime<Fr>(), .. counts,
            .. Points([parts.Alpha1, parts.Beta1]), .. Points([parts.Beta2, parts.Gamma2]),
            .. Points([parts.Delta1]), .. Points([parts.Delta2]),
        ];
    }

    private static byte[] Points(ReadOnlySpan<G1Point> points)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(checked(PointWords.G1Size * points.Length));
        for (var i = 0; i < points.Length; i++)
        {
            PointWords.Write(in points[i], in _radix, bytes.AsSpan(PointWords.G1Size * i));
        }

        return bytes;
    }

    private static byte[] Points(ReadOnlySpan<G2Point> points)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(checked(PointWords.G2Size * points.Length));
        for (var i = 0; i < points.Length; i++)
        {
            PointWords.Write(in points[i], in _radix, bytes.AsSpan(PointWords.G2Size * i));
        }

        return bytes;
    }

    // Row by row, A's entries before B's.
    private static byte[] Coefficients(ProvingKeyParts parts)
    {
        const int Length = 3 * sizeof(uint) + WordSize;
        SparseMatrix[] matrices = [parts.MatrixA, parts.MatrixB];
        var count = matrices.Sum(matrix => matrix.Columns.Length);
        var bytes = GC.AllocateUninitializedArray<byte>(checked(sizeof(uint) + Length * count));
        BinaryPrimitives.WriteInt32LittleEndian(bytes, count);
        var rest = bytes.AsSpan(sizeof(uint));
        for (var row = 0; row < parts.MatrixA.Rows; row++)
        {
            for (var m = 0; m < matrices.Length; m++)
            {
                for (var i = matrices[m].RowStarts[row]; i < matrices[m].RowStarts[row + 1]; i++)
                {
                    BinaryPrimitives.WriteInt32LittleEndian(rest, m);
                    BinaryPrimitives.WriteInt32LittleEndian(rest[4..], row);
                    BinaryPrimitives.WriteInt32LittleEndian(rest[8..], matrices[m].Columns[i]);
                    PointWords.Write(matrices[m].Coefficients[i] * _radixSquared, rest[12..]);
                    rest = rest[Length..];
                }
            }
        }

        return bytes;
    }
}
