using System.Collections.Immutable;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.R1cs.Gadgets;

namespace LazAI.Cryptography.R1cs.Circuits;

/// <summary>
/// That a committed int8 model gives a committed input this class, and logits that are committed to: the arithmetic of the engine
/// <c>lazai.int8-mlp</c>. Public signals, all outputs: weights, input and output commitment, class.
/// </summary>
/// <remarks>
/// <para>What is range-checked, and why: weights (8 bits), biases and input bytes, since packing is only then one list of numbers an
/// element, that is, the commitments bind. The accumulators of hidden layers are written in bits anyway.</para>
/// <para>What is not, and why not: activations come out of bits. Products, accumulators and logits are sums of numbers that are checked,
/// bounded far below r by <see cref="Int8MlpShape.AccumulatorMaximum"/>, so they are integers that never wrap, and logits fit
/// the 32 bits that they are packed with. The salt is a field element as it is. Shifts and sizes are constants of the circuit.</para>
/// </remarks>
public sealed class Int8MlpCircuit(Int8MlpShape shape) : ICircuit<Int8MlpAssignment>
{
    /// <summary>What is public of the model.</summary>
    public Int8MlpShape Shape { get; } = shape ?? throw new ArgumentNullException(nameof(shape));

    /// <inheritdoc />
    public void Define(CircuitBuilder builder, Int8MlpAssignment? assignment)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (assignment is not null
            && (!Int8MlpCommitments.Fits(Shape, assignment.Layers) || assignment.Input.IsDefault || assignment.Input.Length != Shape.InputWidth))
        {
            builder.Refuse(WitnessRefusalReason.WrongShape, "model or input");
        }

        var salt = builder.PrivateInput(assignment?.Salt);
        var inputBits = Enumerable.Range(0, Shape.InputWidth)
            .Select(i => BitsGadget.Decompose(builder, Private(builder, assignment?.Input[i]), Int8MlpCommitments.ByteBits, "input byte")).ToArray();

        // The engine halves each byte; the lowest bit is committed to like the others.
        ImmutableArray<LinearCombination> activations = [.. inputBits.Select(bits => BitsGadget.Compose(bits[1..]))];
        var committed = ImmutableArray.CreateBuilder<LinearCombination>();
        committed.AddRange(PackingGadget.Pack(Shape.Numbers, Int8MlpCommitments.WordBits).Select(number => (LinearCombination)number));
        for (var l = 0; l < Shape.Layers.Length; l++)
        {
            var accumulators = Accumulate(builder, l, assignment?.Layers[l], activations, committed);
            activations = l == Shape.Layers.Length - 1
                ? accumulators
                : [.. accumulators.Select(sum => RequantizationGadget.Requantize(builder, sum, Shape.AccumulatorMaximum(l), Shape.Layers[l].Shift))];
        }

        var logits = activations;
        var packedInput = PackingGadget.Pack(inputBits.Select(bits => BitsGadget.Compose(bits)), Int8MlpCommitments.ByteBits);
        var packedLogits = PackingGadget.Pack(logits.Select(logit => logit + Int8MlpCommitments.LogitOffset), Int8MlpCommitments.WordBits);
        var logitBits = 1 + 64 - (int)long.LeadingZeroCount(Shape.AccumulatorMaximum(Shape.Layers.Length - 1));
        builder.Output(PoseidonListGadget.Hash(builder, Int8MlpCommitments.WeightsTag, committed.DrainToImmutable()));
        builder.Output(PoseidonListGadget.Hash(builder, Int8MlpCommitments.InputTag, [salt, .. packedInput]));
        builder.Output(PoseidonListGadget.Hash(builder, Int8MlpCommitments.OutputTag, [salt, .. packedLogits]));
        builder.Output(ArgmaxGadget.Argmax(builder, logits, logitBits));
    }

    private ImmutableArray<LinearCombination> Accumulate(
        CircuitBuilder builder,
        int layer,
        Int8MlpLayerWeights? values,
        ImmutableArray<LinearCombination> activations,
        ImmutableArray<LinearCombination>.Builder committed)
    {
        var (outputs, half) = (Shape.Layers[layer].Outputs, 1L << (Shape.BiasBits - 1));
        ImmutableArray<LinearCombination> weights =
            [.. Enumerable.Range(0, outputs * activations.Length).Select(i => Private(builder, values?.Weights[i]))];
        ImmutableArray<LinearCombination> biases = [.. Enumerable.Range(0, outputs).Select(j => Private(builder, values?.Biases[j]))];
        foreach (var weight in weights)
        {
            BitsGadget.AssertInRange(builder, weight + Int8MlpCommitments.WeightOffset, Int8MlpCommitments.ByteBits, "weight");
        }

        foreach (var bias in biases)
        {
            BitsGadget.AssertInRange(builder, bias + half, Shape.BiasBits, "bias");
        }

        committed.AddRange(PackingGadget.Pack(weights.Select(weight => weight + Int8MlpCommitments.WeightOffset), Int8MlpCommitments.ByteBits));
        committed.AddRange(PackingGadget.Pack(biases.Select(bias => bias + half), Int8MlpCommitments.WordBits));
        return
        [
            .. biases.Select((bias, j) =>
                DotProductGadget.DotProduct(builder, weights[(j * activations.Length)..((j + 1) * activations.Length)], activations) + bias),
        ];
    }

    private static LinearCombination Private(CircuitBuilder builder, long? value) => builder.PrivateInput(
        value is { } number ? number < 0 ? -new Bn254Scalar((ulong)-number) : new Bn254Scalar((ulong)number) : null);
}
