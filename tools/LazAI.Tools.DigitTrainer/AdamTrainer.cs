using System.Runtime.Intrinsics;

namespace LazAI.Tools.DigitTrainer;

/// <summary>
/// Trains a <see cref="FloatMlp"/> by Adam with decoupled weight decay (Kingma and Ba 2015; Loshchilov and Hutter 2019) on the
/// cross-entropy of smoothed labels. One thread, fixed order: the result is a function of the digits and the seed.
/// </summary>
internal sealed class AdamTrainer(FloatMlp network, SplitMix64 random, TrainingSettings settings)
{
    public const int BatchSize = 50;
    public const float WeightDecay = 0.01f;

    private const float MeanDecay = 0.9f;
    private const float SquareDecay = 0.999f;
    private const float Epsilon = 1e-8f;

    private readonly Augmentation _augmentation = new(random, settings.Distortion);
    private readonly float[][] _activations = network.NewActivations();
    private readonly float[][] _deltas = network.NewActivations();
    private readonly Moments[] _moments = [.. network.Layers.SelectMany(layer =>
        new[] { new Moments(layer.Weights, WeightDecay), new Moments(layer.Biases, 0) })];

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
        var reduced = new byte[_activations[0].Length];
        for (var start = 0; start < digits.Length; start += BatchSize)
        {
            var batch = digits.AsSpan(start, Math.Min(BatchSize, digits.Length - start));
            foreach (var digit in batch)
            {
                _augmentation.Draw(digit.Pixels, drawn);
                settings.Reduction.Reduce(drawn, reduced);
                SetInput(reduced, _activations[0]);
                network.Forward(_activations);
                loss += Backward(digit.Label);
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

    private double Backward(int label)
    {
        var loss = OutputDelta(_activations[^1], label, _deltas[^1]);
        for (var l = network.Layers.Length - 1; l >= 0; l--)
        {
            var layer = network.Layers[l];
            var delta = _deltas[l + 1].AsSpan();
            var gradient = _moments[2 * l].Gradient;
            for (var i = 0; i < layer.Inputs; i++)
            {
                // A rectifier that is shut passes nothing on, and an input of 0 has no gradient.
                var input = _activations[l][i];
                _deltas[l][i] = l > 0 && input > 0 ? ReproducibleMath.Dot(layer.From(i), delta) : 0;
                if (input != 0)
                {
                    ReproducibleMath.AddScaled(gradient.AsSpan(i * layer.Outputs, layer.Outputs), delta, input);
                }
            }

            ReproducibleMath.AddScaled(_moments[(2 * l) + 1].Gradient, delta, 1);
        }

        return loss;
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
        _meanCorrection *= MeanDecay;
        _squareCorrection *= SquareDecay;
        foreach (var moment in _moments)
        {
            moment.Step(learningRate, 1f / batchSize, 1 / (1 - _meanCorrection), 1 / (1 - _squareCorrection));
        }
    }

    /// <summary>Running mean and mean square of one parameter array's gradient.</summary>
    private sealed class Moments(float[] parameters, float decay)
    {
        private readonly float[] _mean = new float[parameters.Length];
        private readonly float[] _square = new float[parameters.Length];

        public float[] Gradient { get; } = new float[parameters.Length];

        public void Step(float learningRate, float gradientScale, float meanScale, float squareScale)
        {
            var i = 0;
            for (; i <= parameters.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                var gradient = Vector256.Create(Gradient.AsSpan(i)) * gradientScale;
                var newMean = (Vector256.Create(_mean.AsSpan(i)) * MeanDecay) + (gradient * (1 - MeanDecay));
                var newSquare = (Vector256.Create(_square.AsSpan(i)) * SquareDecay) + (gradient * gradient * (1 - SquareDecay));
                var old = Vector256.Create(parameters.AsSpan(i));
                var direction = newMean * meanScale / (Vector256.Sqrt(newSquare * squareScale) + Vector256.Create(Epsilon));
                (old - ((direction + (old * decay)) * learningRate)).CopyTo(parameters, i);
                newMean.CopyTo(_mean, i);
                newSquare.CopyTo(_square, i);
            }

            for (; i < parameters.Length; i++)
            {
                var gradient = Gradient[i] * gradientScale;
                _mean[i] = (_mean[i] * MeanDecay) + (gradient * (1 - MeanDecay));
                _square[i] = (_square[i] * SquareDecay) + (gradient * gradient * (1 - SquareDecay));
                var direction = _mean[i] * meanScale / (MathF.Sqrt(_square[i] * squareScale) + Epsilon);
                parameters[i] -= (direction + (parameters[i] * decay)) * learningRate;
            }

            Array.Clear(Gradient);
        }
    }
}
