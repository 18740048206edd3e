using LazAI.Engines;

namespace LazAI.Tools.DigitTrainer;

/// <summary>
/// Post-training quantisation with power-of-two scales. An integer q of exponent e stands for q · 2^−e: inputs have exponent 7, layer
/// l's weights f(l), its activations e(l), its biases and accumulators e(l−1) + f(l), and its shift is e(l−1) + f(l) − e(l).
/// </summary>
/// <param name="layers">The rows of the network in order.</param>
/// <param name="run">The outputs of each of them for a digit; those of one array are overwritten by the next call.</param>
/// <param name="build">The model of quantised rows; null where the engine does not admit it.</param>
internal sealed class Quantiser(
    IReadOnlyList<FloatMlp.Layer> layers, Func<Digit, IEnumerable<float[]>> run, Func<Int8MlpLayer[], (byte[] File, Classify Infer)?> build)
{
    private const int InputExponent = 7;
    private const int WeightMaximum = 127;

    /// <summary>
    /// Tries, for every layer, the finest weight scale that clips nothing and the next finer one, and likewise three activation scales,
    /// and keeps the model whose logits lie closest to the network's on <paramref name="calibration"/>.
    /// </summary>
    public QuantisedModel Quantise(Digit[] calibration)
    {
        var (ranges, logits) = Observe(calibration);
        var choices = new List<int[]> { Array.Empty<int>() };
        for (var l = 0; l < layers.Count; l++)
        {
            var weight = FinestExponent(layers[l].Weights.Max(MathF.Abs));
            var activation = FinestExponent(ranges[l]);
            choices = [.. from choice in choices
                          from finer in Enumerable.Range(0, 2)
                          from finest in Enumerable.Range(0, l < layers.Count - 1 ? 3 : 1)
                          select (int[])[.. choice, weight + finer, activation + finest]];
        }

        return choices
            .Select(Build)
            .OfType<QuantisedModel>()
            .MinBy(model => Error(model, calibration, logits))
            ?? throw new InvalidOperationException("No choice of scales gives a model that the engine admits.");
    }

    /// <summary>The greatest e with range · 2^e ≤ 127.</summary>
    private static int FinestExponent(float range)
    {
        var exponent = 0;
        for (; range * MathF.ScaleB(1, exponent + 1) <= WeightMaximum && exponent < 24; exponent++)
        {
        }

        for (; range * MathF.ScaleB(1, exponent) > WeightMaximum; exponent--)
        {
        }

        return exponent;
    }

    private static double Error(QuantisedModel model, Digit[] calibration, float[][] expected)
    {
        var logits = new int[expected[0].Length];
        var error = 0.0;
        for (var i = 0; i < calibration.Length; i++)
        {
            model.Infer(calibration[i].Pixels, logits);
            for (var c = 0; c < logits.Length; c++)
            {
                var difference = Math.ScaleB(logits[c], -model.LogitExponent) - expected[i][c];
                error += difference * difference;
            }
        }

        return error;
    }

    /// <summary>Each layer's greatest activation, and the logits of each digit.</summary>
    private (float[] Ranges, float[][] Logits) Observe(Digit[] digits)
    {
        var ranges = new float[layers.Count];
        var logits = new float[digits.Length][];
        for (var i = 0; i < digits.Length; i++)
        {
            float[][] outputs = [.. run(digits[i])];
            logits[i] = [.. outputs[^1]];
            for (var l = 0; l < ranges.Length; l++)
            {
                ranges[l] = Math.Max(ranges[l], outputs[l].Max());
            }
        }

        return (ranges, logits);
    }

    private QuantisedModel? Build(int[] exponents)
    {
        var rows = new Int8MlpLayer[layers.Count];
        var scales = new LayerScale[rows.Length];
        var inputExponent = InputExponent;
        for (var l = 0; l < rows.Length; l++)
        {
            var isLast = l == rows.Length - 1;
            var accumulator = inputExponent + exponents[2 * l];
            var activation = isLast ? accumulator : exponents[(2 * l) + 1];
            scales[l] = new LayerScale(exponents[2 * l], activation, accumulator - activation);
            if (scales[l].Shift < 0)
            {
                return null;
            }

            rows[l] = Build(layers[l], scales[l], accumulator);
            inputExponent = activation;
        }

        return build(rows) is { } model ? new QuantisedModel(rows, scales, model.File, model.Infer) : null;
    }

    private static Int8MlpLayer Build(FloatMlp.Layer layer, LayerScale scale, int accumulator)
    {
        var weights = new sbyte[layer.Weights.Length];
        for (var j = 0; j < layer.Outputs; j++)
        {
            for (var i = 0; i < layer.Inputs; i++)
            {
                var rounded = MathF.Round(MathF.ScaleB(layer.From(i)[j], scale.WeightExponent));
                weights[(j * layer.Inputs) + i] = (sbyte)Math.Clamp(rounded, -WeightMaximum, WeightMaximum);
            }
        }

        return new Int8MlpLayer(
            layer.Inputs,
            [.. layer.Biases.Select(bias => (int)Math.Round(Math.ScaleB(bias, accumulator)))],
            [.. weights],
            scale.Shift);
    }
}

/// <summary>The powers of two of one layer.</summary>
internal sealed record LayerScale(int WeightExponent, int ActivationExponent, int Shift);

/// <summary>A model for the engine, and what its integers stand for.</summary>
internal sealed record QuantisedModel(Int8MlpLayer[] Rows, LayerScale[] Scales, byte[] File, Classify Infer)
{
    /// <summary>A logit q stands for q · 2^−LogitExponent.</summary>
    public int LogitExponent => Scales[^1].ActivationExponent;
}
