using System.Collections.Immutable;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Poseidon;

namespace LazAI.Cryptography.R1cs.Gadgets;

/// <summary>
/// <see cref="PoseidonHash"/> in a circuit: three constraints an S-box and nothing for the linear layers. Two inputs cost 240, sixteen
/// 609, as with circomlib at --O2.
/// </summary>
public static class PoseidonGadget
{
    /// <summary>The hash of 1 to 16 numbers.</summary>
    public static LinearCombination Hash(CircuitBuilder builder, params ReadOnlySpan<LinearCombination> inputs) =>
        Permute(builder, LinearCombination.Zero, inputs)[0];

    /// <summary>All words of the state after the permutation: circomlib's <c>PoseidonEx</c>.</summary>
    /// <param name="initialState">The first word before the permutation.</param>
    /// <param name="inputs">The other words: 1 to 16.</param>
    public static ImmutableArray<LinearCombination> Permute(
        CircuitBuilder builder, LinearCombination initialState, params ReadOnlySpan<LinearCombination> inputs)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (inputs.Length is < 1 or > PoseidonHash.InputsMaximum)
        {
            throw new ArgumentException("Poseidon takes 1 to 16 inputs.", nameof(inputs));
        }

        var layers = PoseidonLinearLayers.OfWidth(inputs.Length + 1);
        var outputs = new LinearCombination[layers.BoxCount];
        LinearCombination[] state = [initialState, .. inputs];
        for (var box = 0; box < layers.BoxCount; box++)
        {
            var input = box < state.Length
                ? state[box] + new Bn254Scalar(layers.Inputs[box].Constant)
                : layers.Inputs[box].Apply(outputs);
            var square = builder.Multiply(input, input);
            outputs[box] = builder.Multiply(builder.Multiply(square, square), input);
        }

        return [.. layers.Outputs.Select(output => output.Apply(outputs))];
    }
}
