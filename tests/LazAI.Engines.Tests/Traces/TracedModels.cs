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
        for (var i = 0; i < 8; i++)
        {
            yield return TracedModel.Perceptron(RandomInt8Mlp.Model(random));
            yield return TracedModel.Trees(RandomTrees.Model(random));
        }
    }
}
