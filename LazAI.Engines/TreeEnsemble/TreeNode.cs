using System.Buffers.Binary;

namespace LazAI.Engines;

/// <summary>One node of a decision tree: a question about one feature, or a leaf. README.md beside this file has the encoding.</summary>
/// <param name="Feature">Index of the feature that is compared; <see cref="LeafMark"/> in a leaf.</param>
/// <param name="Other">Node to go to where the feature is above the threshold, counted in the tree, else the next node is gone to; in a leaf the class that it scores for.</param>
/// <param name="Value">The threshold; in a leaf the score.</param>
public readonly record struct TreeNode(ushort Feature, ushort Other, int Value)
{
    /// <summary>Stands for a feature in leaves.</summary>
    public const ushort LeafMark = ushort.MaxValue;

    /// <summary>Bytes of a node.</summary>
    public const int EncodedLength = 8;

    public bool IsLeaf => Feature == LeafMark;

    public static TreeNode Leaf(int @class, int score) => new(LeafMark, checked((ushort)@class), score);

    internal static TreeNode Read(ReadOnlySpan<byte> encoded) => new(
        BinaryPrimitives.ReadUInt16LittleEndian(encoded),
        BinaryPrimitives.ReadUInt16LittleEndian(encoded[2..]),
        BinaryPrimitives.ReadInt32LittleEndian(encoded[4..]));

    internal void Write(Span<byte> encoded)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(encoded, Feature);
        BinaryPrimitives.WriteUInt16LittleEndian(encoded[2..], Other);
        BinaryPrimitives.WriteInt32LittleEndian(encoded[4..], Value);
    }
}

/// <summary>The nodes of one tree as a file has them.</summary>
internal readonly ref struct TreeNodes(ReadOnlySpan<byte> encoded)
{
    private readonly ReadOnlySpan<byte> _encoded = encoded;

    public int Count => _encoded.Length / TreeNode.EncodedLength;

    public TreeNode this[int index] => TreeNode.Read(Encoded(index));

    /// <summary>A node's bytes.</summary>
    public ReadOnlySpan<byte> Encoded(int index) => _encoded.Slice(index * TreeNode.EncodedLength, TreeNode.EncodedLength);

    /// <summary>
    /// Whether this is a tree in preorder, each node of it reached on one way, that asks for features and scores for classes that there are.
    /// </summary>
    public TreeEnsembleRefusal Check(int features, int classes)
    {
        // The open subtrees, the innermost last: where each ends, and how deep its root lies. Every one was opened by an ancestor, so there are no more than levels.
        Span<int> ends = stackalloc int[TreeEnsembleModel.DepthMaximum + 1];
        Span<int> depths = stackalloc int[TreeEnsembleModel.DepthMaximum + 1];
        (ends[0], depths[0]) = (Count, 0);
        var open = 0;
        for (var i = 0; i < Count; i++)
        {
            var (node, end, depth) = (this[i], ends[open], depths[open]);
            if (node.IsLeaf)
            {
                if (i + 1 != end)
                {
                    return TreeEnsembleRefusal.NotATree;
                }

                if (node.Other >= classes)
                {
                    return TreeEnsembleRefusal.ClassOutOfRange;
                }

                if (Math.Abs((long)node.Value) > TreeEnsembleModel.ScoreMaximum)
                {
                    return TreeEnsembleRefusal.ScoreOutOfRange;
                }

                open--;
                continue;
            }

            if (node.Other <= i + 1 || node.Other >= end)
            {
                return TreeEnsembleRefusal.NotATree;
            }

            if (node.Feature >= features)
            {
                return TreeEnsembleRefusal.FeatureOutOfRange;
            }

            if (depth == TreeEnsembleModel.DepthMaximum)
            {
                return TreeEnsembleRefusal.TooDeep;
            }

            depths[open] = depth + 1;
            open++;
            (ends[open], depths[open]) = (node.Other, depth + 1);
        }

        return TreeEnsembleRefusal.None;
    }

    /// <summary>The leaf that an input reaches. The tree has been checked.</summary>
    public int FindLeaf(ReadOnlySpan<byte> input, int featureBytes)
    {
        var at = 0;
        for (var node = this[0]; !node.IsLeaf; node = this[at])
        {
            at = TreeEnsembleEngine.ReadFeature(input, node.Feature, featureBytes) <= node.Value ? at + 1 : node.Other;
        }

        return at;
    }
}
