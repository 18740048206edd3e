namespace LazAI.Engines;

/// <summary>One layer as README.md beside this file defines it, element by element.</summary>
internal static class Int8ConvReference
{
    public static int[] Run(Int8ConvStage stage, Int8MlpLayer? rows, int[] inputs)
    {
        var outputs = new int[stage.Output.Size];
        for (var y = 0; y < stage.Output.Height; y++)
        {
            for (var x = 0; x < stage.Output.Width; x++)
            {
                for (var channel = 0; channel < stage.Output.Channels; channel++)
                {
                    outputs[(((y * stage.Output.Width) + x) * stage.Output.Channels) + channel] = stage.Line.Kind switch
                    {
                        Int8ConvKind.MaxPool => Window(stage, inputs, y, x, channel).Max(),
                        Int8ConvKind.AveragePool => Mean([.. Window(stage, inputs, y, x, channel)]),
                        _ => Accumulate(stage, rows!, inputs, y, x, channel),
                    };
                }
            }
        }

        return outputs;
    }

    private static int Mean(int[] elements) => (elements.Sum() + (elements.Length / 2)) / elements.Length;

    private static int Accumulate(Int8ConvStage stage, Int8MlpLayer rows, int[] inputs, int y, int x, int output)
    {
        var accumulator = rows.Biases[output];
        var row = rows.Row(output);
        for (var channel = 0; channel < stage.Input.Channels; channel++)
        {
            var i = channel;
            foreach (var element in Window(stage, inputs, y, x, channel))
            {
                accumulator += row[i] * element;
                i += stage.Input.Channels;
            }
        }

        return stage.Last
            ? accumulator
            : Math.Min(Int8MlpModel.ActivationMaximum, (Math.Max(accumulator, 0) + rows.Rounding) >> rows.Shift);
    }

    /// <summary>One channel of the window of an output, row by row; 0 in the padding.</summary>
    private static IEnumerable<int> Window(Int8ConvStage stage, int[] inputs, int y, int x, int channel)
    {
        var (line, shape) = (stage.Line, stage.Input);
        for (var windowY = 0; windowY < stage.WindowHeight; windowY++)
        {
            for (var windowX = 0; windowX < stage.WindowWidth; windowX++)
            {
                var (inputY, inputX) = ((y * line.StrideHeight) - line.PaddingHeight + windowY, (x * line.StrideWidth) - line.PaddingWidth + windowX);
                yield return inputY < 0 || inputY >= shape.Height || inputX < 0 || inputX >= shape.Width
                    ? 0
                    : inputs[(((inputY * shape.Width) + inputX) * shape.Channels) + channel];
            }
        }
    }
}
