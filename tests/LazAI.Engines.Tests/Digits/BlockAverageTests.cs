using LazAI.Engines.Digits;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests;

public sealed class BlockAverageTests(ITestOutputHelper output)
{
    [Fact]
    public void Reduce_BlocksOfOnePixel_LeavesTheImageAsItIs()
    {
        var image = AnyImage(TestSeed.Create(output));
        Assert.Equal(image, new BlockAverage(HeldOutDigits.WholeSide, 1).Reduce(image));
    }

    /// <summary>The middle 24 × 24, a square that the blocks fill, and one that reaches beyond the image.</summary>
    [Theory]
    [InlineData(8, 3)]
    [InlineData(7, 4)]
    [InlineData(8, 4)]
    [InlineData(9, 3)]
    [InlineData(4, 9)]
    public void Reduce_AnyImage_IsTheRoundedMeanOfEachBlock(int side, int block)
    {
        var image = AnyImage(TestSeed.Create(output));
        var first = (HeldOutDigits.WholeSide - (side * block)) / 2;
        var expected = from row in Enumerable.Range(0, side)
                       from column in Enumerable.Range(0, side)
                       let pixels = from y in Enumerable.Range(first + (row * block), block)
                                    from x in Enumerable.Range(first + (column * block), block)
                                    select y is >= 0 and < 28 && x is >= 0 and < 28 ? image[(y * 28) + x] : (byte)0
                       select (byte)Math.Floor((pixels.Sum(pixel => (decimal)pixel) / (block * block)) + 0.5m);
        Assert.Equal(expected, new BlockAverage(side, block).Reduce(image));
    }

    [Fact]
    public void Reduce_AllInk_IsAllInk() =>
        Assert.All(new BlockAverage(8, 3).Reduce(Enumerable.Repeat((byte)255, HeldOutDigits.PixelCount).ToArray()), pixel => Assert.Equal(255, pixel));

    [Fact]
    public void Reduce_OtherSizes_IsAnArgumentError()
    {
        Assert.Throws<ArgumentException>(() => new BlockAverage(8, 3).Reduce(new byte[HeldOutDigits.PixelCount - 1]));
        Assert.Throws<ArgumentException>(() => new BlockAverage(8, 3).Reduce(new byte[HeldOutDigits.PixelCount], new byte[65]));
    }

    private static byte[] AnyImage(Random random)
    {
        var image = new byte[HeldOutDigits.PixelCount];
        random.NextBytes(image);
        return image;
    }
}
