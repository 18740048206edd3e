using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.R1cs;
using LazAI.Cryptography.R1cs.Circuits;

namespace LazAI.Cryptography.Benchmarks;

/// <summary>The circuit that digits are proven with, of the committed model's shape and any weights: 8 × 8 pixels, 14 neurons, 10 classes; 13,760 constraints.</summary>
internal sealed class DigitCircuit
{
    private static readonly Int8MlpShape s_shape = new(64, [new(14, 9), new(10, 0)]);

    private readonly Int8MlpAssignment _assignment;

    public DigitCircuit()
    {
        var random = new Random(8);
        var inputs = s_shape.InputWidth;
        _assignment = new Int8MlpAssignment(
            [.. s_shape.Layers.Select(layer =>
            {
                var weights = Enumerable.Range(0, layer.Outputs * inputs).Select(_ => (sbyte)random.Next(-128, 128)).ToArray();
                inputs = layer.Outputs;
                return new Int8MlpLayerWeights([.. weights], [.. Enumerable.Range(0, layer.Outputs).Select(_ => random.Next(-4_096, 4_096))]);
            })],
            [.. Enumerable.Range(0, s_shape.InputWidth).Select(_ => (byte)random.Next(256))],
            new Bn254Scalar((ulong)random.NextInt64()));
    }

    public CompiledCircuit<Int8MlpAssignment> Compiled { get; } = new(new Int8MlpCircuit(s_shape));

    public ConstraintSystem System => Compiled.System;

    public Witness Assign() => Compiled.Assign(_assignment, out var witness) is { } refusal ? throw new InvalidOperationException($"{refusal}") : witness!;
}
