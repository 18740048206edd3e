using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.Kzg;
using LazAI.Cryptography.Polynomials;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;

namespace LazAI.Cryptography.ErasureCoding;

/// <summary>
/// Decodes rows and columns in turns. What it cannot restore, nobody could without more chunks by the same means: the set that
/// is left does not depend on the order.
/// </summary>
internal sealed class SquareRecovery(Fr[] values, ChunkSet lost)
{
    private const int Size = ExtendedDataSquare.Size;

    private readonly ErasureDecoder<Fr> _decoder = new(KzgSettings.Domain, Size);
    private readonly bool[] _known = new bool[Size];
    private readonly Fr[] _line = new Fr[Size];

    /// <summary>Fills in the lost values and takes them out of the set.</summary>
    public ExtensionRefusal Run()
    {
        for (var before = -1; lost.Count > 0 && before != lost.Count;)
        {
            before = lost.Count;
            for (var row = 0; row < Size; row++)
            {
                if (!DecodeLine(row, isColumn: false))
                {
                    return ExtensionRefusal.Inconsistent;
                }
            }

            for (var column = 0; column < Size; column++)
            {
                if (!DecodeLine(column, isColumn: true))
                {
                    return ExtensionRefusal.Inconsistent;
                }
            }
        }

        return lost.Count > 0 ? ExtensionRefusal.Unrecoverable
            : IsExtended() ? ExtensionRefusal.None
            : ExtensionRefusal.Inconsistent;
    }

    // False if the line's known values cannot be right; true, too, if there is nothing to do or too little known.
    private bool DecodeLine(int index, bool isColumn)
    {
        var missing = 0;
        for (var i = 0; i < Size; i++)
        {
            _known[i] = isColumn ? !lost[i, index] : !lost[index, i];
            _line[i] = values[isColumn ? i * Size + index : index * Size + i];
            missing += _known[i] ? 0 : 1;
        }

        if (missing == 0 || !_decoder.Prepare(_known))
        {
            return true;
        }

        if (!_decoder.TryDecode(_line))
        {
            return false;
        }

        KzgSettings.Domain.Evaluate(_line);
        for (var i = 0; i < Size; i++)
        {
            if (!_known[i])
            {
                values[isColumn ? i * Size + index : index * Size + i] = _line[i];
                lost[isColumn ? i : index, isColumn ? index : i] = false;
            }
        }

        return true;
    }

    // Whether all follows from the upper left quadrant.
    private bool IsExtended()
    {
        using var extended = new Scratch<Fr>(values.Length);
        values.CopyTo(extended.Span);
        SquareTransform.Extend(extended.Span);
        return extended.Span.SequenceEqual(values);
    }
}
