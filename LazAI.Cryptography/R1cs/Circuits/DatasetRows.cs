using System.Collections.Immutable;
using LazAI.Cryptography.R1cs.Gadgets;

namespace LazAI.Cryptography.R1cs.Circuits;

/// <summary>The places of a data set in a circuit: range-checked, and empty in every respect where there is no record.</summary>
internal sealed class DatasetRows
{
    /// <param name="capacity">How many places.</param>
    /// <param name="records">Those from the first place on, where there are values.</param>
    public DatasetRows(CircuitBuilder builder, RecordSchema schema, int capacity, ImmutableArray<ImmutableArray<ulong>>? records)
    {
        var isPresent = ImmutableArray.CreateBuilder<LinearCombination>(capacity);
        var columns = ImmutableArray.CreateBuilder<ImmutableArray<LinearCombination>>(capacity);
        var leaves = ImmutableArray.CreateBuilder<LinearCombination>(capacity);
        for (var place = 0; place < capacity; place++)
        {
            ulong? ValueOf(int column) => records is { } all ? place < all.Length ? all[place][column] : 0 : null;
            var flag = builder.PrivateInput(DatasetCircuit.Scalar(records is { } given ? place < given.Length ? 1UL : 0 : null));
            BitsGadget.AssertBoolean(builder, flag, "flag");
            ImmutableArray<LinearCombination> row =
                [.. schema.ColumnBits.Select((bits, column) => Column(builder, ValueOf(column), bits))];
            var (leaf, elements) = schema.Leaf(builder, row);
            foreach (var element in elements)
            {
                builder.Constrain(1 - flag, element, LinearCombination.Zero, "empty place");
            }

            isPresent.Add(flag);
            columns.Add(row);
            leaves.Add(builder.Multiply(flag, leaf));
        }

        (IsPresent, Columns, Leaves) = (isPresent.MoveToImmutable(), columns.MoveToImmutable(), leaves.MoveToImmutable());
    }

    /// <summary>1 where there is a record, 0 where there is none.</summary>
    public ImmutableArray<LinearCombination> IsPresent { get; }

    /// <summary>Each place's columns, all 0 where there is no record.</summary>
    public ImmutableArray<ImmutableArray<LinearCombination>> Columns { get; }

    /// <summary>Each place's leaf, 0 where there is no record.</summary>
    public ImmutableArray<LinearCombination> Leaves { get; }

    /// <summary>How many records there are.</summary>
    public LinearCombination Count => LinearCombination.Sum(IsPresent);

    /// <summary>The sum of a column.</summary>
    public LinearCombination Sum(int column) => LinearCombination.Sum(Columns.Select(row => row[column]));

    /// <summary>A private column in its range.</summary>
    public static LinearCombination Column(CircuitBuilder builder, ulong? value, int bits)
    {
        var column = builder.PrivateInput(DatasetCircuit.Scalar(value));
        BitsGadget.AssertInRange(builder, column, bits, "column");
        return column;
    }
}
