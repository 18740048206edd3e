using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using LazAI.Engines.Traces;

namespace LazAI.Engines;

/// <summary>
/// A tree ensemble as a <see cref="TraceProgram"/>: the input is one tile; each further tile has the leaves that it reaches in as many trees as fit into
/// <see cref="TraceProgram.WeightBytesOfTile"/>; the last one has the scores.
/// </summary>
public sealed class TreeEnsembleTraceProgram : ClassifierTraceProgram
{
    /// <summary>Kind of the steps that walk trees: the leaf of each as the file has it, 8 bytes.</summary>
    public const string LeavesKind = "tree-ensemble-leaves";

    /// <summary>Kind of the last step, which adds the leaves' scores to the base scores: 4 bytes little-endian a class.</summary>
    public const string ScoresKind = "tree-ensemble-scores";

    private readonly TreeEnsembleHeader _header;

    // First tree of each group, and last the number of trees.
    private readonly ImmutableArray<int> _groups;

    private TreeEnsembleTraceProgram(TreeEnsembleHeader header)
    {
        _header = header;
        var groups = ImmutableArray.CreateBuilder<int>();
        groups.Add(0);
        for (var tree = 1; tree < header.Trees; tree++)
        {
            if (header.NodeBytes(groups[^1], tree + 1 - groups[^1]).Length > WeightBytesOfTile)
            {
                groups.Add(tree);
            }
        }

        groups.Add(header.Trees);
        _groups = groups.ToImmutable();
    }

    public override int WeightBytes => _header.FileLength;

    public override int InputTileCount => 1;

    public override int StepCount => Groups + 1;

    public override int ResultTileCount => 1;

    public override int OutputWidth => _header.Classes;

    private int Groups => _groups.Length - 1;

    /// <summary>The program of a weight file of <paramref name="weightBytes"/> bytes that begins like this; never throws on the bytes.</summary>
    public static bool TryCreate(
        ReadOnlySpan<byte> start, long weightBytes, [NotNullWhen(true)] out TreeEnsembleTraceProgram? program, out TreeEnsembleRefusal refusal)
    {
        refusal = TreeEnsembleHeader.Read(start, weightBytes, out var header);
        program = header is null ? null : new TreeEnsembleTraceProgram(header);
        return program is not null;
    }

    /// <summary>The program of a model.</summary>
    public static TreeEnsembleTraceProgram Create(TreeEnsembleModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new TreeEnsembleTraceProgram(model.Header);
    }

    public override ByteRange Tile(int tile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tile);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tile, Groups + 1);
        return tile == 0 ? new ByteRange(0, _header.InputBytes)
            : tile <= Groups ? new ByteRange(LeafAt(_groups[tile - 1]), TreesOf(tile - 1) * TreeNode.EncodedLength)
            : new ByteRange(LeafAt(_header.Trees), _header.Classes * LogitBytes);
    }

    public override ProgramStep Step(int step)
    {
        RequireStep(step);
        return step < Groups
            ? new ProgramStep(
                new TraceOperation(LeavesKind, 0, (uint)step), new LeafRange(0, 1), _header.NodeBytes(_groups[step], TreesOf(step)), step + 1)
            : new ProgramStep(new TraceOperation(ScoresKind, 1, 0), new LeafRange(1, Groups), _header.BaseScoreBytes, step + 1);
    }

    public override bool TryExecute(int step, ReadOnlySpan<byte> reads, ReadOnlySpan<byte> weights, Span<byte> written)
    {
        RequireStep(step);
        var isLeaves = step < Groups;
        RequireLength(reads.Length, isLeaves ? _header.InputBytes : _header.Trees * TreeNode.EncodedLength, nameof(reads));
        RequireLength(weights.Length, (isLeaves ? _header.NodeBytes(_groups[step], TreesOf(step)) : _header.BaseScoreBytes).Length, nameof(weights));
        RequireLength(written.Length, Tile(step + 1).Length, nameof(written));
        if (isLeaves)
        {
            return TryWalk(step, reads, weights, written);
        }

        weights.CopyTo(written);
        AddScores(reads, written);
        return true;
    }

    private void RequireStep(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, StepCount);
    }

    private bool TryWalk(int group, ReadOnlySpan<byte> input, ReadOnlySpan<byte> nodes, Span<byte> leaves)
    {
        for (var tree = _groups[group]; tree < _groups[group + 1]; tree++)
        {
            var length = _header.NodeBytes(tree, 1).Length;
            var one = new TreeNodes(nodes[..length]);
            if (one.Check(_header.Features, _header.Classes) != TreeEnsembleRefusal.None)
            {
                return false;
            }

            one.Encoded(one.FindLeaf(input, _header.FeatureBytes)).CopyTo(leaves);
            nodes = nodes[length..];
            leaves = leaves[TreeNode.EncodedLength..];
        }

        return true;
    }

    /// <summary>Any bytes are leaves here. None of those that a checked tree has is of an unknown class or makes a sum wrap.</summary>
    private void AddScores(ReadOnlySpan<byte> leaves, Span<byte> scores)
    {
        for (; !leaves.IsEmpty; leaves = leaves[TreeNode.EncodedLength..])
        {
            var leaf = TreeNode.Read(leaves);
            if (leaf.Other < _header.Classes)
            {
                var score = scores[(leaf.Other * LogitBytes)..];
                BinaryPrimitives.WriteInt32LittleEndian(score, unchecked(BinaryPrimitives.ReadInt32LittleEndian(score) + leaf.Value));
            }
        }
    }

    /// <summary>Where the leaf of a tree lies in the memory.</summary>
    private int LeafAt(int tree) => _header.InputBytes + (tree * TreeNode.EncodedLength);

    private int TreesOf(int group) => _groups[group + 1] - _groups[group];
}
