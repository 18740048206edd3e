using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace LazAI.Engines.Benchmarks;

/// <summary>Larger models than the digits', of weights without a meaning.</summary>
internal static class RandomModels
{
    public static Int8MlpModel Perceptron(params int[] widths)
    {
        var random = new Random(1);
        var layers = widths.Zip(widths.Skip(1)).Select((layer, index) => Rows(random, layer.First, layer.Second, index == widths.Length - 2 ? 0 : 12));
        return Int8MlpModel.TryCreate([.. layers], out var model, out var refusal) ? model : throw new InvalidOperationException($"{refusal}");
    }

    /// <summary>64 × 64 pixels of three colours; six convolutions of 3 × 3, the image halved after each second one.</summary>
    public static Int8ConvModel Convolution()
    {
        var random = new Random(1);
        var layers = ImmutableArray.CreateBuilder<Int8ConvLayer>();
        var channels = 3;
        foreach (var outputs in (int[])[16, 16, 32, 32, 64, 64])
        {
            layers.Add(new(
                Int8ConvLine.Convolution(outputs, (3, 3), (1, 1), (1, 1), 9), Rows(random, 9 * channels, outputs, 9)));
            if (channels == outputs)
            {
                layers.Add(new(Int8ConvLine.MaxPool((2, 2), (2, 2)), null));
            }

            channels = outputs;
        }

        layers.Add(new(Int8ConvLine.AveragePool((8, 8), (8, 8)), null));
        layers.Add(new(Int8ConvLine.Dense(100, 0), Rows(random, 64, 100, 0)));
        return Int8ConvModel.TryCreate(new ImageShape(64, 64, 3), layers.ToImmutable(), out var model, out var refusal)
            ? model
            : throw new InvalidOperationException($"{refusal}");
    }

    /// <summary>As many trees as there may be, each of 10 questions to every leaf.</summary>
    public static TreeEnsembleModel Trees()
    {
        const int Depth = 10;
        var random = new Random(1);
        var trees = Enumerable.Range(0, TreeEnsembleModel.TreesMaximum).Select(_ =>
        {
            var nodes = ImmutableArray.CreateBuilder<TreeNode>();
            Add(nodes, Depth);
            return nodes.ToImmutable();
        }).ToArray();
        return TreeEnsembleModel.TryCreate(1, 128, new int[10], trees, out var model, out var refusal)
            ? model
            : throw new InvalidOperationException($"{refusal}");

        void Add(ImmutableArray<TreeNode>.Builder nodes, int depth)
        {
            if (depth == 0)
            {
                nodes.Add(TreeNode.Leaf(random.Next(10), random.Next(-1_000, 1_001)));
                return;
            }

            nodes.Add(new TreeNode((ushort)random.Next(128), (ushort)(nodes.Count + (1 << depth)), random.Next(256)));
            Add(nodes, depth - 1);
            Add(nodes, depth - 1);
        }
    }

    private static Int8MlpLayer Rows(Random random, int inputs, int outputs, int shift)
    {
        var weights = new sbyte[inputs * outputs];
        random.NextBytes(MemoryMarshal.AsBytes(weights.AsSpan()));
        return new Int8MlpLayer(inputs, [.. new int[outputs]], [.. weights], shift);
    }
}
