using System.Buffers.Binary;
using System.Collections.Immutable;
using LazAI.Engines.Traces;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests;

public sealed class TreeEnsembleModelTests(ITestOutputHelper output)
{
    private const int TreesAt = 10;
    private const int FeatureBytesAt = 12;
    private const int FeaturesAt = 14;
    private const int ClassesAt = 16;
    private const int FirstCountAt = 18;
    private const int FirstBaseAt = 22;
    private const int NodesAt = 30;

    /// <summary>The trees of <see cref="TreeEnsembleEngineTests.ByHand"/>, three features of a byte, two classes.</summary>
    private static byte[] Small =>
    [
        .. "LAZTREES"u8, 1, 0, 2, 0, 1, 0, 3, 0, 2, 0,
        5, 0, 1, 0,
        100, 0, 0, 0, 0xCE, 0xFF, 0xFF, 0xFF,
        1, 0, 4, 0, 10, 0, 0, 0,
        0, 0, 3, 0, 200, 0, 0, 0,
        0xFF, 0xFF, 0, 0, 5, 0, 0, 0,
        0xFF, 0xFF, 1, 0, 0xF9, 0xFF, 0xFF, 0xFF,
        0xFF, 0xFF, 1, 0, 9, 0, 0, 0,
        0xFF, 0xFF, 0, 0, 1, 0, 0, 0,
    ];

    [Fact]
    public void TryParse_FileTypedByHand_IsTheModelOfThoseTrees()
    {
        Assert.True(TreeEnsembleModel.TryParse(Small, out var model, out var refusal));
        Assert.True(TreeEnsembleModel.TryCreate(1, 3, [100, -50], TreeEnsembleEngineTests.ByHand, out var created, out _));

        Assert.Equal(TreeEnsembleRefusal.None, refusal);
        Assert.Equal((3, 2, 2), (model.InputWidth, model.OutputWidth, model.Trees));
        Assert.Equal(Small, model.Encode());
        Assert.Equal(Small, created.Encode());
    }

    [Fact]
    public void TryParse_AnyTruncationOrTrailingByte_IsRefused()
    {
        for (var length = 0; length < Small.Length; length++)
        {
            AssertRefused(Small[..length], TreeEnsembleRefusal.Truncated);
        }

        AssertRefused([.. Small, 0], TreeEnsembleRefusal.TrailingBytes);
    }

    [Fact]
    public void TryParse_AnyMagicByteChanged_IsNoModel()
    {
        for (var i = 0; i < 8; i++)
        {
            var encoded = Small;
            encoded[i] ^= 1;
            AssertRefused(encoded, TreeEnsembleRefusal.MagicUnknown);
        }
    }

    [Theory]
    [InlineData(8, 2, TreeEnsembleRefusal.VersionUnknown)]
    [InlineData(TreesAt, 0, TreeEnsembleRefusal.TreeCountOutOfRange)]
    [InlineData(TreesAt, TreeEnsembleModel.TreesMaximum + 1, TreeEnsembleRefusal.TreeCountOutOfRange)]
    [InlineData(TreesAt, TreeEnsembleModel.TreesMaximum, TreeEnsembleRefusal.Truncated)]
    [InlineData(FeatureBytesAt, 0, TreeEnsembleRefusal.FeaturesOutOfRange)]
    [InlineData(FeatureBytesAt, 2, TreeEnsembleRefusal.FeaturesOutOfRange)]
    [InlineData(FeaturesAt, 0, TreeEnsembleRefusal.FeaturesOutOfRange)]
    [InlineData(FeaturesAt, TreeEnsembleModel.InputBytesMaximum + 1, TreeEnsembleRefusal.FeaturesOutOfRange)]
    [InlineData(ClassesAt, 0, TreeEnsembleRefusal.ClassCountOutOfRange)]
    [InlineData(ClassesAt, TreeEnsembleModel.ClassesMaximum + 1, TreeEnsembleRefusal.ClassCountOutOfRange)]
    [InlineData(FirstCountAt, 0, TreeEnsembleRefusal.NodeCountOutOfRange)]
    [InlineData(FirstCountAt, TreeEnsembleModel.NodesOfTreeMaximum + 1, TreeEnsembleRefusal.NodeCountOutOfRange)]
    [InlineData(FirstCountAt, ushort.MaxValue, TreeEnsembleRefusal.NodeCountOutOfRange)]
    [InlineData(FirstCountAt, TreeEnsembleModel.NodesOfTreeMaximum, TreeEnsembleRefusal.Truncated)]
    [InlineData(FirstCountAt, 4, TreeEnsembleRefusal.TrailingBytes)]
    [InlineData(FirstBaseAt + 2, 0x4000, TreeEnsembleRefusal.BaseScoreOutOfRange)]
    [InlineData(FirstBaseAt + 2, 0x8000, TreeEnsembleRefusal.BaseScoreOutOfRange)]
    [InlineData(NodesAt, 3, TreeEnsembleRefusal.FeatureOutOfRange)]
    [InlineData(NodesAt + 2, 0, TreeEnsembleRefusal.NotATree)]
    [InlineData(NodesAt + 2, 1, TreeEnsembleRefusal.NotATree)]
    [InlineData(NodesAt + 2, 3, TreeEnsembleRefusal.NotATree)]
    [InlineData(NodesAt + 2, 5, TreeEnsembleRefusal.NotATree)]
    [InlineData(NodesAt + 2, ushort.MaxValue, TreeEnsembleRefusal.NotATree)]
    [InlineData(NodesAt + 10, 4, TreeEnsembleRefusal.NotATree)]
    [InlineData(NodesAt + 8, ushort.MaxValue, TreeEnsembleRefusal.NotATree)]
    [InlineData(NodesAt + 16, 0, TreeEnsembleRefusal.NotATree)]
    [InlineData(NodesAt + 18, 2, TreeEnsembleRefusal.ClassOutOfRange)]
    [InlineData(NodesAt + 22, 0x10, TreeEnsembleRefusal.ScoreOutOfRange)]
    [InlineData(NodesAt + 22, 0x8000, TreeEnsembleRefusal.ScoreOutOfRange)]
    public void TryParse_FieldChanged_IsRefusedByName(int offset, ushort value, TreeEnsembleRefusal expected)
    {
        var encoded = Small;
        BinaryPrimitives.WriteUInt16LittleEndian(encoded.AsSpan(offset), value);
        AssertRefused(encoded, expected);
    }

    [Theory]
    [InlineData(TreeEnsembleModel.DepthMaximum, true)]
    [InlineData(TreeEnsembleModel.DepthMaximum + 1, false)]
    public void TryCreate_DepthAtItsBound_DecidesAdmission(int depth, bool admitted)
    {
        // To either side: leaves on the way down, or all of them at the end.
        ImmutableArray<TreeNode> right =
        [
            .. Enumerable.Range(0, depth).SelectMany(i => (TreeNode[])[new(0, (ushort)((2 * i) + 2), 0), TreeNode.Leaf(0, 0)]), TreeNode.Leaf(0, 0),
        ];
        ImmutableArray<TreeNode> left =
        [
            .. Enumerable.Range(0, depth).Select(i => new TreeNode(0, (ushort)((2 * depth) - i), 0)), .. Enumerable.Repeat(TreeNode.Leaf(0, 0), depth + 1),
        ];
        foreach (var tree in (ImmutableArray<TreeNode>[])[left, right])
        {
            Assert.Equal(admitted, TreeEnsembleModel.TryCreate(1, 1, [0], [tree], out _, out var refusal));
            Assert.Equal(admitted ? TreeEnsembleRefusal.None : TreeEnsembleRefusal.TooDeep, refusal);
        }
    }

    [Fact]
    public void Header_OfTheLargestModel_FitsIntoTheFirstChunk()
    {
        var trees = Enumerable.Repeat<ImmutableArray<TreeNode>>([TreeNode.Leaf(255, 1)], TreeEnsembleModel.TreesMaximum).ToArray();
        Assert.True(TreeEnsembleModel.TryCreate(
            1, TreeEnsembleModel.InputBytesMaximum, new int[TreeEnsembleModel.ClassesMaximum], trees, out var model, out _));
        var file = model.Encode();

        Assert.InRange(model.Header.EncodedLength, 1, ModelCommitment.ChunkBytes);
        Assert.True(TreeEnsembleTraceProgram.TryCreate(file.AsSpan(0, ModelCommitment.ChunkBytes), file.Length, out _, out _));
    }

    [Fact]
    public void TryParse_RandomModelsAndByteChanges_NeverThrowAndStayCanonical()
    {
        var random = TestSeed.Create(output);
        var admitted = 0;
        for (var round = 0; round < 5_000; round++)
        {
            var encoded = round % 5 == 0 ? RandomTrees.Model(random).Encode() : Small;
            for (var change = random.Next(0, 4); change > 0; change--)
            {
                encoded[random.Next(encoded.Length)] = (byte)random.Next(256);
            }

            var parsed = TreeEnsembleModel.TryParse(encoded, out var model, out var refusal);
            Assert.Equal(parsed, refusal == TreeEnsembleRefusal.None);
            if (parsed)
            {
                // Whatever is admitted also runs, and by its trace.
                admitted++;
                Assert.Equal(encoded, model!.Encode());
                var input = RandomTrees.Input(random, model);
                var scores = new int[model.OutputWidth];
                new TreeEnsembleEngine(model).Infer(input, scores);
                Assert.Equal(TracedRun.Execute(TreeEnsembleTraceProgram.Create(model), input, encoded).Result, Encode(scores));
            }
        }

        Assert.InRange(admitted, 500, 4_900);
    }

    private static byte[] Encode(int[] scores)
    {
        var encoded = new byte[ClassificationResult.EncodedLengthBound(scores.Length)];
        return encoded[..ClassificationResult.Encode(scores, encoded)];
    }

    private static void AssertRefused(byte[] encoded, TreeEnsembleRefusal expected)
    {
        Assert.False(TreeEnsembleModel.TryParse(encoded, out var model, out var refusal));
        Assert.Null(model);
        Assert.Equal(expected, refusal);
    }
}
