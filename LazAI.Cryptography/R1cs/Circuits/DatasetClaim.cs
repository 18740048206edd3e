using System.Collections.Immutable;

namespace LazAI.Cryptography.R1cs.Circuits;

/// <summary>What a <see cref="DatasetCircuit"/> proves of all records of a data set. Bounds are public inputs, so one circuit serves all bounds.</summary>
/// <param name="Kind">What is claimed.</param>
/// <param name="Column">Of which column, where the kind has one.</param>
/// <param name="LabelCount">How many labels the set has, where the kind has one; to claim fewer, repeat one.</param>
public sealed record DatasetClaim(DatasetClaimKind Kind, int Column = 0, int LabelCount = 0)
{
    /// <summary>Labels of a set at most.</summary>
    public const int LabelCountMaximum = 64;

    /// <summary>How many public inputs the claim has.</summary>
    public int BoundCount => Kind switch
    {
        DatasetClaimKind.LabelsWithin => LabelCount,
        DatasetClaimKind.SumWithin or DatasetClaimKind.MeanWithin => 2,
        _ => 1,
    };

    internal bool IsFor(RecordSchema schema) =>
        Enum.IsDefined(Kind) && Column >= 0 && Column < schema.ColumnBits.Length
        && (Kind != DatasetClaimKind.LabelsWithin || LabelCount is >= 1 and <= LabelCountMaximum);
}

/// <summary>See <see cref="DatasetClaim"/>. What is said of every record is true of no records; add <see cref="CountAtLeast"/> where that matters.</summary>
public enum DatasetClaimKind
{
    /// <summary>There are so many records or more. Equal records at different places count each.</summary>
    CountAtLeast = 1,

    /// <summary>Every record's label is one of these.</summary>
    LabelsWithin = 2,

    /// <summary>A column's sum is not below the first and not above the second bound.</summary>
    SumWithin = 3,

    /// <summary>There are records, and a column's mean is not below the first and not above the second bound.</summary>
    MeanWithin = 4,

    /// <summary>No number of a column is below the bound.</summary>
    MinimumAtLeast = 5,

    /// <summary>No number of a column is above the bound.</summary>
    MaximumAtMost = 6,
}

/// <summary>What the prover of claims gives.</summary>
/// <param name="Records">The records, in the order of the tree's leaves.</param>
/// <param name="Bounds">For each claim its bounds.</param>
public sealed record DatasetAssignment(ImmutableArray<ImmutableArray<ulong>> Records, ImmutableArray<ImmutableArray<ulong>> Bounds);
