using LazAI.Engines;
using LazAI.Engines.Digits;

namespace LazAI.Tools.DigitTrainer;

/// <summary>Boosts trees on the digits and distorted copies of them.</summary>
internal static class TreeTraining
{
    public static TrainedModel Run(TrainingSettings settings, Digit[] digits)
    {
        var (trees, random) = (settings.Trees!, new SplitMix64(settings.Seed));
        var augmentation = new Augmentation(random, settings.Distortion);
        Digit[] drawn =
        [
            .. digits,
            .. Enumerable.Range(0, trees.Copies).SelectMany(_ => digits.Select(digit =>
            {
                var copy = digit with { Pixels = new byte[digit.Pixels.Length] };
                augmentation.Draw(digit.Pixels, copy.Pixels);
                return copy;
            })),
        ];
        var grown = new TreeBooster(drawn, trees, random).Grow(
            (round, loss) => Console.WriteLine($"round {round,3}: loss {loss:F4} on {drawn.Length} digits"));
        if (!TreeEnsembleModel.TryCreate(1, HeldOutDigits.PixelCount, new int[HeldOutDigits.LabelMaximum + 1], grown, out var model, out var refusal))
        {
            throw new InvalidOperationException($"The engine does not admit the trees: {refusal}.");
        }

        var engine = new TreeEnsembleEngine(model);
        return new TrainedModel(
            (TreeEnsembleEngine.Id, TreeEnsembleEngine.Version),
            new { Scheme = TreeEnsembleEngine.Quantisation, TreeBooster.ScoreScale, Trees = grown.Count, Nodes = grown.Sum(tree => tree.Length) },
            (data, dataSha256, count) => new
            {
                Data = data,
                DataSha256 = dataSha256,
                Digits = count,
                settings.Seed,
                trees.Rounds,
                trees.Leaves,
                trees.Copies,
                trees.LearningRate,
                trees.FeatureShare,
                trees.DigitShare,
            },
            model.Encode(),
            (pixels, logits) => engine.Infer(pixels, logits),
            _ => "");
    }
}
