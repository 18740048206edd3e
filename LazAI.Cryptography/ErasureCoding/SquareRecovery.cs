using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Kzg;
using LazAI.Cryptography.Polynomials;
using LazAI.Cryptography.Polynomials.Lanes;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;

namespace LazAI.Cryptography.ErasureCoding;

/// <summary>
/// Decodes rows and columns in turns. What it cannot restore, nobody could without more chunks by the same means: the set that
/// is left does not depend on the order.
/// </summary>
internal sealed class SquareRecovery(Fr[] values, ChunkSet lost)
{
    private const int Size = ExtendedDataSquare.Size;

    private readonly ErasureDecoder<ScalarModulus> _decoder = new(KzgSettings.Transform, Size);

    /// <summary>Fills in the lost values and takes them out of the set.</summary>
    public ExtensionRefusal Run()
    {
        for (var before = -1; lost.Count > 0 && before != lost.Count;)
        {
            before = lost.Count;
            if (!DecodeLines(isColumn: false) || !DecodeLines(isColumn: true))
            {
                return ExtensionRefusal.Inconsistent;
            }
        }

        return lost.Count > 0 ? ExtensionRefusal.Unrecoverable
            : IsExtended() ? ExtensionRefusal.None
            : ExtensionRefusal.Inconsistent;
    }

    // All rows, or all columns, that can be decoded; those that lack the same chunks together. False if known values cannot be right.
    private bool DecodeLines(bool isColumn)
    {
        var groups = Enumerable.Range(0, Size)
            .GroupBy(line => LostIn(line, isColumn))
            .Where(group => group.Key != UInt128.Zero && UInt128.PopCount(group.Key) <= Size / 2);
        foreach (var group in groups)
        {
            if (!DecodeGroup([.. group], group.Key, isColumn))
            {
                return false;
            }
        }

        return true;
    }

    private bool DecodeGroup(int[] lines, UInt128 missing, bool isColumn)
    {
        Span<bool> known = stackalloc bool[Size];
        for (var i = 0; i < Size; i++)
        {
            known[i] = (missing >> i & 1) == 0;
        }

        _decoder.Prepare(known);
        using var scratch = new Scratch<Fr>(lines.Length * Size);
        for (var i = 0; i < scratch.Span.Length; i++)
        {
            scratch.Span[i] = values[Index(lines[i / Size], i % Size, isColumn)];
        }

        var rows = Lines.Rows(lines.Length, Size, Size);
        if (!_decoder.TryDecode(scratch.Span, rows))
        {
            return false;
        }

        KzgSettings.Transform.Evaluate(scratch.Span, rows);
        for (var i = 0; i < scratch.Span.Length; i++)
        {
            if (!known[i % Size])
            {
                var index = Index(lines[i / Size], i % Size, isColumn);
                values[index] = scratch.Span[i];
                lost[index / Size, index % Size] = false;
            }
        }

        return true;
    }

    // A bit for each chunk of a line that is lost.
    private UInt128 LostIn(int line, bool isColumn)
    {
        var bits = UInt128.Zero;
        for (var i = 0; i < Size; i++)
        {
            var index = Index(line, i, isColumn);
            bits |= lost[index / Size, index % Size] ? UInt128.One << i : 0;
        }

        return bits;
    }

    private static int Index(int line, int item, bool isColumn) => isColumn ? item * Size + line : line * Size + item;

    // Whether all follows from the upper left quadrant.
    private bool IsExtended()
    {
        using var extended = new Scratch<Fr>(values.Length);
        values.CopyTo(extended.Span);
        SquareTransform.Extend(extended.Span);
        return extended.Span.SequenceEqual(values);
    }
}
