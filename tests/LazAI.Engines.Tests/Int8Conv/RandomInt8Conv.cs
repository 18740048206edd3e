using System.Collections.Immutable;

namespace LazAI.Engines.Tests;

/// <summary>Networks that lean towards the edges of what is admitted: images of one line, windows as large as the padded image, strides that leave elements out.</summary>
internal static class RandomInt8Conv
{
    public static Int8ConvModel Model(Random random)
    {
        var input = new ImageShape(random.Next(3) == 0 ? 1 : random.Next(1, 15), random.Next(1, 15), random.Next(1, 6));
        var lines = new List<Int8ConvLine>();
        var shape = input;
        for (var layers = random.Next(0, 4); layers > 0; layers--)
        {
            var kernel = (Height: Side(shape.Height), Width: Side(shape.Width));
            var padding = (Height: random.Next(kernel.Height), Width: random.Next(kernel.Width));
            var stride = (random.Next(1, 4), random.Next(1, 4));
            lines.Add(random.Next(5) switch
            {
                0 => Int8ConvLine.MaxPool(kernel, stride),
                1 => Int8ConvLine.AveragePool(kernel, stride),
                2 => Int8ConvLine.Dense(random.Next(1, 50), random.Next(0, 14)),
                _ => Int8ConvLine.Convolution(random.Next(1, 14), kernel, stride, padding, random.Next(0, 14)),
            });
            shape = Output(lines[^1], shape);
        }

        return Model(random, input, [.. lines, Int8ConvLine.Dense(random.Next(1, 20), shift: 0)]);

        int Side(int size) => random.Next(4) == 0 ? size : random.Next(1, Math.Min(size, 5) + 1);
    }

    /// <summary>A network of these layers with weights drawn for them.</summary>
    public static Int8ConvModel Model(Random random, ImageShape input, params Int8ConvLine[] lines)
    {
        var layers = ImmutableArray.CreateBuilder<Int8ConvLayer>();
        var shape = input;
        foreach (var line in lines)
        {
            var inputs = line.Kind switch
            {
                Int8ConvKind.Convolution => line.KernelHeight * line.KernelWidth * shape.Channels,
                Int8ConvKind.Dense => (int)shape.Size,
                _ => 0,
            };
            layers.Add(new Int8ConvLayer(line, inputs == 0 ? null : RandomInt8Mlp.Layer(random, inputs, line.Outputs, line.Shift)));
            shape = Output(line, shape);
        }

        Assert.True(Int8ConvModel.TryCreate(input, layers.ToImmutable(), out var model, out var refusal), refusal.ToString());
        Assert.Equal(shape, model.Header.Stages[^1].Output);
        return model;
    }

    private static ImageShape Output(Int8ConvLine line, ImageShape input) => line.Kind switch
    {
        Int8ConvKind.Dense => new ImageShape(1, 1, line.Outputs),
        var kind => new ImageShape(
            ((input.Height + (2 * line.PaddingHeight) - line.KernelHeight) / line.StrideHeight) + 1,
            ((input.Width + (2 * line.PaddingWidth) - line.KernelWidth) / line.StrideWidth) + 1,
            kind == Int8ConvKind.Convolution ? line.Outputs : input.Channels),
    };
}
