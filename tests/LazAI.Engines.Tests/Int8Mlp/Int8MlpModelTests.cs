using System.Buffers.Binary;
using System.Collections.Immutable;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests;

public sealed class Int8MlpModelTests(ITestOutputHelper output)
{
    private const int LayersAt = 10;
    private const int InputWidthAt = 12;
    private const int FirstLayerAt = 16;
    private const int LastLayerAt = 24;

    /// <summary>Two layers, 3 → 2 → 1, every field with bytes of its own.</summary>
    private static byte[] Small =>
    [
        .. "LAZI8MLP"u8, 1, 0, 2, 0, 3, 0, 0, 0,
        2, 0, 0, 0, 5, 0, 0, 0,
        1, 0, 0, 0, 0, 0, 0, 0,
        0x44, 0x33, 0x22, 0x11, 1, 0x80, 0xFF,
        0xFE, 0xFF, 0xFF, 0xFF, 4, 5, 6,
        9, 0, 0, 0, 7, 8,
    ];

    [Fact]
    public void TryParse_FileTypedByHand_ReadsEachField()
    {
        Assert.True(Int8MlpModel.TryParse(Small, out var model, out var refusal));

        Assert.Equal(Int8MlpRefusal.None, refusal);
        Assert.Equal((3, 1), (model.InputWidth, model.OutputWidth));
        Assert.Equal([0x11223344, -2], model.Layers[0].Biases.ToArray());
        Assert.Equal([1, -128, -1, 4, 5, 6], model.Layers[0].Weights.ToArray());
        Assert.Equal((5, 16), (model.Layers[0].Shift, model.Layers[0].Rounding));
        Assert.Equal([9], model.Layers[1].Biases.ToArray());
        Assert.Equal([7, 8], model.Layers[1].Weights.ToArray());
        Assert.Equal((0, 0), (model.Layers[1].Shift, model.Layers[1].Rounding));
        Assert.Equal(Small, model.Encode());
    }

    [Fact]
    public void Encode_RandomModels_RoundTripToTheSameBytes()
    {
        var random = TestSeed.Create(output);
        for (var round = 0; round < 50; round++)
        {
            var encoded = RandomInt8Mlp.Model(random).Encode();

            Assert.True(Int8MlpModel.TryParse(encoded, out var parsed, out var refusal), refusal.ToString());
            Assert.Equal(encoded, parsed.Encode());
        }
    }

    [Fact]
    public void TryParse_AnyTruncation_IsTruncated()
    {
        for (var length = 0; length < Small.Length; length++)
        {
            AssertRefused(Small[..length], Int8MlpRefusal.Truncated);
        }
    }

    [Fact]
    public void TryParse_BytesAfterTheLastRow_AreRefused() => AssertRefused([.. Small, 0], Int8MlpRefusal.TrailingBytes);

    [Fact]
    public void TryParse_AnyMagicByteChanged_IsNoModel()
    {
        for (var i = 0; i < 8; i++)
        {
            var encoded = Small;
            encoded[i] ^= 1;
            AssertRefused(encoded, Int8MlpRefusal.MagicUnknown);
            AssertRefused(encoded[..(i + 1)], Int8MlpRefusal.MagicUnknown);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(257)]
    public void TryParse_OtherVersion_IsRefused(ushort version)
    {
        var encoded = Small;
        BinaryPrimitives.WriteUInt16LittleEndian(encoded.AsSpan(8), version);
        AssertRefused(encoded, Int8MlpRefusal.VersionUnknown);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Int8MlpModel.LayersMaximum + 1)]
    [InlineData(ushort.MaxValue)]
    public void TryParse_LayerCountOutOfRange_IsRefused(ushort layers)
    {
        var encoded = Small;
        BinaryPrimitives.WriteUInt16LittleEndian(encoded.AsSpan(LayersAt), layers);
        AssertRefused(encoded, Int8MlpRefusal.LayerCountOutOfRange);
    }

    [Theory]
    [InlineData(InputWidthAt, 0u, Int8MlpRefusal.WidthOutOfRange)]
    [InlineData(InputWidthAt, Int8MlpModel.WidthMaximum + 1u, Int8MlpRefusal.WidthOutOfRange)]
    [InlineData(InputWidthAt, uint.MaxValue, Int8MlpRefusal.WidthOutOfRange)]
    [InlineData(FirstLayerAt, 0u, Int8MlpRefusal.WidthOutOfRange)]
    [InlineData(LastLayerAt, uint.MaxValue, Int8MlpRefusal.WidthOutOfRange)]
    [InlineData(FirstLayerAt + 4, Int8MlpModel.ShiftMaximum + 1u, Int8MlpRefusal.ShiftOutOfRange)]
    [InlineData(FirstLayerAt + 4, uint.MaxValue, Int8MlpRefusal.ShiftOutOfRange)]
    [InlineData(LastLayerAt + 4, 1u, Int8MlpRefusal.LastLayerShifted)]
    [InlineData(InputWidthAt, (uint)Int8MlpModel.WidthMaximum, Int8MlpRefusal.Truncated)]
    [InlineData(InputWidthAt, 2u, Int8MlpRefusal.TrailingBytes)]
    public void TryParse_HeaderFieldChanged_IsRefusedByName(int offset, uint value, Int8MlpRefusal expected)
    {
        var encoded = Small;
        BinaryPrimitives.WriteUInt32LittleEndian(encoded.AsSpan(offset), value);
        AssertRefused(encoded, expected);
    }

    [Fact]
    public void TryParse_HeaderOfMoreThanTheMaximum_IsTooLarge()
    {
        var encoded = Small;
        BinaryPrimitives.WriteUInt32LittleEndian(encoded.AsSpan(InputWidthAt), Int8MlpModel.WidthMaximum);
        BinaryPrimitives.WriteUInt32LittleEndian(encoded.AsSpan(FirstLayerAt), Int8MlpModel.WidthMaximum);
        AssertRefused(encoded, Int8MlpRefusal.TooLarge);
    }

    [Theory]
    [InlineData(int.MaxValue - (127 * 129) - 16, true)]
    [InlineData(int.MaxValue - (127 * 129) - 15, false)]
    [InlineData(-(int.MaxValue - (127 * 129) - 16), true)]
    [InlineData(-(int.MaxValue - (127 * 129) - 15), false)]
    [InlineData(int.MinValue, false)]
    public void Model_AccumulatorAtItsBound_DecidesAdmission(int bias, bool admitted)
    {
        // Weights 1 and −128, inputs up to 127, rounding 16.
        ImmutableArray<Int8MlpLayer> layers = [new(2, [0, bias], [0, 0, 1, -128], shift: 5), new(2, [0], [1, 1], shift: 0)];
        var encoded = Small;
        BinaryPrimitives.WriteUInt32LittleEndian(encoded.AsSpan(InputWidthAt), 2);
        byte[] file = [.. encoded[..32], 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(bias), 1, 0x80, 0, 0, 0, 0, 1, 1];

        Assert.Equal(admitted, Int8MlpModel.TryCreate(layers, out _, out var created));
        Assert.Equal(admitted, Int8MlpModel.TryParse(file, out var parsed, out var refusal));
        Assert.Equal(admitted ? Int8MlpRefusal.None : Int8MlpRefusal.AccumulatorOverflow, created);
        Assert.Equal(created, refusal);
        Assert.Equal(admitted, parsed is not null);
    }

    [Fact]
    public void TryCreate_NoLayers_IsRefused()
    {
        Assert.False(Int8MlpModel.TryCreate([], out _, out var refusal));
        Assert.Equal(Int8MlpRefusal.LayerCountOutOfRange, refusal);
    }

    [Fact]
    public void TryParse_RandomByteChanges_NeverThrowAndStayCanonical()
    {
        var random = TestSeed.Create(output);
        for (var round = 0; round < 5_000; round++)
        {
            var encoded = Small;
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                encoded[random.Next(encoded.Length)] = (byte)random.Next(256);
            }

            if (Int8MlpModel.TryParse(encoded, out var model, out var refusal))
            {
                Assert.Equal(encoded, model.Encode());
            }
            else
            {
                Assert.NotEqual(Int8MlpRefusal.None, refusal);
            }
        }
    }

    private static void AssertRefused(byte[] encoded, Int8MlpRefusal expected)
    {
        Assert.False(Int8MlpModel.TryParse(encoded, out var model, out var refusal));
        Assert.Null(model);
        Assert.Equal(expected, refusal);
    }
}
