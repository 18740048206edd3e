namespace LazAI.Engines.Tests;

/// <summary>Models of every engine that leaves traces, small and with many tiles, with widths that are no multiples of a tile.</summary>
internal static class TracedModels
{
    public static IEnumerable<TracedModel> Create(Random random)
    {
        yield return TracedModel.Perceptron(RandomInt8Mlp.Model(random, 1, 1));
        yield return TracedModel.Perceptron(RandomInt8Mlp.Model(random, 784, 128, 64, 10));
        yield return TracedModel.Perceptron(RandomInt8Mlp.Model(random, 3_000, 37, 5_000, 23, 7));
        yield return TracedModel.Perceptron(RandomInt8Mlp.Model(random, 16_384, 9, 11));
        yield return TracedModel.Trees(RandomTrees.Model(random, featureBytes: 1, features: 1, classes: 1, trees: 1, questions: 0));
        yield return TracedModel.Trees(RandomTrees.Model(random, featureBytes: 4, features: 30, classes: 7, trees: 130, questions: 600));

        // Every kind of layer, of several tiles each; in the second convolution several groups of channels for each group of positions, which all kinds then read.
        yield return TracedModel.Convolution(RandomInt8Conv.Model(
            random,
            new ImageShape(28, 28, 1),
            Int8ConvLine.Convolution(40, (5, 5), (1, 1), (2, 2), 9),
            Int8ConvLine.MaxPool((2, 2), (2, 2)),
            Int8ConvLine.Convolution(100, (3, 3), (2, 1), (1, 0), 11),
            Int8ConvLine.Convolution(30, (2, 3), (1, 2), (0, 1), 10),
            Int8ConvLine.AveragePool((2, 1), (1, 1)),
            Int8ConvLine.Dense(40, 11),
            Int8ConvLine.Dense(10, 0)));
        yield return TracedModel.Convolution(RandomInt8Conv.Model(
            random,
            new ImageShape(9, 9, 12),
            Int8ConvLine.Convolution(300, (3, 3), (2, 2), (1, 1), 8),
            Int8ConvLine.MaxPool((2, 2), (1, 1)),
            Int8ConvLine.Convolution(300, (1, 1), (1, 1), (0, 0), 9),
            Int8ConvLine.AveragePool((2, 2), (1, 1)),
            Int8ConvLine.Dense(7, 0)));
        yield return TracedModel.Convolution(RandomInt8Conv.Model(
            random,
            new ImageShape(1, 3_000, 2),
            Int8ConvLine.Convolution(6, (1, 7), (1, 3), (0, 3), 9),
            Int8ConvLine.AveragePool((1, 4), (1, 4)),
            Int8ConvLine.Dense(5, 0)));
        for (var i = 0; i < 8; i++)
        {
            yield return TracedModel.Perceptron(RandomInt8Mlp.Model(random));
            yield return TracedModel.Convolution(RandomInt8Conv.Model(random));
            yield return TracedModel.Trees(RandomTrees.Model(random));
        }
    }
}
