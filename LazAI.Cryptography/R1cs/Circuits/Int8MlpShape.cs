using System.Collections.Immutable;

namespace LazAI.Cryptography.R1cs.Circuits;

/// <summary>What is public of an int8 multi-layer perceptron: how many numbers of which kind, and none of them.</summary>
/// <remarks>
/// Biases have 31 bits at most. Then no accumulator leaves the range of a signed 32-bit integer, whatever the weights are:
/// 2^30 + 16,384 · 127 · 128 + 2^23 &lt; 2^31.
/// </remarks>
public sealed record Int8MlpShape
{
    /// <summary>Inputs of a layer at most.</summary>
    public const int WidthMaximum = 16_384;

    /// <summary>The greatest shift.</summary>
    public const int ShiftMaximum = 24;

    /// <exception cref="ArgumentException">A size is out of bounds, or the last layer shifts.</exception>
    public Int8MlpShape(int inputWidth, ImmutableArray<Int8MlpLayerShape> layers, int biasBits = 31)
    {
        if (layers.IsDefaultOrEmpty || layers[^1].Shift != 0 || biasBits is < 2 or > 31 || inputWidth is < 1 or > WidthMaximum
            || layers.Any(layer => layer.Outputs is < 1 or > WidthMaximum || layer.Shift is < 0 or > ShiftMaximum))
        {
            throw new ArgumentException("The shape of a model is out of bounds.", nameof(layers));
        }

        (InputWidth, Layers, BiasBits) = (inputWidth, layers, biasBits);
    }

    /// <summary>Bytes of an input.</summary>
    public int InputWidth { get; }

    /// <summary>The layers; the last one's outputs are the logits.</summary>
    public ImmutableArray<Int8MlpLayerShape> Layers { get; }

    /// <summary>Bits of a bias, its sign included: fewer bits make fewer constraints.</summary>
    public int BiasBits { get; }

    /// <summary>Numbers that a layer takes.</summary>
    internal int InputsOf(int layer) => layer == 0 ? InputWidth : Layers[layer - 1].Outputs;

    /// <summary>The greatest magnitude of an accumulator, for any weights, biases and inputs in their ranges.</summary>
    internal long AccumulatorMaximum(int layer) => (1L << (BiasBits - 1)) + 127L * 128 * InputsOf(layer);

    /// <summary>What commitments to weights begin with, so that no list of numbers can be read as two models.</summary>
    internal IEnumerable<ulong> Numbers =>
        [(ulong)InputWidth, (ulong)BiasBits, (ulong)Layers.Length, .. Layers.SelectMany(layer => (ulong[])[(ulong)layer.Outputs, (ulong)layer.Shift])];
}

/// <summary>A layer: its outputs, and by how many bits they are shifted.</summary>
public readonly record struct Int8MlpLayerShape(int Outputs, int Shift);
