using LazAI.Engines;

namespace LazAI.Tools.DigitTrainer;

/// <summary>Trains a network in single precision and quantises it.</summary>
internal static class NetworkTraining
{
    /// <summary>So many digits decide between scales where an inference takes long.</summary>
    private const int CalibrationDigits = 1_000;

    /// <param name="whole">The digits to train on, as they were written.</param>
    /// <param name="digits">The same as the model takes them.</param>
    public static TrainedModel Run(TrainingSettings settings, Digit[] whole, Digit[] digits)
    {
        var random = new SplitMix64(settings.Seed);
        if (settings.Convolution is { } shape)
        {
            var network = new FloatConvNet(shape, random);
            Train(settings, network, random, whole, digits);
            return Quantise(
                settings, network, network.Layers, () => network.Outputs, (Int8ConvEngine.Id, Int8ConvEngine.Version), digits[..CalibrationDigits],
                rows => shape.Build(rows) is { } model ? (model.Encode(), Engine(model)) : null);
        }

        var perceptron = new FloatMlp(settings.Widths, random);
        Train(settings, perceptron, random, whole, digits);
        return Quantise(
            settings, perceptron, perceptron.Layers, () => perceptron.Outputs, (Int8MlpEngine.Id, Int8MlpEngine.Version), digits,
            rows => Int8MlpModel.TryCreate([.. rows], out var model, out _) ? (model.Encode(), Engine(model)) : null);
    }

    private static void Train(TrainingSettings settings, ITrainable network, SplitMix64 random, Digit[] whole, Digit[] digits)
    {
        var trainer = new AdamTrainer(network, random, settings);
        var order = whole.ToArray();
        for (var pass = 0; pass < settings.Passes; pass++)
        {
            // Linearly down to nothing at the last step.
            float RateAt(int passes) => settings.LearningRate * (settings.Passes - passes) / settings.Passes;
            var loss = trainer.Pass(order, (RateAt(pass), RateAt(pass + 1)));
            if ((pass + 1) % 10 == 0 || pass + 1 == settings.Passes)
            {
                Console.WriteLine(
                    $"pass {pass + 1,3}: loss {loss:F4} on augmented digits, {Accuracy.Correct(network, digits)} of {digits.Length} correct as written");
            }
        }
    }

    private static TrainedModel Quantise(
        TrainingSettings settings,
        ITrainable network,
        FloatMlp.Layer[] layers,
        Func<IEnumerable<float[]>> outputs,
        (string Id, string Version) engine,
        Digit[] calibration,
        Func<Int8MlpLayer[], (byte[] File, Classify Infer)?> build)
    {
        var quantised = new Quantiser(layers, Run, build).Quantise(calibration);
        Console.WriteLine($"scales: {string.Join(", ", quantised.Scales.AsEnumerable())}");
        return new TrainedModel(
            engine,
            new
            {
                Scheme = Int8MlpEngine.Quantisation,
                Layers = quantised.Rows.Zip(quantised.Scales, (layer, scale) => new
                {
                    layer.Inputs,
                    layer.Outputs,
                    scale.Shift,
                    scale.WeightExponent,
                    scale.ActivationExponent,
                }),
            },
            (data, dataSha256, count) => new { Data = data, DataSha256 = dataSha256, Digits = count, settings.Seed, settings.Passes },
            quantised.File,
            quantised.Infer,
            digits => $"float {Accuracy.Correct(network, digits)}, ");

        IEnumerable<float[]> Run(Digit digit)
        {
            AdamTrainer.SetInput(digit.Pixels, network.Input);
            network.Forward();
            return outputs();
        }
    }

    private static Classify Engine(Int8MlpModel model)
    {
        var engine = new Int8MlpEngine(model);
        return (pixels, logits) => engine.Infer(pixels, logits);
    }

    private static Classify Engine(Int8ConvModel model)
    {
        var engine = new Int8ConvEngine(model);
        return (pixels, logits) => engine.Infer(pixels, logits);
    }
}
