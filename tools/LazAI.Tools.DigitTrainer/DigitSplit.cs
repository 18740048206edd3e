using LazAI.Engines.Digits;

namespace LazAI.Tools.DigitTrainer;

/// <summary>The package's digits, permuted once by a fixed seed; the first ones are held out and never trained on.</summary>
internal sealed record DigitSplit(Digit[] Training, Digit[] HeldOut)
{
    public const ulong Seed = 20_260_101;
    public const int HeldOutCount = 1_000;

    /// <summary>How many of the held-out digits, from the first on, are committed as the sample.</summary>
    public const int SampleCount = 500;

    public static DigitSplit Of(List<Digit> digits)
    {
        var permuted = digits.ToArray();
        new SplitMix64(Seed).Shuffle<Digit>(permuted);
        return new DigitSplit(permuted[HeldOutCount..], permuted[..HeldOutCount]);
    }

    /// <summary>A split of the training digits alone, for choosing the training's settings without a look at the held-out ones.</summary>
    public DigitSplit ForTuning() => new(Training[HeldOutCount..], Training[..HeldOutCount]);

    /// <summary>The same digits as the model takes them.</summary>
    public DigitSplit Reduce(BlockAverage reduction)
    {
        return new([.. Training.Select(Reduced)], [.. HeldOut.Select(Reduced)]);

        Digit Reduced(Digit digit) => digit with { Pixels = reduction.Reduce(digit.Pixels) };
    }

    public byte[] EncodeSample(int side) =>
        HeldOutDigits.Encode([.. HeldOut.Take(SampleCount).Select(digit => (digit.Label, digit.Pixels))], side);
}
