namespace LazAI.Tools.DigitTrainer;

/// <summary>
/// Trains a network by Adam with decoupled weight decay (Kingma and Ba 2015; Loshchilov and Hutter 2019) on the
/// cross-entropy of smoothed labels. One thread, fixed order: the result is a function of the digits and the seed.
/// </summary>
internal sealed class AdamTrainer(ITrainable network, SplitMix64 random, TrainingSettings settings)
{
    public const int BatchSize = 50;
    public const float WeightDecay = 0.01f;

    private readonly Augmentation _augmentation = new(random, settings.Distortion);
    private readonly float[] _delta = new float[network.Logits.Length];

    private float _meanCorrection = 1;
    private float _squareCorrection = 1;

    /// <summary>One pass over the digits in a new order, each drawn anew; returns the mean loss.</summary>
    /// <param name="digits">Whole digits, reduced after they were drawn; shuffled in place.</param>
    /// <param name="learningRates">Learning rate at the pass's first and last step, linear between them.</param>
    public double Pass(Digit[] digits, (float First, float Last) learningRates)
    {
        random.Shuffle<Digit>(digits);
        var loss = 0.0;
        var drawn = new byte[digits[0].Pixels.Length];
        var reduced = new byte[network.Input.Length];
        for (var start = 0; start < digits.Length; start += BatchSize)
        {
            var batch = digits.AsSpan(start, Math.Min(BatchSize, digits.Length - start));
            foreach (var digit in batch)
            {
                _augmentation.Draw(digit.Pixels, drawn);
                settings.Reduction.Reduce(drawn, reduced);
                SetInput(reduced, network.Input);
                network.Forward();
                loss += OutputDelta(network.Logits, digit.Label, _delta);
                network.Backward(_delta);
            }

            var share = start / (float)digits.Length;
            Step(learningRates.First + ((learningRates.Last - learningRates.First) * share), batch.Length);
        }

        return loss / digits.Length;
    }

    /// <summary>The engine's input rule, in units of 1/128.</summary>
    public static void SetInput(ReadOnlySpan<byte> pixels, Span<float> input)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            input[i] = (pixels[i] >> 1) / 128f;
        }
    }

    private double OutputDelta(float[] logits, int label, float[] delta)
    {
        var greatest = logits.Max();
        var sum = 0.0;
        foreach (var logit in logits)
        {
            sum += ReproducibleMath.Exp(logit - greatest);
        }

        var other = settings.LabelSmoothing / logits.Length;
        for (var c = 0; c < logits.Length; c++)
        {
            var target = c == label ? 1 - settings.LabelSmoothing + other : other;
            delta[c] = (float)((ReproducibleMath.Exp(logits[c] - greatest) / sum) - target);
        }

        // Only printed.
        return Math.Log(sum) - (logits[label] - greatest);
    }

    private void Step(float learningRate, int batchSize)
    {
        _meanCorrection *= Moments.MeanDecay;
        _squareCorrection *= Moments.SquareDecay;
        foreach (var moment in network.Moments)
        {
            moment.Step(learningRate, 1f / batchSize, 1 / (1 - _meanCorrection), 1 / (1 - _squareCorrection));
        }
    }
}
