using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LazAI.Engines.Traces;

namespace LazAI.Engines;

/// <summary>
/// Runs a <see cref="TreeEnsembleModel"/>. The semantics are specified in README.md beside this file; both paths give the same bits.
/// Instances are immutable and may be shared by threads; an inference allocates nothing.
/// </summary>
/// <remarks>
/// One walk down a tree is a chain of loads and comparisons, each of which waits for the one before. So the fast path walks four trees side by side, without branches: a leaf leads
/// to itself, and all four walks take as many steps as the deepest of them.
/// </remarks>
public sealed class TreeEnsembleEngine : IClassifier
{
    /// <summary>The engine's id in a model's deterministic configuration and in objective commitments.</summary>
    public const string Id = "lazai.tree-ensemble";

    /// <summary>Changes whenever any input of any model would give another result.</summary>
    public const string Version = "1";

    /// <summary>How this engine's models represent numbers: integer thresholds and scores.</summary>
    public const string Quantisation = "integer";

    private const int TreesTogether = 4;

    private readonly TreeEnsembleModel _model;
    private readonly Node[] _nodes;
    private readonly int[] _roots;
    private readonly int[] _depths;
    private readonly int _mask;

    public TreeEnsembleEngine(TreeEnsembleModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        Program = TreeEnsembleTraceProgram.Create(model);
        _mask = model.Header.FeatureBytes == 1 ? byte.MaxValue : -1;
        _nodes = new Node[model.Header.TreeStarts[^1]];
        _roots = [.. model.Header.TreeStarts.AsSpan()[..^1]];
        _depths = new int[(_roots.Length + TreesTogether - 1) / TreesTogether];
        for (var tree = 0; tree < _roots.Length; tree++)
        {
            ref var depth = ref _depths[tree / TreesTogether];
            depth = Math.Max(depth, Pack(tree));
        }
    }

    /// <summary>What <see cref="Trace"/> executes.</summary>
    public TraceProgram Program { get; }

    /// <summary>Bytes of one input.</summary>
    public int InputWidth => _model.InputWidth;

    /// <summary>Number of classes.</summary>
    public int OutputWidth => _model.OutputWidth;

    /// <summary>The specification as code. Writes the scores and returns the class.</summary>
    /// <exception cref="ArgumentException">A span's length is not the model's.</exception>
    public static int InferScalarReference(TreeEnsembleModel model, ReadOnlySpan<byte> input, Span<int> scores)
    {
        ArgumentNullException.ThrowIfNull(model);
        RequireLength(input.Length, model.InputWidth, nameof(input));
        RequireLength(scores.Length, model.OutputWidth, nameof(scores));
        model.Header.BaseScores.CopyTo(scores);
        for (var t = 0; t < model.Trees; t++)
        {
            var tree = model.Tree(t);
            var leaf = tree[tree.FindLeaf(input, model.Header.FeatureBytes)];
            scores[leaf.Other] += leaf.Value;
        }

        return ClassificationResult.IndexOfGreatest(scores);
    }

    /// <summary>Writes the scores of one input and returns its class.</summary>
    /// <exception cref="ArgumentException">A span's length is not the model's.</exception>
    public int Infer(ReadOnlySpan<byte> input, Span<int> logits)
    {
        RequireLength(input.Length, InputWidth, nameof(input));
        RequireLength(logits.Length, OutputWidth, nameof(logits));
        Span<int> leaves = stackalloc int[_depths.Length * TreesTogether];
        FindLeaves(input, leaves);
        AddScores(leaves, logits);
        return ClassificationResult.IndexOfGreatest(logits);
    }

    /// <summary>As <see cref="Infer"/>, and keeps every leaf that the input reaches.</summary>
    /// <exception cref="ArgumentException">The input's length is not the model's.</exception>
    public TracedRun Trace(ReadOnlySpan<byte> input)
    {
        RequireLength(input.Length, InputWidth, nameof(input));
        Span<int> leaves = stackalloc int[_depths.Length * TreesTogether];
        FindLeaves(input, leaves);
        var memory = GC.AllocateUninitializedArray<byte>(Program.MemoryBytes);
        input.CopyTo(memory);
        var rest = memory.AsSpan(input.Length);
        foreach (var leaf in leaves[.._roots.Length])
        {
            TreeNode.Leaf(_nodes[leaf].Class, _nodes[leaf].Score).Write(rest);
            rest = rest[TreeNode.EncodedLength..];
        }

        var scores = MemoryMarshal.Cast<byte, int>(rest);
        AddScores(leaves, scores);
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(scores, scores);
        }

        return new TracedRun(Program, memory);
    }

    /// <summary>A feature of an input: an unsigned byte, or a signed integer of 4 bytes, little-endian.</summary>
    internal static int ReadFeature(ReadOnlySpan<byte> input, int feature, int bytes) =>
        bytes == 1 ? input[feature] : BinaryPrimitives.ReadInt32LittleEndian(input[(feature * bytes)..]);

    private static void RequireLength(int length, int expected, string parameter)
    {
        if (length != expected)
        {
            throw new ArgumentException($"Length {length} where the model has {expected}.", parameter);
        }
    }

    /// <summary>Lays the tree out for the fast path and returns its depth.</summary>
    private int Pack(int tree)
    {
        var nodes = _model.Tree(tree);
        var (root, deepest) = (_roots[tree], 0);
        Span<byte> depths = stackalloc byte[nodes.Count];
        for (var i = 0; i < nodes.Count; i++)
        {
            var node = nodes[i];
            deepest = Math.Max(deepest, depths[i]);
            if (node.IsLeaf)
            {
                _nodes[root + i] = new Node(0, int.MaxValue, root + i, root + i) { Class = node.Other, Score = node.Value };
                continue;
            }

            _nodes[root + i] = new Node(node.Feature * _model.Header.FeatureBytes, node.Value, root + i + 1, root + node.Other);
            depths[i + 1] = depths[node.Other] = (byte)(depths[i] + 1);
        }

        return deepest;
    }

    /// <summary>The leaf that the input reaches in each tree.</summary>
    private void FindLeaves(ReadOnlySpan<byte> input, Span<int> leaves)
    {
        // Features of a byte are read as four, of which one is kept.
        Span<byte> padded = stackalloc byte[input.Length + sizeof(int)];
        input.CopyTo(padded);
        ref var features = ref MemoryMarshal.GetReference(padded);
        ref var nodes = ref MemoryMarshal.GetArrayDataReference(_nodes);
        for (var group = 0; group < _depths.Length; group++)
        {
            var first = group * TreesTogether;
            int Root(int tree) => _roots[Math.Min(tree, _roots.Length - 1)];
            var (a, b, c, d) = (Root(first), Root(first + 1), Root(first + 2), Root(first + 3));
            for (var depth = _depths[group]; depth > 0; depth--)
            {
                a = Next(ref nodes, a, ref features);
                b = Next(ref nodes, b, ref features);
                c = Next(ref nodes, c, ref features);
                d = Next(ref nodes, d, ref features);
            }

            (leaves[first], leaves[first + 1], leaves[first + 2], leaves[first + 3]) = (a, b, c, d);
        }
    }

    // Nodes lead to nodes of their tree and features lie in the input: TreeNodes.Check has seen to it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Next(ref Node nodes, int at, ref byte features)
    {
        ref var node = ref Unsafe.Add(ref nodes, at);
        var feature = Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref features, node.FeatureAt));
        if (!BitConverter.IsLittleEndian)
        {
            feature = BinaryPrimitives.ReverseEndianness(feature);
        }

        return (feature & _mask) <= node.Threshold ? node.Lower : node.Upper;
    }

    private void AddScores(ReadOnlySpan<int> leaves, Span<int> scores)
    {
        _model.Header.BaseScores.CopyTo(scores);
        foreach (var leaf in leaves[.._roots.Length])
        {
            ref var node = ref _nodes[leaf];
            scores[node.Class] += node.Score;
        }
    }

    /// <param name="FeatureAt">Offset of the feature in the input.</param>
    /// <param name="Lower">Node to go to where the feature is at most the threshold; a leaf itself in a leaf.</param>
    private readonly record struct Node(int FeatureAt, int Threshold, int Lower, int Upper)
    {
        public int Class { get; init; }

        public int Score { get; init; }
    }
}
