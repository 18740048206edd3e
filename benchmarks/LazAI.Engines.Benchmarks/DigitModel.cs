using LazAI.Engines.Digits;

namespace LazAI.Engines.Benchmarks;

/// <summary>The committed models and sample, found upwards from where the benchmark runs.</summary>
internal static class DigitModel
{
    public static Int8MlpModel ReadModel() =>
        Int8MlpModel.TryParse(Read("digits", "digits.int8mlp"), out var model, out var refusal)
            ? model
            : throw new InvalidDataException($"digits.int8mlp: {refusal}");

    public static Int8ConvModel ReadConvolution() =>
        Int8ConvModel.TryParse(Read("digits-conv", "digits-conv.int8conv"), out var model, out var refusal)
            ? model
            : throw new InvalidDataException($"digits-conv.int8conv: {refusal}");

    public static TreeEnsembleModel ReadTrees() =>
        TreeEnsembleModel.TryParse(Read("digits-trees", "digits-trees.trees"), out var model, out var refusal)
            ? model
            : throw new InvalidDataException($"digits-trees.trees: {refusal}");

    public static HeldOutDigits ReadSample() =>
        HeldOutDigits.TryParse(Read("digits", "heldout-500.bin"), out var digits, out var refusal)
            ? digits
            : throw new InvalidDataException($"heldout-500.bin: {refusal}");

    private static byte[] Read(string model, string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "models", model, file);
            if (File.Exists(path))
            {
                return File.ReadAllBytes(path);
            }
        }

        throw new FileNotFoundException($"models/{model}/{file} is in no folder above {AppContext.BaseDirectory}.");
    }
}
