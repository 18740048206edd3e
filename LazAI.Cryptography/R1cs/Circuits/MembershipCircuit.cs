using System.Collections.Immutable;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Poseidon;
using LazAI.Cryptography.R1cs.Gadgets;

namespace LazAI.Cryptography.R1cs.Circuits;

/// <summary>
/// That a committed record is in a data set, without showing which. Public signals: the data set's root, the record's commitment.
/// </summary>
/// <param name="schema">What the records are.</param>
/// <param name="depth">Of the tree: 1 to <see cref="PoseidonMerkleTree.DepthMaximum"/>.</param>
public sealed class MembershipCircuit(RecordSchema schema, int depth) : ICircuit<MembershipAssignment>
{
    private const string Tag = "lazai.record";

    /// <summary>Of the tree.</summary>
    public int Depth { get; } = depth is >= 1 and <= PoseidonMerkleTree.DepthMaximum ? depth : throw new ArgumentOutOfRangeException(nameof(depth));

    /// <summary>The commitment to a record, under a salt.</summary>
    /// <exception cref="ArgumentException">The record is none of the schema.</exception>
    public Bn254Scalar Commit(ImmutableArray<ulong> record, Bn254Scalar salt) => PoseidonListHash.Hash(Tag, salt, schema.Leaf(record));

    /// <inheritdoc />
    public void Define(CircuitBuilder builder, MembershipAssignment? assignment)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (assignment is not null
            && (assignment.Record.IsDefault || assignment.Record.Length != schema.ColumnBits.Length
                || assignment.Proof is null || assignment.Proof.Siblings.IsDefault || assignment.Proof.Siblings.Length != Depth
                || assignment.Proof.Index >> (Depth - 1) > 1))
        {
            builder.Refuse(WitnessRefusalReason.WrongShape, "record or proof");
        }

        var proof = assignment?.Proof;
        ImmutableArray<LinearCombination> record =
            [.. schema.ColumnBits.Select((bits, column) => DatasetRows.Column(builder, assignment?.Record[column], bits))];
        ImmutableArray<LinearCombination> path =
            [.. Enumerable.Range(0, Depth).Select(level => builder.PrivateInput(DatasetCircuit.Scalar(proof?.Index >> level & 1)))];
        foreach (var bit in path)
        {
            BitsGadget.AssertBoolean(builder, bit, "index");
        }

        var leaf = schema.Leaf(builder, record).Leaf;
        ImmutableArray<LinearCombination> siblings =
            [.. Enumerable.Range(0, Depth).Select(level => builder.PrivateInput(proof?.Siblings[level]))];
        builder.Output(MerkleGadget.Root(builder, leaf, path, siblings));
        builder.Output(PoseidonListGadget.Hash(builder, Tag, [builder.PrivateInput(assignment?.Salt), leaf]));
    }
}

/// <summary>What the prover of membership keeps to itself.</summary>
/// <param name="Record">The record.</param>
/// <param name="Proof">Its place in the tree.</param>
/// <param name="Salt">A random scalar: without it, who guesses the record could compare its commitment.</param>
public sealed record MembershipAssignment(ImmutableArray<ulong> Record, PoseidonMerkleProof Proof, Bn254Scalar Salt);
