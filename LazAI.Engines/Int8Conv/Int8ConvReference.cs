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
                    outputs[(((y * stage.Output.Width) + x) * stage.Output.Channels) + channel] = stage.HasRows
                        ? Accumulate(stage, rows!, inputs, y, x, channel)
                        : Pool(stage, inputs, y, x, channel);
                }
            }
        }

        return outputs;
    }

    private static int Pool(Int8ConvStage stage, int[] inputs, int y, int x, int channel)
    {
        var (greatest, sum, elements) = (0, 0, stage.WindowHeight * stage.WindowWidth);
        for (var windowY = 0; windowY < stage.WindowHeight; windowY++)
        {
            for (var windowX = 0; windowX < stage.WindowWidth; windowX++)
            {
                var element = Element(stage, inputs, y, x, windowY, windowX, channel);
                greatest = Math.Max(greatest, element);
                sum += element;
            }
        }

        return stage.Line.Kind == Int8ConvKind.MaxPool ? greatest : (sum + (elements / 2)) / elements;
    }

    private static int Accumulate(Int8ConvStage stage, Int8MlpLayer rows, int[] inputs, int y, int x, int output)
    {
        var row = rows.Row(output);
        var (accumulator, i) = (rows.Biases[output], 0);
        for (var windowY = 0; windowY < stage.WindowHeight; windowY++)
        {
            for (var windowX = 0; windowX < stage.WindowWidth; windowX++)
            {
                for (var channel = 0; channel < stage.Input.Channels; channel++)
                {
                    accumulator += row[i++] * Element(stage, inputs, y, x, windowY, windowX, channel);
                }
            }
        }

        return stage.Last
            ? accumulator
            : Math.Min(Int8MlpModel.ActivationMaximum, (Math.Max(accumulator, 0) + rows.Rounding) >> rows.Shift);
    }

    /// <summary>An element of the window of an output; 0 in the padding.</summary>
    private static int Element(Int8ConvStage stage, int[] inputs, int y, int x, int windowY, int windowX, int channel)
    {
        var (line, shape) = (stage.Line, stage.Input);
        var inputY = (y * line.StrideHeight) - line.PaddingHeight + windowY;
        var inputX = (x * line.StrideWidth) - line.PaddingWidth + windowX;
        return inputY < 0 || inputY >= shape.Height || inputX < 0 || inputX >= shape.Width
            ? 0
            : inputs[(((inputY * shape.Width) + inputX) * shape.Channels) + channel];
    }
}
