using LazAI.Engines.Digits;

namespace LazAI.Tools.DigitTrainer;

/// <summary>Writes the logits of a digit and returns its class, by the engine that will serve the model.</summary>
internal delegate int Classify(byte[] pixels, int[] logits);

/// <summary>How many digits are recognised, by the network while it is trained and by the engine that will serve it.</summary>
internal static class Accuracy
{
    public static int Correct(Classify classify, Digit[] digits)
    {
        var logits = new int[HeldOutDigits.LabelMaximum + 1];
        return digits.Count(digit => classify(digit.Pixels, logits) == digit.Label);
    }

    public static int Correct(ITrainable network, Digit[] digits)
    {
        return digits.Count(digit =>
        {
            AdamTrainer.SetInput(digit.Pixels, network.Input);
            network.Forward();
            return Array.IndexOf(network.Logits, network.Logits.Max()) == digit.Label;
        });
    }
}
