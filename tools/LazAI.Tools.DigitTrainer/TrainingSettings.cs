namespace LazAI.Tools.DigitTrainer;

/// <summary>What decides the weights besides the digits.</summary>
internal sealed record TrainingSettings(ulong Seed, int Passes)
{
    public static TrainingSettings Default { get; } = new(Seed: 1, Passes: 150);

    /// <summary>Pixels, two hidden layers, classes.</summary>
    public static ReadOnlySpan<int> Widths => [784, 128, 64, 10];
}
