using System.Collections.Immutable;

namespace LazAI.Engines;

/// <summary>One fully connected layer: a row of int8 weights and an int32 bias for each output, and the requantisation's shift.</summary>
public sealed class Int8MlpLayer
{
    /// <summary>Weights are row-major: <paramref name="inputs"/> of the first output, then of the second, and so on.</summary>
    /// <exception cref="ArgumentException">The weights are not inputs × biases in number.</exception>
    public Int8MlpLayer(int inputs, ImmutableArray<int> biases, ImmutableArray<sbyte> weights, int shift)
    {
        if (weights.Length != (long)inputs * biases.Length)
        {
            throw new ArgumentException($"{weights.Length} weights do not make {biases.Length} rows of {inputs}.", nameof(weights));
        }

        Inputs = inputs;
        Biases = biases;
        Weights = weights;
        Shift = shift;
    }

    public int Inputs { get; }

    public int Outputs => Biases.Length;

    /// <summary>Right shift that brings an accumulator back to 7 bits; 0 on the last layer.</summary>
    public int Shift { get; }

    public ImmutableArray<int> Biases { get; }

    public ImmutableArray<sbyte> Weights { get; }

    /// <summary>What is added before the shift so that it rounds half up.</summary>
    public int Rounding => Shift == 0 ? 0 : 1 << (Shift - 1);

    public ReadOnlySpan<sbyte> Row(int output) => Weights.AsSpan(output * Inputs, Inputs);

    /// <summary>Whether no input can carry any partial sum of any row, rounding included, out of the int32 range.</summary>
    internal bool AccumulatorsFit()
    {
        for (var output = 0; output < Outputs; output++)
        {
            if (!AccumulatorFits(Biases[output], Row(output), Rounding))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The same for one row: a model with a row that does not fit is refused.</summary>
    internal static bool AccumulatorFits(int bias, ReadOnlySpan<sbyte> row, int rounding)
    {
        long magnitudes = 0;
        foreach (var weight in row)
        {
            magnitudes += Math.Abs((int)weight);
        }

        return Math.Abs((long)bias) + (Int8MlpModel.ActivationMaximum * magnitudes) + rounding <= int.MaxValue;
    }
}
