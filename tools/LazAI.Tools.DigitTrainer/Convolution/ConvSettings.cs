using LazAI.Engines;

namespace LazAI.Tools.DigitTrainer;

/// <summary>The shape of a convolutional network: convolutions that move by one, each with a max pool of 2 × 2 behind it, then dense layers.</summary>
/// <param name="Channels">Of each convolution.</param>
/// <param name="Kernel">Side of their windows.</param>
/// <param name="Hidden">Widths of the dense layers between.</param>
internal sealed record ConvSettings(int Side, int[] Channels, int Kernel, int[] Hidden)
{
    /// <summary>The network for the engine.</summary>
    /// <param name="rows">Those of the convolutions, then of the dense layers.</param>
    public Int8ConvModel? Build(Int8MlpLayer[] rows)
    {
        var layers = rows.SelectMany((row, i) => i < Channels.Length
            ? (Int8ConvLayer[])
            [
                new(Int8ConvLine.Convolution(row.Outputs, (Kernel, Kernel), (1, 1), (0, 0), row.Shift), row),
                new(Int8ConvLine.MaxPool((2, 2), (2, 2)), null),
            ]
            : [new(Int8ConvLine.Dense(row.Outputs, row.Shift), row)]);
        return Int8ConvModel.TryCreate(new ImageShape(Side, Side, 1), [.. layers], out var model, out _) ? model : null;
    }
}
