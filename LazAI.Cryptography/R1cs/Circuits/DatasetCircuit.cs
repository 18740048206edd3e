using System.Collections.Immutable;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.R1cs.Gadgets;

namespace LazAI.Cryptography.R1cs.Circuits;

/// <summary>
/// That claims hold for all records under a root of <see cref="RecordSchema.Tree"/>. Public signals: the root, then the bounds of
/// each claim.
/// </summary>
/// <remarks>
/// The circuit has a place for every leaf of the tree and hashes them all, so no record can be left out. A place without a record is one
/// whose leaf is 0 and whose columns are held to be 0: the flag that says so multiplies the leaf, and a prover that flags a real record
/// away, or counts an empty place, gets another root. Roots have no salt: who can guess the whole data set can recognise it.
/// </remarks>
public sealed class DatasetCircuit : ICircuit<DatasetAssignment>
{
    /// <summary>The greatest depth: 1,024 records.</summary>
    public const int DepthMaximum = 10;

    /// <param name="depth">Of the tree: it has 2^depth places.</param>
    /// <exception cref="ArgumentException">A claim is about no column of the schema, or there are no labels or too many.</exception>
    public DatasetCircuit(RecordSchema schema, int depth, ImmutableArray<DatasetClaim> claims)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, DepthMaximum);
        if (claims.IsDefault || claims.Any(claim => claim is null || !claim.IsFor(schema)))
        {
            throw new ArgumentException("A claim does not fit the schema.", nameof(claims));
        }

        (Schema, Depth, Claims) = (schema, depth, claims);
    }

    /// <summary>What the records are.</summary>
    public RecordSchema Schema { get; }

    /// <summary>Of the tree.</summary>
    public int Depth { get; }

    /// <summary>What is proven, in the order of the public inputs.</summary>
    public ImmutableArray<DatasetClaim> Claims { get; }

    /// <inheritdoc />
    public void Define(CircuitBuilder builder, DatasetAssignment? assignment)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (assignment is not null && !Fits(assignment))
        {
            builder.Refuse(WitnessRefusalReason.WrongShape, "records or bounds");
        }

        ImmutableArray<ImmutableArray<LinearCombination>> bounds =
        [
            .. Claims.Select((claim, c) => Enumerable.Range(0, claim.BoundCount)
                .Select(i => builder.PublicInput(Scalar(assignment?.Bounds[c][i]))).ToImmutableArray()),
        ];
        var data = new DatasetRows(builder, Schema, 1 << Depth, assignment?.Records);
        builder.Output(MerkleGadget.RootOfAll(builder, data.Leaves));
        for (var c = 0; c < Claims.Length; c++)
        {
            Prove(builder, data, Claims[c], bounds[c]);
        }
    }

    internal static Bn254Scalar? Scalar(ulong? value) => value is { } number ? new Bn254Scalar(number) : null;

    private bool Fits(DatasetAssignment assignment) =>
        !assignment.Records.IsDefault && assignment.Records.Length <= 1 << Depth
        && assignment.Records.All(record => !record.IsDefault && record.Length == Schema.ColumnBits.Length)
        && !assignment.Bounds.IsDefault && assignment.Bounds.Length == Claims.Length
        && assignment.Bounds.Zip(Claims).All(pair => !pair.First.IsDefault && pair.First.Length == pair.Second.BoundCount);

    private void Prove(CircuitBuilder builder, DatasetRows data, DatasetClaim claim, ImmutableArray<LinearCombination> bounds)
    {
        // Bounds are checked like secrets: a verifier that takes any number must not be told of one modulo r.
        var (subject, bits) = ($"claim {claim.Kind}", Schema.ColumnBits[claim.Column]);
        void InRange(int boundBits) => bounds.ToList().ForEach(bound => BitsGadget.AssertInRange(builder, bound, boundBits, "bound"));
        void Ordered(LinearCombination less, LinearCombination more, int numberBits) =>
            ComparisonGadget.AssertLessOrEqual(builder, less, more, numberBits, subject);

        switch (claim.Kind)
        {
            case DatasetClaimKind.CountAtLeast:
                InRange(Depth + 1);
                Ordered(bounds[0], data.Count, Depth + 1);
                break;
            case DatasetClaimKind.LabelsWithin:
                // A label out of range equals no record's, so labels need no check.
                for (var place = 0; place < data.IsPresent.Length; place++)
                {
                    var product = data.IsPresent[place];
                    foreach (var label in bounds[..^1])
                    {
                        product = builder.Multiply(product, data.Columns[place][Schema.LabelColumn] - label);
                    }

                    builder.Constrain(
                        product, data.Columns[place][Schema.LabelColumn] - bounds[^1], LinearCombination.Zero, WitnessRefusalReason.ClaimFails, subject);
                }

                break;
            case DatasetClaimKind.SumWithin:
                InRange(bits + Depth);
                Ordered(bounds[0], data.Sum(claim.Column), bits + Depth);
                Ordered(data.Sum(claim.Column), bounds[1], bits + Depth);
                break;
            case DatasetClaimKind.MeanWithin:
                InRange(bits);
                EqualityGadget.Invert(builder, data.Count, "number of records");
                Ordered(builder.Multiply(bounds[0], data.Count), data.Sum(claim.Column), bits + Depth + 1);
                Ordered(data.Sum(claim.Column), builder.Multiply(bounds[1], data.Count), bits + Depth + 1);
                break;
            case DatasetClaimKind.MinimumAtLeast:
                InRange(bits);
                for (var place = 0; place < data.IsPresent.Length; place++)
                {
                    Ordered(builder.Multiply(bounds[0], data.IsPresent[place]), data.Columns[place][claim.Column], bits);
                }

                break;
            default:
                // Where there is no record the column is 0, which is above no bound.
                InRange(bits);
                foreach (var columns in data.Columns)
                {
                    Ordered(columns[claim.Column], bounds[0], bits);
                }

                break;
        }
    }
}
