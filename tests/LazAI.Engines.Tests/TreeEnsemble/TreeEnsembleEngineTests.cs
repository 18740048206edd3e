using System.Collections.Immutable;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests;

public sealed class TreeEnsembleEngineTests(ITestOutputHelper output)
{
    /// <summary>Two trees over three features of a byte, two classes: x[1] ≤ 10 ? (x[0] ≤ 200 ? 5 for 0 : −7 for 1) : 9 for 1; and 1 for 0 always.</summary>
    internal static ImmutableArray<TreeNode>[] ByHand =>
    [
        [new(1, 4, 10), new(0, 3, 200), TreeNode.Leaf(0, 5), TreeNode.Leaf(1, -7), TreeNode.Leaf(1, 9)],
        [TreeNode.Leaf(0, 1)],
    ];

    [Theory]
    [InlineData(0, 10, 106, -50, 0)]
    [InlineData(200, 0, 106, -50, 0)]
    [InlineData(201, 10, 101, -57, 0)]
    [InlineData(0, 11, 101, -41, 0)]
    [InlineData(255, 255, 101, -41, 0)]
    public void Infer_TreesWorkedOutByHand_GivesTheirScores(byte first, byte second, int expectedFirst, int expectedSecond, int expectedClass)
    {
        Assert.True(TreeEnsembleModel.TryCreate(1, 3, [100, -50], ByHand, out var model, out _));
        var (scores, reference) = (new int[2], new int[2]);

        Assert.Equal(expectedClass, new TreeEnsembleEngine(model).Infer([first, second, 77], scores));
        Assert.Equal(expectedClass, TreeEnsembleEngine.InferScalarReference(model, [first, second, 77], reference));
        Assert.Equal([expectedFirst, expectedSecond], scores);
        Assert.Equal([expectedFirst, expectedSecond], reference);
    }

    [Fact]
    public void Infer_SignedFeatures_AreComparedAsSuch()
    {
        ImmutableArray<TreeNode> tree = [new(1, 2, -3), TreeNode.Leaf(0, 1), TreeNode.Leaf(0, 2)];
        Assert.True(TreeEnsembleModel.TryCreate(4, 2, [0], [tree], out var model, out _));
        var score = new int[1];
        foreach (var (feature, expected) in new[] { (-3, 1), (-2, 2), (int.MinValue, 1), (int.MaxValue, 2) })
        {
            new TreeEnsembleEngine(model).Infer([1, 2, 3, 4, .. BitConverter.GetBytes(feature)], score);
            Assert.Equal(expected, score[0]);
        }
    }

    [Fact]
    public void Infer_RandomModelsAndInputs_EqualsTheScalarReference()
    {
        var random = TestSeed.Create(output);
        for (var round = 0; round < 400; round++)
        {
            var model = RandomTrees.Model(random);
            var engine = new TreeEnsembleEngine(model);
            var (expected, actual) = (new int[model.OutputWidth], new int[model.OutputWidth]);
            for (var i = 0; i < 10; i++)
            {
                var input = RandomTrees.Input(random, model);
                Assert.Equal(TreeEnsembleEngine.InferScalarReference(model, input, expected), engine.Infer(input, actual));
                Assert.Equal(expected, actual);
            }
        }
    }

    [Fact]
    public void Infer_MostTreesOfTheGreatestScores_StaysInRange()
    {
        var trees = Enumerable.Repeat<ImmutableArray<TreeNode>>([TreeNode.Leaf(0, -TreeEnsembleModel.ScoreMaximum)], TreeEnsembleModel.TreesMaximum).ToArray();
        Assert.True(TreeEnsembleModel.TryCreate(1, 1, [-TreeEnsembleModel.BaseScoreMaximum], trees, out var model, out _));
        var score = new int[1];

        new TreeEnsembleEngine(model).Infer([0], score);

        Assert.Equal(-TreeEnsembleModel.BaseScoreMaximum - (1_024L * TreeEnsembleModel.ScoreMaximum), score[0]);
    }

    [Fact]
    public void Infer_AnyNumberOfTimes_AllocatesNothing()
    {
        var model = RandomTrees.Model(new Random(1), 1, 40, 5, 30, 50);
        var (engine, input, scores) = (new TreeEnsembleEngine(model), new byte[40], new int[5]);
        engine.Infer(input, scores);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            input[i % 40] = (byte)i;
            engine.Infer(input, scores);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Infer_SpansOfOtherLengths_AreArgumentErrors()
    {
        var engine = new TreeEnsembleEngine(RandomTrees.Model(new Random(1), 4, 3, 2, 2, 2));

        Assert.Throws<ArgumentException>("input", () => engine.Infer(new byte[11], new int[2]));
        Assert.Throws<ArgumentException>("logits", () => engine.Infer(new byte[12], new int[3]));
        Assert.Throws<ArgumentException>("input", () => engine.Trace(new byte[13]));
    }
}
