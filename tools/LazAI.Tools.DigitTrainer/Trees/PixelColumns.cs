namespace LazAI.Tools.DigitTrainer;

/// <summary>The digits pixel by pixel, each in one of a few bins: thresholds are only tried between these.</summary>
internal sealed class PixelColumns
{
    public const int Bins = 32;

    private const int BinShift = 3;

    private readonly byte[][] _columns;

    public PixelColumns(Digit[] digits)
    {
        _columns = new byte[digits[0].Pixels.Length][];
        for (var pixel = 0; pixel < _columns.Length; pixel++)
        {
            _columns[pixel] = [.. digits.Select(digit => (byte)(digit.Pixels[pixel] >> BinShift))];
        }

        Features = [.. Enumerable.Range(0, _columns.Length).Where(pixel => _columns[pixel].AsSpan().ContainsAnyExcept(_columns[pixel][0]))];
    }

    /// <summary>The pixels that are not the same in all digits.</summary>
    public int[] Features { get; }

    public ReadOnlySpan<byte> Column(int pixel) => _columns[pixel];

    /// <summary>The greatest pixel of a bin.</summary>
    public static int Threshold(int bin) => (bin << BinShift) + (1 << BinShift) - 1;
}
