using System.Collections.Immutable;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Poseidon;
using LazAI.Cryptography.R1cs.Gadgets;

namespace LazAI.Cryptography.R1cs.Circuits;

/// <summary>Records of a data set: a fixed number of columns, each a number of so many bits at most, one of them the label.</summary>
/// <remarks>
/// A record's leaf in a <see cref="PoseidonMerkleTree"/> is Poseidon over the columns, packed into elements of 248 bits, with a hash of the
/// schema as the state's first word: so no leaf is a node, whose first word is 0, or a leaf of another schema. Places without a record hold
/// 0, which is the hash of no record that anyone could find.
/// </remarks>
public sealed class RecordSchema
{
    /// <summary>Bits of a column at most.</summary>
    public const int ColumnBitsMaximum = 64;

    private const string Tag = "lazai.records";

    // For each element, the columns in it.
    private readonly ImmutableArray<Range> _elements;

    /// <exception cref="ArgumentException">A column has no bits or too many, there are too many, or the label is none of them.</exception>
    public RecordSchema(ImmutableArray<int> columnBits, int labelColumn)
    {
        if (columnBits.IsDefaultOrEmpty || columnBits.Any(bits => bits is < 1 or > ColumnBitsMaximum) || labelColumn < 0 || labelColumn >= columnBits.Length)
        {
            throw new ArgumentException("The columns of a schema are out of bounds.", nameof(columnBits));
        }

        (ColumnBits, LabelColumn) = (columnBits, labelColumn);
        _elements = Elements(columnBits);
        if (_elements.Length > PoseidonHash.InputsMaximum)
        {
            throw new ArgumentException("A record has too many bits.", nameof(columnBits));
        }

        Id = PoseidonListHash.Hash(Tag, [new((ulong)labelColumn), .. columnBits.Select(bits => new Bn254Scalar((ulong)bits))]);
    }

    /// <summary>Bits of each column.</summary>
    public ImmutableArray<int> ColumnBits { get; }

    /// <summary>Which column is the label.</summary>
    public int LabelColumn { get; }

    /// <summary>A hash of all this, which every leaf begins with: a root is one of records of this schema.</summary>
    public Bn254Scalar Id { get; }

    /// <summary>Whether a record has these columns and no number has too many bits.</summary>
    public bool Fits(ImmutableArray<ulong> record) =>
        !record.IsDefault && record.Length == ColumnBits.Length
        && record.Zip(ColumnBits).All(column => column.Second == 64 || column.First >> column.Second == 0);

    /// <summary>The leaf of a record.</summary>
    /// <exception cref="ArgumentException">It is none of this schema.</exception>
    public Bn254Scalar Leaf(ImmutableArray<ulong> record)
    {
        if (!Fits(record))
        {
            throw new ArgumentException("A record has one number in range for each column.", nameof(record));
        }

        Bn254Scalar leaf = default;
        var elements = Pack(i => new Bn254Scalar(record[i]), (sum, number, factor) => sum + number * factor);
        PoseidonHash.Hash(elements.AsSpan(), Id, new Span<Bn254Scalar>(ref leaf));
        return leaf;
    }

    /// <summary>The tree of records, from index 0 on.</summary>
    /// <exception cref="ArgumentException">A record is none of this schema.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The tree does not hold so many.</exception>
    public PoseidonMerkleTree Tree(int depth, ImmutableArray<ImmutableArray<ulong>> records) =>
        new(depth, [.. records.Select(Leaf)]);

    /// <summary>The leaf of a record in a circuit, and its packed elements. <b>The columns' ranges have been checked.</b></summary>
    internal (LinearCombination Leaf, ImmutableArray<LinearCombination> Elements) Leaf(CircuitBuilder builder, ImmutableArray<LinearCombination> columns)
    {
        var elements = Pack(i => columns[i], (sum, number, factor) => sum + number * factor);
        return (PoseidonGadget.Permute(builder, Id, elements.AsSpan())[0], elements);
    }

    private static ImmutableArray<Range> Elements(ImmutableArray<int> columnBits)
    {
        var elements = ImmutableArray.CreateBuilder<Range>();
        var (first, bits) = (0, 0);
        for (var column = 0; column < columnBits.Length; column++)
        {
            if (bits + columnBits[column] > PackingGadget.ElementBits)
            {
                elements.Add(first..column);
                (first, bits) = (column, 0);
            }

            bits += columnBits[column];
        }

        elements.Add(first..columnBits.Length);
        return elements.DrainToImmutable();
    }

    // One description of the packing for numbers and for wires.
    private ImmutableArray<T> Pack<T>(Func<int, T> column, Func<T, T, Bn254Scalar, T> addScaled) =>
    [
        .. _elements.Select(range =>
        {
            var (first, count) = range.GetOffsetAndLength(ColumnBits.Length);
            var (sum, factor) = (column(first), BitsGadget.PowerOfTwo(ColumnBits[first]));
            for (var i = first + 1; i < first + count; i++)
            {
                sum = addScaled(sum, column(i), factor);
                factor *= BitsGadget.PowerOfTwo(ColumnBits[i]);
            }

            return sum;
        }),
    ];
}
