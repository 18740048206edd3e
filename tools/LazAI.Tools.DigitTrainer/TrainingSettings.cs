using LazAI.Engines.Digits;

namespace LazAI.Tools.DigitTrainer;

/// <summary>A model to train, and what decides its weights besides the digits.</summary>
/// <param name="Name">The model's name, its folder in <c>models</c> and its weight file.</param>
/// <param name="Side">Side of the images that it takes.</param>
/// <param name="Block">Side of the block of whole pixels that each of its pixels is the mean of (<see cref="BlockAverage"/>).</param>
/// <param name="Hidden">Widths of the hidden dense layers.</param>
/// <param name="LabelSmoothing">Share of each label that is spread over all classes: it keeps a large network from learning by heart.</param>
/// <param name="Distortion">How far digits are distorted (<see cref="Augmentation"/>), 0 to 1: a small network cannot learn it all.</param>
internal sealed record TrainingSettings(
    string Name, int Side, int Block, int[] Hidden, float LearningRate, float LabelSmoothing, float Distortion, ulong Seed, int Passes)
{
    /// <summary>Where set, convolutions before the dense layers.</summary>
    public ConvSettings? Convolution { get; init; }

    /// <summary>Where set, trees instead of a network.</summary>
    public TreeSettings? Trees { get; init; }

    public string ModelFile => Name + (Trees is not null ? ".trees" : Convolution is not null ? ".int8conv" : ".int8mlp");

    /// <summary>Models of whole digits are measured on the same sample, which lies beside the first of them.</summary>
    public string SampleFile => (Side == HeldOutDigits.WholeSide && Name != Models[0].Name ? $"../{Models[0].Name}/" : "") + "heldout-500.bin";

    /// <summary>The models that there are, the default first.</summary>
    public static TrainingSettings[] Models { get; } =
    [
        new(
            "digits", Side: 28, Block: 1, Hidden: [128, 64],
            LearningRate: 0.002f, LabelSmoothing: 0.05f, Distortion: 1, Seed: 1, Passes: 150),
        new(
            "digits-8x8", Side: 8, Block: 3, Hidden: [14],
            LearningRate: 0.01f, LabelSmoothing: 0, Distortion: 0.25f, Seed: 4, Passes: 250),
        new(
            "digits-conv", Side: 28, Block: 1, Hidden: [64],
            LearningRate: 0.002f, LabelSmoothing: 0.05f, Distortion: 1, Seed: 1, Passes: 40)
        {
            Convolution = new ConvSettings(Side: 28, Channels: [8, 24], Kernel: 5, Hidden: [64]),
        },
        new("digits-trees", Side: 28, Block: 1, Hidden: [], LearningRate: 0, LabelSmoothing: 0, Distortion: 0.5f, Seed: 1, Passes: 0)
        {
            Trees = new TreeSettings(Rounds: 90, Leaves: 18, Copies: 2, LearningRate: 0.2, FeatureShare: 0.25, DigitShare: 0.5),
        },
    ];

    public BlockAverage Reduction { get; } = new(Side, Block);

    /// <summary>Pixels, hidden layers, classes.</summary>
    public int[] Widths => [Side * Side, .. Hidden, HeldOutDigits.LabelMaximum + 1];
}
