using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;

namespace LazAI.Cryptography.Bls12381.Lanes;

/// <summary>The walk of <see cref="G2SecretMultiplication"/> in rows, with formulas that have no special cases.</summary>
/// <remarks>
/// Constant-time: the same operations follow one another for every number, the whole table is read for each digit, and no double that
/// a secret goes into is ever subnormal (<see cref="RowG2Point{TLane}"/>).
/// </remarks>
internal static class RowG2SecretMultiplication<TLane>
    where TLane : unmanaged, ILanePairs<TLane, Fp>
{
    private const int TableSize = G2SecretMultiplication.TableSize;

    /// <summary>The multiple of which the columns are the digits.</summary>
    [SkipLocalsInit]
    public static AffinePoint<Fp2, G2Curve> Multiply(in JacobianPoint<Fp2, G2Curve> point, ReadOnlySpan<byte> columns)
    {
        Span<RowG2Point<TLane>> table = stackalloc RowG2Point<TLane>[TableSize];
        FillTable(in point, table);
        Look(table, columns[^1], out var sum);
        for (var i = columns.Length - 2; i >= 0; i--)
        {
            RowG2Point<TLane>.Double(ref sum);
            Look(table, columns[i], out var addend);
            RowG2Point<TLane>.Add(out sum, in sum, in addend);
        }

        return sum.ToProjective().ToAffine();
    }

    // [1 + u_1 X + u_2 X^2 + u_3 X^3]P at the index of the bits u. ψ is x = -X.
    private static void FillTable(in JacobianPoint<Fp2, G2Curve> point, Span<RowG2Point<TLane>> table)
    {
        table[0] = new(in point);
        var power = table[0];
        for (var count = 1; count < TableSize; count *= 2)
        {
            power = -RowG2Point<TLane>.Psi(in power);
            for (var i = 0; i < count; i++)
            {
                RowG2Point<TLane>.Add(out table[count + i], in table[i], in power);
            }
        }
    }

    // Reads the whole table, a vector at a time.
    private static void Look(ReadOnlySpan<RowG2Point<TLane>> table, byte column, out RowG2Point<TLane> point)
    {
        var vectors = MemoryMarshal.Cast<RowG2Point<TLane>, Vector512<long>>(table);
        var size = vectors.Length / TableSize;
        var index = Vector512.Create((long)column & (TableSize - 1));
        point = default;
        var words = MemoryMarshal.Cast<RowG2Point<TLane>, Vector512<long>>(new Span<RowG2Point<TLane>>(ref point));
        for (var i = 0; i < TableSize; i++)
        {
            var mask = Vector512.Equals(index, Vector512.Create((long)i));
            for (var j = 0; j < words.Length; j++)
            {
                words[j] |= vectors[i * size + j] & mask;
            }
        }

        point.Y *= 1 - 2 * (column / TableSize);
    }
}
