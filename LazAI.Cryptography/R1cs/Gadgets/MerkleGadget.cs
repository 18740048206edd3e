using System.Collections.Immutable;

namespace LazAI.Cryptography.R1cs.Gadgets;

/// <summary>Membership in a tree as <see cref="Poseidon.PoseidonMerkleTree"/> makes them.</summary>
public static class MerkleGadget
{
    /// <summary>The root that a leaf and its siblings lead to: 241 constraints a level.</summary>
    /// <param name="pathBits">
    /// The leaf's index, its lowest bit first: 0 where the node stands left. <b>The caller has made sure that they are bits.</b>
    /// </param>
    /// <param name="siblings">One for each level, the leaf's first.</param>
    public static LinearCombination Root(
        CircuitBuilder builder, LinearCombination leaf, ImmutableArray<LinearCombination> pathBits, ImmutableArray<LinearCombination> siblings)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (pathBits.Length != siblings.Length)
        {
            throw new ArgumentException("There is a sibling for each bit of the index.", nameof(siblings));
        }

        var node = leaf;
        for (var level = 0; level < siblings.Length; level++)
        {
            var left = MultiplexerGadget.Select(builder, pathBits[level], siblings[level], node);
            node = PoseidonGadget.Hash(builder, left, node + siblings[level] - left);
        }

        return node;
    }

    /// <summary>The root of a tree that is full of these leaves, as many as a power of two.</summary>
    public static LinearCombination RootOfAll(CircuitBuilder builder, ImmutableArray<LinearCombination> leaves)
    {
        if (!System.Numerics.BitOperations.IsPow2(leaves.Length))
        {
            throw new ArgumentException("The leaves of a full tree are a power of two.", nameof(leaves));
        }

        var nodes = leaves;
        while (nodes.Length > 1)
        {
            nodes = [.. nodes.Chunk(2).Select(pair => PoseidonGadget.Hash(builder, pair[0], pair[1]))];
        }

        return nodes[0];
    }
}
