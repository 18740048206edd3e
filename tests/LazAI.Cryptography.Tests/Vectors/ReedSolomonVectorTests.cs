using System.Text.Json;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.ErasureCoding;
using LazAI.Cryptography.Polynomials;
using LazAI.Cryptography.Tests.ErasureCoding;
using LazAI.Testing.Vectors;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;

namespace LazAI.Cryptography.Tests.Vectors;

/// <summary>
/// The vectors know two rules for a line. The square uses <c>bit_reversed</c>, EIP-7594's; with <c>coset_append</c> both halves are
/// in natural order, and the numbers are the same.
/// </summary>
public class ReedSolomonVectorTests
{
    private const string Family = "crypto/reed-solomon";

    private const string Extended = "extended_128x128_bit_reversed.bin.gz";

    // What patterns are erased from; they do not depend on the numbers.
    private static readonly Lazy<byte[]> _extended = new(() => File.Exists(Path.Combine(VectorSuite.Root, Family, Extended))
        ? new VectorFile(Family, Extended, 1).ReadBytes()
        : Squares.Random(seed: 1));

    [VectorTheory]
    [VectorFiles("crypto/reed-solomon")]
    public void ReedSolomon_EveryVectorOfFile_Holds(string file) => VectorRun.EachCase(Family, file, vector =>
    {
        if (vector.Has("erased_bitmap_base64"))
        {
            ErasurePattern(vector);
        }
        else if (vector.GetProperty("input")[0].ValueKind == JsonValueKind.Array)
        {
            Matrix(vector);
        }
        else
        {
            Assert.Equal(Line(vector.GetProperty("extended")), Extend(Line(vector.GetProperty("input")), vector.Text("convention")));
        }
    });

    [VectorFact(Family, Extended)]
    public void ExtendedDataSquare_OfTheVectorsMatrix_IsTheVectorsSquare()
    {
        var matrix = new VectorFile(Family, "matrix_64x64.bin.gz", 1).ReadBytes();
        Assert.Equal(ExtensionRefusal.None, ExtendedDataSquare.Extend(matrix, out var square));
        var chunks = new byte[ExtendedDataSquare.ByteSize];
        square!.CopyTo(chunks);
        Assert.Equal(_extended.Value, chunks);
        Assert.Equal(ExtensionRefusal.None, ExtendedDataSquare.CheckParity(chunks));
    }

    private static void ErasurePattern(JsonElement vector)
    {
        var erased = Convert.FromBase64String(vector.Text("erased_bitmap_base64"));
        var (chunks, known) = (_extended.Value.ToArray(), ChunkSet.All());
        for (var i = 0; i < SamplingPlan.Chunks; i++)
        {
            if ((erased[i / 8] >> (7 - i % 8) & 1) != 0)
            {
                known[i / ExtendedDataSquare.Size, i % ExtendedDataSquare.Size] = false;
                chunks.AsSpan(i * ExtendedDataSquare.ChunkSize, ExtendedDataSquare.ChunkSize).Fill(0xff);
            }
        }

        Assert.Equal(vector.GetProperty("erased_count").GetInt32(), SamplingPlan.Chunks - known.Count);
        var refusal = ExtendedDataSquare.Recover(chunks, known, out var square, out var lost);
        var isRecoverable = vector.GetProperty("recoverable_by_row_column_peeling").GetBoolean();
        Assert.Equal(isRecoverable ? ExtensionRefusal.None : ExtensionRefusal.Unrecoverable, refusal);
        Assert.Equal(vector.GetProperty("cells_left_erased").GetInt32(), lost.Count);
        if (isRecoverable)
        {
            square!.CopyTo(chunks);
            Assert.Equal(_extended.Value, chunks);
        }
    }

    private static void Matrix(JsonElement vector)
    {
        var convention = vector.Text("convention");
        Fr[][] input = [.. vector.GetProperty("input").EnumerateArray().Select(Line)];
        Fr[][] extended = [.. vector.GetProperty("extended").EnumerateArray().Select(Line)];
        Fr[][] Rows(Fr[][] matrix) => [.. matrix.Select(row => Extend(row, convention))];
        Assert.Equal(extended, Transpose(Rows(Transpose(Rows(input)))));
        Assert.Equal(extended, Rows(Transpose(Rows(Transpose(input)))));
    }

    private static Fr[] Extend(Fr[] data, string convention)
    {
        var isNatural = convention == "coset_append";
        Assert.True(isNatural || convention == "bit_reversed", convention);
        var domain = ScalarDomain.OfSize(2 * data.Length);
        var extension = data.ToArray();
        Permute();
        domain.Interpolate(extension);
        domain.Evaluate(extension, block: 1);
        Permute();
        return [.. data, .. extension];

        void Permute()
        {
            if (isNatural)
            {
                BitReversal.Permute<Fr>(extension);
            }
        }
    }

    private static Fr[][] Transpose(Fr[][] matrix) => [.. Enumerable.Range(0, matrix[0].Length).Select(i => matrix.Select(row => row[i]).ToArray())];

    private static Fr[] Line(JsonElement line) => [.. line.EnumerateArray().Select(item =>
    {
        Assert.True(Fr.TryRead(VectorJson.Bytes(item.GetString()!), out var element));
        return element;
    })];
}
