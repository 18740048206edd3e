using LazAI.Engines;

namespace LazAI.Tools.DigitTrainer;

/// <summary>How many digits are recognised, by the network while it is trained and by the engine that will serve it.</summary>
internal static class Accuracy
{
    public static int Correct(Int8MlpEngine engine, Digit[] digits)
    {
        var logits = new int[engine.OutputWidth];
        return digits.Count(digit => engine.Infer(digit.Pixels, logits) == digit.Label);
    }

    public static int Correct(FloatMlp network, Digit[] digits)
    {
        var activations = network.NewActivations();
        return digits.Count(digit =>
        {
            AdamTrainer.SetInput(digit.Pixels, activations[0]);
            network.Forward(activations);
            return Array.IndexOf(activations[^1], activations[^1].Max()) == digit.Label;
        });
    }
}
