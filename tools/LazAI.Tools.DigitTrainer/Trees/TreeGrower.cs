using System.Collections.Immutable;
using LazAI.Engines;

namespace LazAI.Tools.DigitTrainer;

/// <summary>Grows one tree: as long as it may have more leaves, it parts the leaf that gains most by it.</summary>
internal sealed class TreeGrower(PixelColumns columns, double[] gradients, double[] curvatures, int[] features, int leavesMaximum)
{
    private const double Regularisation = 1;
    private const double CurvatureMinimum = 2;

    public GrownTree Grow(int[] sample)
    {
        var leaves = new List<Leaf> { Open(new GrownTree(), sample) };
        var root = leaves[0].Node;
        while (leaves.Count < leavesMaximum && leaves.MaxBy(leaf => leaf.Gain) is { Gain: > 0 } best)
        {
            leaves.Remove(best);
            var column = columns.Column(best.Feature);
            var (lower, upper) = (new List<int>(), new List<int>());
            foreach (var digit in best.Digits)
            {
                (column[digit] <= best.Bin ? lower : upper).Add(digit);
            }

            best.Node.Part(best.Feature, PixelColumns.Threshold(best.Bin), new GrownTree(), new GrownTree());
            leaves.Add(Open(best.Node.Lower!, [.. lower]));
            leaves.Add(Open(best.Node.Upper!, [.. upper]));
        }

        return root;
    }

    private Leaf Open(GrownTree node, int[] digits)
    {
        var (gradient, curvature) = (0.0, 0.0);
        foreach (var digit in digits)
        {
            gradient += gradients[digit];
            curvature += curvatures[digit];
        }

        node.Value = -gradient / (curvature + Regularisation);
        var best = new Leaf(node, digits, 0, 0, 0);
        Span<double> histogram = stackalloc double[2 * PixelColumns.Bins];
        foreach (var feature in features)
        {
            histogram.Clear();
            var column = columns.Column(feature);
            foreach (var digit in digits)
            {
                var bin = 2 * column[digit];
                histogram[bin] += gradients[digit];
                histogram[bin + 1] += curvatures[digit];
            }

            var (lowerGradient, lowerCurvature) = (0.0, 0.0);
            for (var bin = 0; bin < PixelColumns.Bins - 1; bin++)
            {
                lowerGradient += histogram[2 * bin];
                lowerCurvature += histogram[(2 * bin) + 1];
                if (lowerCurvature < CurvatureMinimum || curvature - lowerCurvature < CurvatureMinimum)
                {
                    continue;
                }

                var gain = Score(lowerGradient, lowerCurvature) + Score(gradient - lowerGradient, curvature - lowerCurvature) - Score(gradient, curvature);
                if (gain > best.Gain + 1e-9)
                {
                    best = best with { Gain = gain, Feature = feature, Bin = bin };
                }
            }
        }

        return best;
    }

    private static double Score(double gradient, double curvature) => gradient * gradient / (curvature + Regularisation);

    /// <summary>A leaf and the best way to part it.</summary>
    private sealed record Leaf(GrownTree Node, int[] Digits, double Gain, int Feature, int Bin);
}

/// <summary>A tree, or a part of one.</summary>
internal sealed class GrownTree
{
    private int _feature;
    private int _threshold;

    /// <summary>What a leaf says.</summary>
    public double Value { get; set; }

    public GrownTree? Lower { get; private set; }

    public GrownTree? Upper { get; private set; }

    public void Part(int feature, int threshold, GrownTree lower, GrownTree upper) =>
        (_feature, _threshold, Lower, Upper) = (feature, threshold, lower, upper);

    /// <summary>The model's score for a digit.</summary>
    public int ScoreOf(byte[] pixels, double learningRate)
    {
        var at = this;
        while (at.Lower is not null)
        {
            at = pixels[at._feature] <= at._threshold ? at.Lower : at.Upper!;
        }

        return at.Score(learningRate);
    }

    /// <summary>The nodes in preorder.</summary>
    public ImmutableArray<TreeNode> Encode(int @class, double learningRate)
    {
        var nodes = ImmutableArray.CreateBuilder<TreeNode>();
        Add(this);
        return nodes.ToImmutable();

        void Add(GrownTree tree)
        {
            var at = nodes.Count;
            if (tree.Lower is null)
            {
                nodes.Add(TreeNode.Leaf(@class, tree.Score(learningRate)));
                return;
            }

            nodes.Add(default);
            Add(tree.Lower);
            nodes[at] = new TreeNode((ushort)tree._feature, (ushort)nodes.Count, tree._threshold);
            Add(tree.Upper!);
        }
    }

    private int Score(double learningRate) => (int)Math.Round(Value * learningRate * TreeBooster.ScoreScale);
}
