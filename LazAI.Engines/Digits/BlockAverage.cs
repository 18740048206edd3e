namespace LazAI.Engines.Digits;

/// <summary>
/// Makes smaller digits of whole ones: blocks of pixels are laid over the middle of the 28 × 28 image, and each becomes one pixel, its mean
/// rounded half up: <c>(Σ + n / 2) / n</c> for the sum of n pixels, in integers. What lies beside the blocks is dropped; what of a block lies
/// beside the image is paper.
/// </summary>
/// <param name="side">Blocks in a row, which is the smaller image's side.</param>
/// <param name="block">Pixels in a row of a block.</param>
public sealed class BlockAverage(int side, int block)
{
    private const int ImageSide = HeldOutDigits.WholeSide;

    /// <summary>Side of the smaller image.</summary>
    public int Side { get; } = side;

    /// <summary>The smaller image's pixels, row by row.</summary>
    /// <exception cref="ArgumentException">The image has another size.</exception>
    public byte[] Reduce(ReadOnlySpan<byte> image)
    {
        var reduced = new byte[Side * Side];
        Reduce(image, reduced);
        return reduced;
    }

    /// <inheritdoc cref="Reduce(ReadOnlySpan{byte})"/>
    public void Reduce(ReadOnlySpan<byte> image, Span<byte> reduced)
    {
        if (image.Length != HeldOutDigits.PixelCount || reduced.Length != Side * Side)
        {
            throw new ArgumentException($"A whole image has {HeldOutDigits.PixelCount} pixels, a reduced one {Side * Side}.");
        }

        var first = (ImageSide - (Side * block)) / 2;
        var pixels = block * block;
        for (var row = 0; row < Side; row++)
        {
            for (var column = 0; column < Side; column++)
            {
                var sum = Sum(image, first + (row * block), first + (column * block));
                reduced[(row * Side) + column] = (byte)((sum + (pixels / 2)) / pixels);
            }
        }
    }

    /// <summary>The ink of one block.</summary>
    private int Sum(ReadOnlySpan<byte> image, int top, int left)
    {
        var sum = 0;
        for (var y = Math.Max(top, 0); y < Math.Min(top + block, ImageSide); y++)
        {
            for (var x = Math.Max(left, 0); x < Math.Min(left + block, ImageSide); x++)
            {
                sum += image[(y * ImageSide) + x];
            }
        }

        return sum;
    }
}
