using System.Buffers.Binary;
using LazAI.Engines.Traces;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests;

public sealed class Int8ConvModelTests(ITestOutputHelper output)
{
    private const int LayersAt = 10;
    private const int HeightAt = 12;
    private const int ChannelsAt = 16;
    private const int ConvolutionAt = 18;
    private const int PoolAt = 36;
    private const int DenseAt = 54;

    /// <summary>2 × 3 × 1; a convolution of 2 × 2 to one channel, moved by (1, 2), padded by (0, 1), shift 1; a max pool of 1 × 2 moved by (1, 1); one logit.</summary>
    private static byte[] Small =>
    [
        .. "LAZ8CONV"u8, 1, 0, 3, 0, 2, 0, 3, 0, 1, 0,
        1, 0, 1, 0, 2, 0, 2, 0, 1, 0, 2, 0, 0, 0, 1, 0, 1, 0,
        2, 0, 0, 0, 1, 0, 2, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0,
        4, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0x44, 0x33, 0x22, 0x11, 1, 0x80, 0xFF, 7,
        0xFE, 0xFF, 0xFF, 0xFF, 4,
    ];

    [Fact]
    public void TryParse_FileTypedByHand_ReadsEachField()
    {
        Assert.True(Int8ConvModel.TryParse(Small, out var model, out var refusal), refusal.ToString());

        Assert.Equal(new ImageShape(2, 3, 1), model.Input);
        Assert.Equal(
            [
                new Int8ConvLine(Int8ConvKind.Convolution, 1, 2, 2, 1, 2, 0, 1, 1),
                new Int8ConvLine(Int8ConvKind.MaxPool, 0, 1, 2, 1, 1, 0, 0, 0),
                new Int8ConvLine(Int8ConvKind.Dense, 1, 0, 0, 0, 0, 0, 0, 0),
            ],
            model.Layers.Select(layer => layer.Line));
        Assert.Equal([0x11223344], model.Layers[0].Rows!.Biases.ToArray());
        Assert.Equal([1, -128, -1, 7], model.Layers[0].Rows!.Weights.ToArray());
        Assert.Null(model.Layers[1].Rows);
        Assert.Equal([4], model.Layers[2].Rows!.Weights.ToArray());
        Assert.Equal([new(1, 2, 1), new(1, 1, 1), new(1, 1, 1)], model.Header.Stages.Select(stage => stage.Output));
        Assert.Equal(Small, model.Encode());
    }

    [Fact]
    public void TryParse_AnyTruncationOrTrailingByte_IsRefused()
    {
        for (var length = 0; length < Small.Length; length++)
        {
            AssertRefused(Small[..length], Int8ConvRefusal.Truncated);
        }

        AssertRefused([.. Small, 0], Int8ConvRefusal.TrailingBytes);
    }

    [Theory]
    [InlineData(0, 0x4142, Int8ConvRefusal.MagicUnknown)]
    [InlineData(8, 2, Int8ConvRefusal.VersionUnknown)]
    [InlineData(LayersAt, 0, Int8ConvRefusal.LayerCountOutOfRange)]
    [InlineData(LayersAt, Int8ConvModel.LayersMaximum + 1, Int8ConvRefusal.LayerCountOutOfRange)]
    [InlineData(LayersAt, 2, Int8ConvRefusal.LastLayerNotLogits)]
    [InlineData(HeightAt, 0, Int8ConvRefusal.SizeOutOfRange)]
    [InlineData(HeightAt, ushort.MaxValue, Int8ConvRefusal.SizeOutOfRange)]
    [InlineData(HeightAt, 1, Int8ConvRefusal.WindowOutOfRange)]
    [InlineData(ChannelsAt, 0, Int8ConvRefusal.SizeOutOfRange)]
    [InlineData(ChannelsAt, 10_923, Int8ConvRefusal.SizeOutOfRange)]
    [InlineData(ChannelsAt, 4_097, Int8ConvRefusal.WidthOutOfRange)]
    [InlineData(ConvolutionAt, 0, Int8ConvRefusal.LayerKindUnknown)]
    [InlineData(ConvolutionAt, 5, Int8ConvRefusal.LayerKindUnknown)]
    [InlineData(ConvolutionAt, 2, Int8ConvRefusal.LayerMalformed)]
    [InlineData(ConvolutionAt, 4, Int8ConvRefusal.LayerMalformed)]
    [InlineData(ConvolutionAt + 2, 0, Int8ConvRefusal.SizeOutOfRange)]
    [InlineData(ConvolutionAt + 2, ushort.MaxValue, Int8ConvRefusal.SizeOutOfRange)]
    [InlineData(ConvolutionAt + 4, 0, Int8ConvRefusal.WindowOutOfRange)]
    [InlineData(ConvolutionAt + 4, 3, Int8ConvRefusal.WindowOutOfRange)]
    [InlineData(ConvolutionAt + 6, 6, Int8ConvRefusal.WindowOutOfRange)]
    [InlineData(ConvolutionAt + 6, ushort.MaxValue, Int8ConvRefusal.WindowOutOfRange)]
    [InlineData(ConvolutionAt + 8, 0, Int8ConvRefusal.WindowOutOfRange)]
    [InlineData(ConvolutionAt + 10, 0, Int8ConvRefusal.WindowOutOfRange)]
    [InlineData(ConvolutionAt + 12, 2, Int8ConvRefusal.WindowOutOfRange)]
    [InlineData(ConvolutionAt + 14, ushort.MaxValue, Int8ConvRefusal.WindowOutOfRange)]
    [InlineData(ConvolutionAt + 16, Int8MlpModel.ShiftMaximum + 1, Int8ConvRefusal.ShiftOutOfRange)]
    [InlineData(PoolAt + 2, 1, Int8ConvRefusal.LayerMalformed)]
    [InlineData(PoolAt + 12, 1, Int8ConvRefusal.LayerMalformed)]
    [InlineData(PoolAt + 16, 1, Int8ConvRefusal.LayerMalformed)]
    [InlineData(PoolAt + 6, 3, Int8ConvRefusal.WindowOutOfRange)]
    [InlineData(DenseAt + 2, 0, Int8ConvRefusal.SizeOutOfRange)]
    [InlineData(DenseAt + 2, Int8MlpModel.WidthMaximum + 1, Int8ConvRefusal.WidthOutOfRange)]
    [InlineData(DenseAt + 2, 2, Int8ConvRefusal.Truncated)]
    [InlineData(DenseAt + 4, 1, Int8ConvRefusal.LayerMalformed)]
    [InlineData(DenseAt + 16, 1, Int8ConvRefusal.LastLayerNotLogits)]
    public void TryParse_FieldChanged_IsRefusedByName(int offset, ushort value, Int8ConvRefusal expected)
    {
        var encoded = Small;
        BinaryPrimitives.WriteUInt16LittleEndian(encoded.AsSpan(offset), value);
        AssertRefused(encoded, expected);
    }

    [Fact]
    public void TryParse_HeadersOfMoreThanTheMaximum_AreRefusedWithoutTheirWeights()
    {
        // 16,384 rows of 16,384 weights; and two layers of which each output takes 16,384 products.
        var convolution = Int8ConvLine.Convolution(16, (32, 32), (1, 1), (15, 15), 1);
        AssertRefused(
            Int8ConvHeader.Encode(new ImageShape(128, 128, 1), [Int8ConvLine.Dense(16_384, 1), Int8ConvLine.Dense(1, 0)]), Int8ConvRefusal.TooLarge);
        AssertRefused(
            Int8ConvHeader.Encode(new ImageShape(64, 64, 16), [convolution, convolution, Int8ConvLine.Dense(1, 0)]), Int8ConvRefusal.TooManySteps);
    }

    [Fact]
    public void TryParse_RowThatCouldOverflow_IsRefused()
    {
        var encoded = Small;
        BinaryPrimitives.WriteInt32LittleEndian(encoded.AsSpan(72), int.MaxValue - (127 * 137) - 1);
        Assert.True(Int8ConvModel.TryParse(encoded, out _, out _));

        BinaryPrimitives.WriteInt32LittleEndian(encoded.AsSpan(72), int.MaxValue - (127 * 137));
        AssertRefused(encoded, Int8ConvRefusal.AccumulatorOverflow);
    }

    [Fact]
    public void Header_OfMostLayers_FitsIntoTheFirstChunk()
    {
        Int8ConvLine[] lines = [.. Enumerable.Repeat(Int8ConvLine.MaxPool((1, 1), (1, 1)), Int8ConvModel.LayersMaximum - 1), Int8ConvLine.Dense(1, 0)];
        Assert.InRange(Int8ConvHeader.Encode(new ImageShape(1, 1, 1), lines).Length, 1, ModelCommitment.ChunkBytes);
    }

    [Fact]
    public void TryParse_RandomByteChanges_NeverThrowAndStayCanonical()
    {
        var random = TestSeed.Create(output);
        var admitted = 0;
        for (var round = 0; round < 5_000; round++)
        {
            var encoded = round % 5 == 0 ? RandomInt8Conv.Model(random).Encode() : Small;
            for (var change = random.Next(0, 4); change > 0; change--)
            {
                encoded[random.Next(2) == 0 ? random.Next(encoded.Length) : random.Next(Math.Min(encoded.Length, 72))] = (byte)random.Next(256);
            }

            var parsed = Int8ConvModel.TryParse(encoded, out var model, out var refusal);
            Assert.Equal(parsed, refusal == Int8ConvRefusal.None);
            if (parsed)
            {
                // Whatever is admitted also runs, and by its trace.
                admitted++;
                Assert.Equal(encoded, model!.Encode());
                var run = new Int8ConvEngine(model).Trace(RandomInt8Mlp.Input(random, model.InputWidth));
                Assert.Equal(run.FinalRoot, TracedRun.Execute(run.Program, run.Tiles(new LeafRange(0, 1)), encoded).FinalRoot);
            }
        }

        Assert.InRange(admitted, 500, 4_900);
    }

    private static void AssertRefused(byte[] encoded, Int8ConvRefusal expected)
    {
        Assert.False(Int8ConvModel.TryParse(encoded, out var model, out var refusal));
        Assert.Null(model);
        Assert.Equal(expected, refusal);
    }
}
