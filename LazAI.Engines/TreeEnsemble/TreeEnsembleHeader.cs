using System.Buffers.Binary;
using System.Collections.Immutable;

namespace LazAI.Engines;

/// <summary>The header of a file of trees: all but their nodes, and where these lie. README.md beside this file has the format.</summary>
internal sealed class TreeEnsembleHeader
{
    private const ushort FormatVersion = 1;
    private const int FixedLength = 18;
    private const int NodeCountLength = sizeof(ushort);
    private const int BaseScoreLength = sizeof(int);

    private TreeEnsembleHeader(int featureBytes, int features, ImmutableArray<int> treeStarts, ImmutableArray<int> baseScores) =>
        (FeatureBytes, Features, TreeStarts, BaseScores) = (featureBytes, features, treeStarts, baseScores);

    /// <summary>Bytes of one feature: 1, unsigned, or 4, signed.</summary>
    public int FeatureBytes { get; }

    public int Features { get; }

    /// <summary>Number of nodes before each tree, and last that of all.</summary>
    public ImmutableArray<int> TreeStarts { get; }

    /// <summary>What each class has before any tree.</summary>
    public ImmutableArray<int> BaseScores { get; }

    public int Trees => TreeStarts.Length - 1;

    public int Classes => BaseScores.Length;

    /// <summary>Bytes of one input.</summary>
    public int InputBytes => Features * FeatureBytes;

    /// <summary>Where the base scores lie in the file.</summary>
    public ByteRange BaseScoreBytes => new(FixedLength + (Trees * NodeCountLength), Classes * BaseScoreLength);

    /// <summary>Bytes of the header, after which the first node begins.</summary>
    public int EncodedLength => BaseScoreBytes.End;

    /// <summary>Bytes of the whole file.</summary>
    public int FileLength => NodeBytes(0, Trees).End;

    private static ReadOnlySpan<byte> Magic => "LAZTREES"u8;

    /// <summary>Where the nodes of some neighbouring trees lie in the file.</summary>
    public ByteRange NodeBytes(int firstTree, int trees)
    {
        var (start, end) = (TreeStarts[firstTree], TreeStarts[firstTree + trees]);
        return new ByteRange(EncodedLength + (start * TreeNode.EncodedLength), (end - start) * TreeNode.EncodedLength);
    }

    /// <summary>Reads the header of a file of <paramref name="fileLength"/> bytes from its first bytes, which need not be all; never throws.</summary>
    public static TreeEnsembleRefusal Read(ReadOnlySpan<byte> start, long fileLength, out TreeEnsembleHeader? header)
    {
        header = null;
        if (!Magic.StartsWith(start[..Math.Min(start.Length, Magic.Length)]))
        {
            return TreeEnsembleRefusal.MagicUnknown;
        }

        if (start.Length < FixedLength)
        {
            return TreeEnsembleRefusal.Truncated;
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) != FormatVersion)
        {
            return TreeEnsembleRefusal.VersionUnknown;
        }

        int trees = BinaryPrimitives.ReadUInt16LittleEndian(start[10..]);
        int featureBytes = BinaryPrimitives.ReadUInt16LittleEndian(start[12..]);
        int features = BinaryPrimitives.ReadUInt16LittleEndian(start[14..]);
        int classes = BinaryPrimitives.ReadUInt16LittleEndian(start[16..]);
        var refusal = trees is 0 or > TreeEnsembleModel.TreesMaximum ? TreeEnsembleRefusal.TreeCountOutOfRange
            : featureBytes is not (1 or 4) || features == 0 || features * featureBytes > TreeEnsembleModel.InputBytesMaximum
                ? TreeEnsembleRefusal.FeaturesOutOfRange
            : classes is 0 or > TreeEnsembleModel.ClassesMaximum ? TreeEnsembleRefusal.ClassCountOutOfRange
            : start.Length < FixedLength + (trees * NodeCountLength) + (classes * BaseScoreLength) ? TreeEnsembleRefusal.Truncated
            : TreeEnsembleRefusal.None;
        if (refusal != TreeEnsembleRefusal.None)
        {
            return refusal;
        }

        refusal = ReadLists(start[FixedLength..], trees, classes, out var treeStarts, out var baseScores);
        if (refusal != TreeEnsembleRefusal.None)
        {
            return refusal;
        }

        var candidate = new TreeEnsembleHeader(featureBytes, features, treeStarts, baseScores);
        if (fileLength != candidate.FileLength)
        {
            return fileLength < candidate.FileLength ? TreeEnsembleRefusal.Truncated : TreeEnsembleRefusal.TrailingBytes;
        }

        header = candidate;
        return TreeEnsembleRefusal.None;
    }

    /// <summary>The front of a file; <see cref="Read"/> checks what it is given.</summary>
    public static byte[] Encode(int featureBytes, int features, ReadOnlySpan<int> nodeCounts, ReadOnlySpan<int> baseScores)
    {
        var encoded = new byte[FixedLength + (nodeCounts.Length * NodeCountLength) + (baseScores.Length * BaseScoreLength)];
        Magic.CopyTo(encoded);
        BinaryPrimitives.WriteUInt16LittleEndian(encoded.AsSpan(8), FormatVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(encoded.AsSpan(10), checked((ushort)nodeCounts.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(encoded.AsSpan(12), checked((ushort)featureBytes));
        BinaryPrimitives.WriteUInt16LittleEndian(encoded.AsSpan(14), checked((ushort)features));
        BinaryPrimitives.WriteUInt16LittleEndian(encoded.AsSpan(16), checked((ushort)baseScores.Length));
        var at = FixedLength;
        foreach (var count in nodeCounts)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(encoded.AsSpan(at), checked((ushort)count));
            at += NodeCountLength;
        }

        foreach (var score in baseScores)
        {
            BinaryPrimitives.WriteInt32LittleEndian(encoded.AsSpan(at), score);
            at += BaseScoreLength;
        }

        return encoded;
    }

    private static TreeEnsembleRefusal ReadLists(
        ReadOnlySpan<byte> lists, int trees, int classes, out ImmutableArray<int> treeStarts, out ImmutableArray<int> baseScores)
    {
        var starts = new int[trees + 1];
        var scores = new int[classes];
        var refusal = TreeEnsembleRefusal.None;
        for (var t = 0; t < trees; t++)
        {
            int nodes = BinaryPrimitives.ReadUInt16LittleEndian(lists[(t * NodeCountLength)..]);
            starts[t + 1] = starts[t] + nodes;
            if (nodes is 0 or > TreeEnsembleModel.NodesOfTreeMaximum)
            {
                refusal = TreeEnsembleRefusal.NodeCountOutOfRange;
            }
        }

        lists = lists[(trees * NodeCountLength)..];
        for (var c = 0; c < classes; c++)
        {
            scores[c] = BinaryPrimitives.ReadInt32LittleEndian(lists[(c * BaseScoreLength)..]);
            if (refusal == TreeEnsembleRefusal.None && Math.Abs((long)scores[c]) > TreeEnsembleModel.BaseScoreMaximum)
            {
                refusal = TreeEnsembleRefusal.BaseScoreOutOfRange;
            }
        }

        (treeStarts, baseScores) = ([.. starts], [.. scores]);
        return refusal;
    }
}
