using LazAI.Engines.Digits;

namespace LazAI.Engines.Benchmarks;

/// <summary>
/// Times the scalar reference and every vector path of this machine on the committed digit models, interleaved in one process, and checks that
/// all of them computed the same.
/// </summary>
internal static class InferenceBenchmark
{
    public static bool Run(bool quick)
    {
        var (rounds, inferences) = quick ? (9, 300) : (15, 20_000);
        var digits = DigitModel.ReadSample();
        return Run(Perceptron(), digits, rounds, inferences)
            && Run(Convolution(), digits, rounds, Math.Max(30, inferences / 100))
            && Run(Trees(), digits, rounds, inferences);
    }

    private static (string Name, List<Contender> Contenders) Perceptron()
    {
        var model = DigitModel.ReadModel();
        List<Contender> contenders = [new("scalar reference", (input, logits) => Int8MlpEngine.InferScalarReference(model, input, logits))];
        contenders.AddRange(Int8MlpKernels.Supported.Select(kernel => new Contender($"{kernel} engine", new Int8MlpEngine(model, kernel).Infer)));
        return (string.Join('-', model.Layers.Select(layer => layer.Inputs).Append(model.OutputWidth)), contenders);
    }

    private static (string Name, List<Contender> Contenders) Convolution()
    {
        var model = DigitModel.ReadConvolution();
        List<Contender> contenders = [new("scalar reference", (input, logits) => Int8ConvEngine.InferScalarReference(model, input, logits))];
        contenders.AddRange(Int8MlpKernels.Supported.Select(kernel => new Contender($"{kernel} engine", new Int8ConvEngine(model, kernel).Infer)));
        return ($"convolutional network of {model.Layers.Length} layers", contenders);
    }

    private static (string Name, List<Contender> Contenders) Trees()
    {
        var model = DigitModel.ReadTrees();
        return (
            $"{model.Trees} trees",
            [
                new("scalar reference", (input, logits) => TreeEnsembleEngine.InferScalarReference(model, input, logits)),
                new("four side by side", new TreeEnsembleEngine(model).Infer),
            ]);
    }

    private static bool Run((string Name, List<Contender> Contenders) model, HeldOutDigits digits, int rounds, int inferences)
    {
        // The first round lets the JIT finish its tiers and is not counted.
        for (var round = -1; round < rounds; round++)
        {
            foreach (var contender in model.Contenders)
            {
                contender.Run(digits, inferences, counted: round >= 0);
            }
        }

        var scalar = model.Contenders[0];
        Console.WriteLine($"{model.Name}, {rounds} rounds of {inferences} inferences, median of rounds");
        foreach (var contender in model.Contenders)
        {
            Console.WriteLine(
                $"{contender.Name,-18} {contender.MedianMicroseconds,8:F3} µs  {1e6 / contender.MedianMicroseconds,9:F0}/s"
                + $"  {scalar.MedianMicroseconds / contender.MedianMicroseconds,6:F1} x scalar  checksum {contender.Checksum:x16}");
        }

        if (model.Contenders.Any(contender => contender.Checksum != scalar.Checksum))
        {
            Console.Error.WriteLine("The checksums differ: a path does not compute what the scalar reference does.");
            return false;
        }

        return true;
    }
}
