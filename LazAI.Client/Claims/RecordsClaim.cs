using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using LazAI.Cryptography;
using LazAI.Cryptography.R1cs.Circuits;
using LazAI.Protocol.Encoding;

namespace LazAI.Client.Claims;

/// <summary>A column of a data set's records.</summary>
/// <param name="Name">For people: letters, digits, '-', '_' and spaces.</param>
/// <param name="Bits">No number in it has more.</param>
public sealed record RecordColumn(string Name, int Bits);

/// <summary>Something that is said of all records.</summary>
/// <param name="Kind">Name of a <see cref="DatasetClaimKind"/>.</param>
/// <param name="Column">Name of the column, where the kind has one.</param>
/// <param name="Bounds">The labels, or the bounds from and to, or the one bound.</param>
public sealed record RecordsProperty(string Kind, ImmutableArray<ulong> Bounds, string? Column = null);

/// <summary>What is said of a data set's records, as its file has it; proven by a <see cref="DatasetCircuit"/>.</summary>
/// <param name="Columns">The columns of each record.</param>
/// <param name="Label">Name of the column that is the label.</param>
/// <param name="Depth">Of the tree of records, which has 2^depth places.</param>
public sealed record RecordsClaim(ImmutableArray<RecordColumn> Columns, string Label, int Depth, ImmutableArray<RecordsProperty> Claims)
{
    private const int NameLengthMaximum = 32;

    /// <summary>Reads a claim's file, or says what is wrong with it. Never throws on the bytes.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, [NotNullWhen(true)] out RecordsClaim? claim, out string refusal)
    {
        try
        {
            claim = CanonicalJson.Deserialize<RecordsClaim>(json);
            refusal = claim.FindFault() ?? "";
        }
        catch (JsonException exception)
        {
            (claim, refusal) = (null, exception.Message);
        }

        claim = refusal.Length == 0 ? claim : null;
        return claim is not null;
    }

    /// <summary>The circuit. It follows from schema, depth and kinds alone: names and bounds are not in it, so one key serves all bounds.</summary>
    public DatasetCircuit CreateCircuit() => new(CreateSchema(), Depth, [.. Claims.Select(ToCircuit)]);

    public RecordSchema CreateSchema() => new([.. Columns.Select(column => column.Bits)], IndexOf(Label));

    /// <summary>The Poseidon Merkle root of records that <see cref="RecordsFile"/> has read: what an enclave anchors beside a data set.</summary>
    public Bytes32 ComputeRoot(ImmutableArray<ImmutableArray<ulong>> records) => CreateSchema().Tree(Depth, records).Root.ToBytes32();

    /// <summary>Hash of what the circuit follows from: keys are kept under it.</summary>
    public Bytes32 ComputeCircuitHash() => Keccak256.Hash(CanonicalJson.Serialize(new CircuitIdentity(
        "lazai.dataset-circuit.v1",
        [.. Columns.Select(column => column.Bits)],
        IndexOf(Label),
        Depth,
        [.. Claims.Select(ToCircuit).SelectMany(claim => (int[])[(int)claim.Kind, claim.Column, claim.LabelCount])])));

    /// <summary>
    /// The claim in words, from the circuit and the bounds in public signals: what their proof proves, whoever phrased it before. Null where the signals
    /// are not of this circuit.
    /// </summary>
    /// <param name="signals">The root of the records, then the bounds of each claim.</param>
    public string? Describe(ImmutableArray<Bytes32> signals)
    {
        var bounds = new Queue<ulong>();
        foreach (var signal in signals.Skip(1))
        {
            if (signal.AsSpan()[..24].ContainsAnyExcept((byte)0))
            {
                return null;
            }

            bounds.Enqueue(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(signal.AsSpan()[24..]));
        }

        if (signals.IsDefaultOrEmpty || bounds.Count != Claims.Sum(claim => ToCircuit(claim).BoundCount))
        {
            return null;
        }

        return string.Join("; ", Claims.Select(claim => Describe(claim, [.. Enumerable.Range(0, ToCircuit(claim).BoundCount).Select(_ => bounds.Dequeue())]))) + ".";
    }

    private string Describe(RecordsProperty claim, ImmutableArray<ulong> bounds) => KindOf(claim) switch
    {
        DatasetClaimKind.CountAtLeast => string.Create(CultureInfo.InvariantCulture, $"there are at least {bounds[0]} records"),
        DatasetClaimKind.LabelsWithin => $"every '{Label}' is one of {string.Join(", ", bounds.Distinct().Order())}",
        DatasetClaimKind.SumWithin => string.Create(CultureInfo.InvariantCulture, $"the sum of '{claim.Column}' is from {bounds[0]} to {bounds[1]}"),
        DatasetClaimKind.MeanWithin => string.Create(CultureInfo.InvariantCulture, $"the mean of '{claim.Column}' is from {bounds[0]} to {bounds[1]}"),
        DatasetClaimKind.MinimumAtLeast => string.Create(CultureInfo.InvariantCulture, $"no '{claim.Column}' is below {bounds[0]}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"no '{claim.Column}' is above {bounds[0]}"),
    };

    /// <summary>What is wrong with it, or null. Whoever has read it within another document asks before all else.</summary>
    public string? FindFault()
    {
        if (Columns.IsDefaultOrEmpty || Columns.Any(column => column is null) || Claims.IsDefaultOrEmpty || Claims.Any(claim => claim is null))
        {
            return "A claim has columns and claims.";
        }

        if (Columns.Any(column => column.Name is not { Length: >= 1 and <= NameLengthMaximum } || !column.Name.All(IsOfAName))
            || Columns.DistinctBy(column => column.Name).Count() != Columns.Length)
        {
            return $"Names of columns differ and have 1 to {NameLengthMaximum} letters, digits, '-', '_' or spaces.";
        }

        if (IndexOf(Label) < 0)
        {
            return $"There is no column '{Label}'.";
        }

        foreach (var claim in Claims)
        {
            if (!Enum.TryParse<DatasetClaimKind>(claim.Kind, out var kind) || Enum.GetName(kind) != claim.Kind)
            {
                return $"'{claim.Kind}' is none of {string.Join(", ", Enum.GetNames<DatasetClaimKind>())}.";
            }

            var hasColumn = kind is not (DatasetClaimKind.CountAtLeast or DatasetClaimKind.LabelsWithin);
            if (hasColumn ? claim.Column is not { } name || IndexOf(name) < 0 : claim.Column is not null)
            {
                return $"{claim.Kind} {(hasColumn ? "names a column" : "names no column")}.";
            }

            if (claim.Bounds.IsDefaultOrEmpty || claim.Bounds.Length != ToCircuit(claim).BoundCount)
            {
                return $"{claim.Kind} has {(kind == DatasetClaimKind.LabelsWithin ? "labels" : $"bounds, {ToCircuit(claim).BoundCount} of them")}.";
            }
        }

        try
        {
            CreateCircuit();
            return null;
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }

    private DatasetClaim ToCircuit(RecordsProperty claim) => KindOf(claim) is var kind && kind == DatasetClaimKind.LabelsWithin
        ? new DatasetClaim(kind, LabelCount: claim.Bounds.Length)
        : new DatasetClaim(kind, claim.Column is { } column ? IndexOf(column) : 0);

    private int IndexOf(string name) => Columns.Select(column => column.Name).ToImmutableArray().IndexOf(name);

    private static DatasetClaimKind KindOf(RecordsProperty claim) => Enum.Parse<DatasetClaimKind>(claim.Kind);

    private static bool IsOfAName(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or ' ';

    private sealed record CircuitIdentity(
        string Tag, ImmutableArray<int> ColumnBits, int LabelColumn, int Depth, ImmutableArray<int> Claims);
}
