using LazAI.Engines.Digits;

namespace LazAI.Engines.Benchmarks;

/// <summary>The committed model and sample, found upwards from where the benchmark runs.</summary>
internal static class DigitModel
{
    public static Int8MlpModel ReadModel() =>
        Int8MlpModel.TryParse(Read("digits.int8mlp"), out var model, out var refusal)
            ? model
            : throw new InvalidDataException($"digits.int8mlp: {refusal}");

    public static HeldOutDigits ReadSample() =>
        HeldOutDigits.TryParse(Read("heldout-500.bin"), out var digits, out var refusal)
            ? digits
            : throw new InvalidDataException($"heldout-500.bin: {refusal}");

    private static byte[] Read(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "models", "digits", file);
            if (File.Exists(path))
            {
                return File.ReadAllBytes(path);
            }
        }

        throw new FileNotFoundException($"models/digits/{file} is in no folder above {AppContext.BaseDirectory}.");
    }
}
