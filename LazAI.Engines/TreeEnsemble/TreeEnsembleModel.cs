using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace LazAI.Engines;

/// <summary>Decision trees whose scores are added up, held to every bound that the engine relies on. Semantics and file format are specified in README.md beside this file.</summary>
public sealed class TreeEnsembleModel
{
    public const int TreesMaximum = 1_024;

    /// <summary>So many fit into one step of a trace.</summary>
    public const int NodesOfTreeMaximum = 2_048;

    /// <summary>Questions above any leaf.</summary>
    public const int DepthMaximum = 32;

    public const int ClassesMaximum = 256;

    /// <summary>Bytes of all features.</summary>
    public const int InputBytesMaximum = 16_384;

    /// <summary>Greatest magnitude of a leaf's score.</summary>
    public const int ScoreMaximum = (1 << 20) - 1;

    /// <summary>Greatest magnitude of a base score. With every tree's leaf added no sum leaves the range of 32 bits.</summary>
    public const int BaseScoreMaximum = (1 << 30) - 1;

    private readonly byte[] _encoded;

    private TreeEnsembleModel(TreeEnsembleHeader header, byte[] encoded) => (Header, _encoded) = (header, encoded);

    /// <summary>Bytes of one input.</summary>
    public int InputWidth => Header.InputBytes;

    /// <summary>Number of classes.</summary>
    public int OutputWidth => Header.Classes;

    /// <summary>Number of trees.</summary>
    public int Trees => Header.Trees;

    internal TreeEnsembleHeader Header { get; }

    /// <summary>A model of these trees, or the bound that they break.</summary>
    /// <param name="featureBytes">1 for features from 0 to 255, 4 for signed ones.</param>
    /// <param name="features">Number of features.</param>
    /// <param name="baseScores">What each class has before any tree.</param>
    /// <param name="trees">Each tree's nodes in preorder.</param>
    /// <exception cref="OverflowException">A number is none that the header can hold.</exception>
    public static bool TryCreate(
        int featureBytes,
        int features,
        ReadOnlySpan<int> baseScores,
        IReadOnlyList<ImmutableArray<TreeNode>> trees,
        [NotNullWhen(true)] out TreeEnsembleModel? model,
        out TreeEnsembleRefusal refusal)
    {
        ArgumentNullException.ThrowIfNull(trees);
        var header = TreeEnsembleHeader.Encode(featureBytes, features, [.. trees.Select(tree => tree.Length)], baseScores);
        var encoded = new byte[header.Length + (trees.Sum(tree => tree.Length) * TreeNode.EncodedLength)];
        header.CopyTo(encoded, 0);
        var rest = encoded.AsSpan(header.Length);
        foreach (var node in trees.SelectMany(tree => tree))
        {
            node.Write(rest);
            rest = rest[TreeNode.EncodedLength..];
        }

        return TryParse(encoded, out model, out refusal);
    }

    /// <summary>Reads the one encoding of a model; never throws, and allocates no more than the given bytes hold.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out TreeEnsembleModel? model, out TreeEnsembleRefusal refusal)
    {
        model = null;
        refusal = TreeEnsembleHeader.Read(encoded, encoded.Length, out var header);
        if (header is null)
        {
            return false;
        }

        for (var tree = 0; tree < header.Trees; tree++)
        {
            var nodes = header.NodeBytes(tree, 1);
            refusal = new TreeNodes(encoded.Slice(nodes.Offset, nodes.Length)).Check(header.Features, header.Classes);
            if (refusal != TreeEnsembleRefusal.None)
            {
                return false;
            }
        }

        model = new TreeEnsembleModel(header, encoded.ToArray());
        return true;
    }

    /// <summary>The one encoding of this model; <see cref="TryParse"/> reads it back.</summary>
    public byte[] Encode() => _encoded.AsSpan().ToArray();

    /// <summary>The nodes of a tree.</summary>
    internal TreeNodes Tree(int tree)
    {
        var nodes = Header.NodeBytes(tree, 1);
        return new TreeNodes(_encoded.AsSpan(nodes.Offset, nodes.Length));
    }
}
