using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests;

public sealed class Int8ConvEngineTests(ITestOutputHelper output)
{
    public static TheoryData<Int8MlpKernel> Kernels => [.. Int8MlpKernels.Supported];

    /// <summary>Worked out by hand: an image of 3 × 2, a convolution, a pool of its only line, and two logits.</summary>
    [Fact]
    public void Infer_NetworkWorkedOutByHand_GivesItsLogits()
    {
        // Windows of 2 × 2, padded at the sides, moved by one line and two pixels.
        Assert.True(Int8ConvModel.TryCreate(
            new ImageShape(2, 3, 1),
            [
                new Int8ConvLayer(Int8ConvLine.Convolution(2, (2, 2), (1, 2), (0, 1), shift: 1), new Int8MlpLayer(4, [1, -40], [1, 2, 3, 4, 0, 0, 0, 10], 1)),
                new Int8ConvLayer(Int8ConvLine.AveragePool((1, 2), (1, 1)), null),
                new Int8ConvLayer(Int8ConvLine.Dense(2, 0), new Int8MlpLayer(2, [0, 100], [1, -1, 2, 2], 0)),
            ],
            out var model,
            out var refusal), refusal.ToString());

        // x = 1 2 3   windows: 0 1   2 3
        //     4 5 6            0 4   5 6
        // channel 0: 1 + 2 + 16 = 19 → 10; 1 + 2 + 6 + 15 + 24 = 48 → 24; mean (34 + 1) / 2 = 17
        // channel 1: −40 + 40 = 0 → 0; −40 + 60 = 20 → 10; mean (10 + 1) / 2 = 5
        // logits: 17 − 5 = 12; 100 + 34 + 10 = 144
        byte[] input = [2, 5, 6, 9, 10, 13];
        var logits = new int[2];
        foreach (var kernel in Int8MlpKernels.Supported)
        {
            Assert.Equal(1, new Int8ConvEngine(model, kernel).Infer(input, logits));
            Assert.Equal([12, 144], logits);
        }

        Assert.Equal(1, Int8ConvEngine.InferScalarReference(model, input, logits));
        Assert.Equal([12, 144], logits);
    }

    [Fact]
    public void Infer_MaxPool_TakesTheGreatestOfEachChannel()
    {
        Assert.True(Int8ConvModel.TryCreate(
            new ImageShape(2, 2, 2),
            [new(Int8ConvLine.MaxPool((2, 1), (1, 1)), null), new(Int8ConvLine.Dense(4, 0), new Int8MlpLayer(4, [0, 0, 0, 0], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], 0))],
            out var model,
            out _));
        var logits = new int[4];

        new Int8ConvEngine(model).Infer([2, 4, 6, 8, 255, 0, 5, 20], logits);

        Assert.Equal([127, 2, 3, 10], logits);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Infer_RandomModelsAndInputs_EqualsTheScalarReference(Int8MlpKernel kernel)
    {
        var random = TestSeed.Create(output);
        for (var round = 0; round < 300; round++)
        {
            var model = RandomInt8Conv.Model(random);
            var engine = new Int8ConvEngine(model, kernel);
            var (expected, actual) = (new int[model.OutputWidth], new int[model.OutputWidth]);
            for (var i = 0; i < 4; i++)
            {
                var input = RandomInt8Mlp.Input(random, model.InputWidth);
                Assert.Equal(Int8ConvEngine.InferScalarReference(model, input, expected), engine.Infer(input, actual));
                Assert.Equal(expected, actual);
            }
        }
    }

    /// <summary>A perceptron is a network of dense layers, and gives the same.</summary>
    [Fact]
    public void Infer_DenseLayersOnly_IsThePerceptron()
    {
        var random = TestSeed.Create(output);
        for (var round = 0; round < 50; round++)
        {
            var perceptron = RandomInt8Mlp.Model(random);
            Assert.True(Int8ConvModel.TryCreate(
                new ImageShape(1, 1, perceptron.InputWidth),
                [.. perceptron.Layers.Select(layer => new Int8ConvLayer(Int8ConvLine.Dense(layer.Outputs, layer.Shift), layer))],
                out var model,
                out var refusal), refusal.ToString());
            var input = RandomInt8Mlp.Input(random, model.InputWidth);
            var (expected, actual) = (new int[model.OutputWidth], new int[model.OutputWidth]);

            Assert.Equal(new Int8MlpEngine(perceptron).Infer(input, expected), new Int8ConvEngine(model).Infer(input, actual));
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Infer_SpansOfOtherLengths_AreArgumentErrors()
    {
        var engine = new Int8ConvEngine(RandomInt8Conv.Model(new Random(1), new ImageShape(3, 3, 2), Int8ConvLine.Dense(4, 0)));

        Assert.Throws<ArgumentException>("input", () => engine.Infer(new byte[17], new int[4]));
        Assert.Throws<ArgumentException>("logits", () => engine.Infer(new byte[18], new int[3]));
        Assert.Throws<ArgumentException>("input", () => engine.Trace(new byte[19]));
    }
}
