using System.Collections.Immutable;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Poseidon;
using LazAI.Cryptography.R1cs.Gadgets;

namespace LazAI.Cryptography.R1cs.Circuits;

/// <summary>The public signals of <see cref="Int8MlpCircuit"/>, computed outside of it.</summary>
/// <remarks>
/// Lists of elements under <see cref="PoseidonListHash"/>. Numbers are made non-negative by adding half of their range and packed
/// (<see cref="PackingGadget"/>): bytes by 31 to an element, 32-bit numbers by 7.
/// </remarks>
public static class Int8MlpCommitments
{
    internal const string WeightsTag = "lazai.mlp.weights";
    internal const string InputTag = "lazai.mlp.input";
    internal const string OutputTag = "lazai.mlp.output";

    internal const int ByteBits = 8;
    internal const int WordBits = 32;
    internal const int WeightOffset = 128;
    internal const long LogitOffset = 1L << 31;

    /// <summary>Of a model: its shape, then for each layer weights and biases. Without salt: the same model has the same commitment.</summary>
    /// <exception cref="ArgumentException">The layers are not of this shape, or a bias has too many bits.</exception>
    public static Bn254Scalar CommitToWeights(Int8MlpShape shape, ImmutableArray<Int8MlpLayerWeights> layers)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (!Fits(shape, layers))
        {
            throw new ArgumentException("The layers are not of this shape.", nameof(layers));
        }

        var half = 1L << (shape.BiasBits - 1);
        return PoseidonListHash.Hash(WeightsTag,
        [
            .. PackingGadget.Pack(shape.Numbers, WordBits),
            .. layers.SelectMany(layer => PackingGadget.Pack(layer.Weights.Select(weight => (ulong)(weight + WeightOffset)), ByteBits)
                .Concat(PackingGadget.Pack(
                    layer.Biases.Select(bias => bias >= -half && bias < half
                        ? (ulong)(bias + half)
                        : throw new ArgumentException($"The bias {bias} does not have {shape.BiasBits} bits.", nameof(layers))),
                    WordBits))),
        ]);
    }

    /// <summary>Of an input, under a salt.</summary>
    public static Bn254Scalar CommitToInput(ReadOnlySpan<byte> input, Bn254Scalar salt) =>
        PoseidonListHash.Hash(InputTag, [salt, .. PackingGadget.Pack(input.ToArray().Select(value => (ulong)value), ByteBits)]);

    /// <summary>Of the logits, under the same salt: it hides them from who guesses the input and has the model.</summary>
    public static Bn254Scalar CommitToOutput(ReadOnlySpan<int> logits, Bn254Scalar salt) =>
        PoseidonListHash.Hash(OutputTag, [salt, .. PackingGadget.Pack(logits.ToArray().Select(logit => (ulong)(logit + LogitOffset)), WordBits)]);

    internal static bool Fits(Int8MlpShape shape, ImmutableArray<Int8MlpLayerWeights> layers) =>
        !layers.IsDefault
        && layers.Length == shape.Layers.Length
        && layers.Select((layer, i) => !layer.Weights.IsDefault && !layer.Biases.IsDefault
            && layer.Weights.Length == (long)shape.InputsOf(i) * shape.Layers[i].Outputs && layer.Biases.Length == shape.Layers[i].Outputs).All(fits => fits);
}
