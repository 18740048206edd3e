using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.R1cs;
using LazAI.Cryptography.R1cs.Circuits;
using CircuitShape = LazAI.Cryptography.R1cs.Circuits.Int8MlpShape;

namespace LazAI.Engines.Circuits;

/// <summary>
/// A model as a circuit, in which an inference can be proven without showing input and weights (<see cref="Int8MlpCircuit"/>). Making the
/// constraints takes a while and is put off until a witness is asked for.
/// </summary>
public sealed class InferenceCircuit
{
    /// <summary>Numbers of a model at most: each takes about a dozen constraints, and a key has room for 2^20.</summary>
    public const int WeightsMaximum = 32_768;

    private readonly ImmutableArray<Int8MlpLayerWeights> _layers;
    private readonly CircuitShape _shape;
    private readonly Lazy<CompiledCircuit<Int8MlpAssignment>> _compiled;

    private InferenceCircuit(CircuitShape shape, ImmutableArray<Int8MlpLayerWeights> layers)
    {
        (_shape, _layers) = (shape, layers);
        _compiled = new(() => new CompiledCircuit<Int8MlpAssignment>(new Int8MlpCircuit(shape)));
        WeightsCommitment = Int8MlpCommitments.CommitToWeights(shape, layers);
    }

    /// <summary>The first public signal of each of its proofs.</summary>
    public Bn254Scalar WeightsCommitment { get; }

    /// <summary>What a set-up makes keys of.</summary>
    public ConstraintSystem System => _compiled.Value.System;

    /// <summary>The circuit of a model with these weights, or why there is none. Never throws on the bytes.</summary>
    public static bool TryCreate(
        string engineId, string engineVersion, ReadOnlySpan<byte> weights, [NotNullWhen(true)] out InferenceCircuit? circuit, out string refusal)
    {
        circuit = null;
        if ((engineId, engineVersion) is not (Int8MlpEngine.Id, Int8MlpEngine.Version))
        {
            refusal = $"There is no circuit of engine {engineId} {engineVersion}.";
            return false;
        }

        if (!Int8MlpModel.TryParse(weights, out var model, out var fault))
        {
            refusal = $"The weights are no int8 perceptron: {fault}.";
            return false;
        }

        if (model.Layers.Sum(layer => layer.Weights.Length) > WeightsMaximum)
        {
            refusal = $"A model with a circuit has at most {WeightsMaximum} weights.";
            return false;
        }

        var shape = new CircuitShape(model.InputWidth, [.. model.Layers.Select(layer => new Int8MlpLayerShape(layer.Outputs, layer.Shift))]);
        var half = 1L << (shape.BiasBits - 1);
        if (model.Layers.Any(layer => layer.Biases.Any(bias => bias < -half || bias >= half)))
        {
            refusal = $"A model with a circuit has biases of at most {shape.BiasBits} bits.";
            return false;
        }

        circuit = new(shape, [.. model.Layers.Select(layer => new Int8MlpLayerWeights(layer.Weights, layer.Biases))]);
        refusal = "";
        return true;
    }

    /// <summary>The witness of one inference.</summary>
    /// <param name="input">As the engine takes it.</param>
    /// <param name="salt">A random scalar, new for each inference: it hides input and output behind their commitments.</param>
    /// <returns>False where the input has another size.</returns>
    public bool TryAssign(ReadOnlySpan<byte> input, Bn254Scalar salt, [NotNullWhen(true)] out Witness? witness)
    {
        witness = null;
        return input.Length == _shape.InputWidth
            && _compiled.Value.Assign(new Int8MlpAssignment(_layers, [.. input], salt), out witness) is null
            && witness is not null;
    }
}
