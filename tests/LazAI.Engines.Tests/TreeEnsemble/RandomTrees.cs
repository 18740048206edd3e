using System.Buffers.Binary;
using System.Collections.Immutable;

namespace LazAI.Engines.Tests;

/// <summary>Ensembles and inputs that lean towards the edges of what is admitted.</summary>
internal static class RandomTrees
{
    public static TreeEnsembleModel Model(Random random)
    {
        var featureBytes = random.Next(2) == 0 ? 1 : 4;
        return Model(random, featureBytes, features: random.Next(1, 60), classes: random.Next(1, 12), trees: random.Next(1, 40), questions: random.Next(0, 80));
    }

    /// <param name="questions">Of each tree at most.</param>
    public static TreeEnsembleModel Model(Random random, int featureBytes, int features, int classes, int trees, int questions)
    {
        var extreme = random.Next(3) == 0;
        int Score(int maximum) => extreme ? (random.Next(2) == 0 ? maximum : -maximum) : random.Next(-5_000, 5_001);
        var baseScores = new int[classes];
        for (var c = 0; c < classes; c++)
        {
            baseScores[c] = Score(TreeEnsembleModel.BaseScoreMaximum);
        }

        var all = Enumerable.Range(0, trees).Select(_ =>
        {
            var nodes = ImmutableArray.CreateBuilder<TreeNode>();
            AddSubtree(nodes, random.Next(questions + 1), 0);
            return nodes.ToImmutable();
        }).ToArray();
        Assert.True(TreeEnsembleModel.TryCreate(featureBytes, features, baseScores, all, out var model, out var refusal), refusal.ToString());
        return model;

        void AddSubtree(ImmutableArray<TreeNode>.Builder nodes, int left, int depth)
        {
            if (left == 0 || depth == TreeEnsembleModel.DepthMaximum)
            {
                nodes.Add(TreeNode.Leaf(random.Next(classes), Score(TreeEnsembleModel.ScoreMaximum)));
                return;
            }

            // One in three trees is as lopsided as depth allows.
            var first = extreme ? 0 : random.Next(left);
            var at = nodes.Count;
            nodes.Add(default);
            AddSubtree(nodes, first, depth + 1);
            nodes[at] = new TreeNode((ushort)random.Next(features), (ushort)nodes.Count, Threshold(random, featureBytes));
            AddSubtree(nodes, left - 1 - first, depth + 1);
        }
    }

    public static byte[] Input(Random random, TreeEnsembleModel model)
    {
        var input = RandomInt8Mlp.Input(random, model.InputWidth);
        if (model.Header.FeatureBytes == 4)
        {
            for (var i = 0; i < input.Length; i += 4)
            {
                BinaryPrimitives.WriteInt32LittleEndian(input.AsSpan(i), Threshold(random, 4));
            }
        }

        return input;
    }

    private static int Threshold(Random random, int featureBytes) => random.Next(8) switch
    {
        0 => int.MinValue,
        1 => int.MaxValue,
        2 => 0,
        3 => 255,
        _ => featureBytes == 1 ? random.Next(256) : random.Next(-1_000, 1_001),
    };
}
