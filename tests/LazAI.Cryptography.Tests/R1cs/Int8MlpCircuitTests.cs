using System.Diagnostics;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.R1cs;
using LazAI.Cryptography.R1cs.Circuits;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.R1cs;

public class Int8MlpCircuitTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(5, new[] { 4, 3 }, new[] { 3, 0 }, 31)]
    [InlineData(3, new[] { 2 }, new[] { 0 }, 16)]
    [InlineData(33, new[] { 5, 4, 2 }, new[] { 0, 24, 0 }, 20)]
    [InlineData(1, new[] { 1, 1 }, new[] { 7, 0 }, 2)]
    public void Signals_RandomModels_AreThoseOfTheEngine(int width, int[] outputs, int[] shifts, int biasBits)
    {
        var random = TestSeed.Create(output);
        var shape = new Int8MlpShape(width, [.. outputs.Zip(shifts, (count, shift) => new Int8MlpLayerShape(count, shift))], biasBits);
        var circuit = new CompiledCircuit<Int8MlpAssignment>(new Int8MlpCircuit(shape));
        for (var trial = 0; trial < 12; trial++)
        {
            var assignment = RandomAssignment(shape, random, isExtreme: trial % 3 == 0);
            var logits = Infer(shape, assignment);
            Assert.Equal<Bn254Scalar>(
                [
                    Int8MlpCommitments.CommitToWeights(shape, assignment.Layers),
                    Int8MlpCommitments.CommitToInput(assignment.Input.AsSpan(), assignment.Salt),
                    Int8MlpCommitments.CommitToOutput(logits, assignment.Salt),
                    new((ulong)Array.IndexOf(logits, logits.Max())),
                ],
                circuit.Satisfy(assignment).PublicSignals);
        }
    }

    [Fact]
    public void Wires_OfASmallModel_AreAllBound()
    {
        var random = TestSeed.Create(output);
        var shape = new Int8MlpShape(5, [new(4, 3), new(3, 0)]);
        var circuit = new CompiledCircuit<Int8MlpAssignment>(new Int8MlpCircuit(shape));
        for (var trial = 0; trial < 6; trial++)
        {
            circuit.AssertSound(RandomAssignment(shape, random, isExtreme: trial % 2 == 0), random, bindsInputs: true);
        }
    }

    [Theory]
    [InlineData(31, 13_760)]
    [InlineData(20, 13_246)]
    public void Wires_OfTheDigitsModel_AreAllBoundAndFitADomainOf16384(int biasBits, int constraints)
    {
        // 8 x 8 pixels, 10 classes.
        var digits = new Int8MlpShape(64, [new(14, 9), new(10, 0)], biasBits);
        var random = TestSeed.Create(output);
        var watch = Stopwatch.StartNew();
        var circuit = new CompiledCircuit<Int8MlpAssignment>(new Int8MlpCircuit(digits));
        var compiled = watch.Elapsed;
        var assignment = RandomAssignment(digits, random, isExtreme: false);
        circuit.Satisfy(assignment);
        var assigned = watch.Elapsed;
        circuit.AssertSound(assignment, random, bindsInputs: true);
        output.WriteLine($"{circuit.System.Constraints} constraints, {circuit.System.Wires} wires, {circuit.System.A.Columns.Length} + {circuit.System.B.Columns.Length} + {circuit.System.C.Columns.Length} entries; compiled in {compiled}, assigned in {assigned - compiled}, checked in {watch.Elapsed - assigned}");
        Assert.Equal(constraints, circuit.System.Constraints);
        Assert.True(circuit.System.Constraints + circuit.System.PublicSignals + 1 <= 16_384);
    }

    [Fact]
    public void Assignment_OutOfShapeOrRange_IsRefusedByName()
    {
        var random = TestSeed.Create(output);
        var shape = new Int8MlpShape(3, [new(2, 1), new(2, 0)], biasBits: 8);
        var circuit = new CompiledCircuit<Int8MlpAssignment>(new Int8MlpCircuit(shape));
        var good = RandomAssignment(shape, random, isExtreme: false);
        Int8MlpAssignment WithBias(int bias) =>
            good with { Layers = good.Layers.SetItem(0, good.Layers[0] with { Biases = good.Layers[0].Biases.SetItem(1, bias) }) };

        var wrongShape = new WitnessRefusal(WitnessRefusalReason.WrongShape, "model or input");
        Assert.Equal(wrongShape, circuit.Assign(good with { Input = good.Input.Add(1) }, out _));
        Assert.Equal(wrongShape, circuit.Assign(good with { Input = default }, out _));
        Assert.Equal(wrongShape, circuit.Assign(good with { Layers = good.Layers[..1] }, out _));
        Assert.Equal(wrongShape, circuit.Assign(good with { Layers = good.Layers.SetItem(1, good.Layers[0]) }, out _));
        Assert.Null(circuit.Assign(WithBias(127), out _));
        Assert.Null(circuit.Assign(WithBias(-128), out _));
        foreach (var bias in (int[])[128, -129, int.MaxValue, int.MinValue])
        {
            Assert.Equal(new WitnessRefusal(WitnessRefusalReason.OutOfRange, "bias"), circuit.Assign(WithBias(bias), out _));
            Assert.Throws<ArgumentException>(() => Int8MlpCommitments.CommitToWeights(shape, WithBias(bias).Layers));
        }

        Assert.Throws<ArgumentException>(() => Int8MlpCommitments.CommitToWeights(shape, good.Layers[..1]));
    }

    [Fact]
    public void Shape_OutOfBounds_Throws()
    {
        Assert.Throws<ArgumentException>(() => new Int8MlpShape(0, [new(1, 0)]));
        Assert.Throws<ArgumentException>(() => new Int8MlpShape(1, []));
        Assert.Throws<ArgumentException>(() => new Int8MlpShape(1, [new(1, 1)]));
        Assert.Throws<ArgumentException>(() => new Int8MlpShape(1, [new(1, 25), new(1, 0)]));
        Assert.Throws<ArgumentException>(() => new Int8MlpShape(1, [new(0, 0)]));
        Assert.Throws<ArgumentException>(() => new Int8MlpShape(1, [new(1, 0)], biasBits: 32));
    }

    [Fact]
    public void Commitments_OtherShapeOrSalt_Differ()
    {
        var random = TestSeed.Create(output);
        var layers = RandomAssignment(new Int8MlpShape(2, [new(2, 0)]), random, isExtreme: false).Layers;
        Int8MlpShape[] shapes = [new(2, [new(2, 0)]), new(2, [new(2, 0)], 30)];
        layers = [layers[0] with { Biases = [1, 2] }];
        Assert.NotEqual(Int8MlpCommitments.CommitToWeights(shapes[0], layers), Int8MlpCommitments.CommitToWeights(shapes[1], layers));
        Assert.NotEqual(Int8MlpCommitments.CommitToInput([1], new(1)), Int8MlpCommitments.CommitToInput([1], new(2)));
        Assert.NotEqual(Int8MlpCommitments.CommitToInput([1], new(1)), Int8MlpCommitments.CommitToInput([1, 0], new(1)));
        Assert.NotEqual(Int8MlpCommitments.CommitToOutput([1], new(1)), Int8MlpCommitments.CommitToOutput([-1], new(1)));
    }

    // The engine's specification: LazAI.Enclave/Engines/Int8Mlp/README.md.
    private static int[] Infer(Int8MlpShape shape, Int8MlpAssignment assignment)
    {
        int[] activations = [.. assignment.Input.Select(value => value >> 1)];
        for (var l = 0; l < shape.Layers.Length; l++)
        {
            var (layer, shift) = (assignment.Layers[l], shape.Layers[l].Shift);
            int[] accumulators = [.. layer.Biases.Select((bias, j) => bias + activations.Select((x, i) => x * layer.Weights[j * activations.Length + i]).Sum())];
            var rounding = shift == 0 ? 0 : 1 << (shift - 1);
            activations = l == shape.Layers.Length - 1
                ? accumulators
                : [.. accumulators.Select(sum => Math.Min(127, (Math.Max(sum, 0) + rounding) >> shift))];
        }

        return activations;
    }

    private static Int8MlpAssignment RandomAssignment(Int8MlpShape shape, Random random, bool isExtreme)
    {
        var half = 1L << (shape.BiasBits - 1);
        sbyte Weight() => isExtreme ? (sbyte)(random.Next(2) == 0 ? -128 : 127) : (sbyte)random.Next(-128, 128);
        int Bias() => isExtreme ? (int)(random.Next(2) == 0 ? -half : half - 1) : (int)random.NextInt64(-Math.Min(half, 4_096), Math.Min(half, 4_096));
        return new Int8MlpAssignment(
            [.. shape.Layers.Select((layer, l) => new Int8MlpLayerWeights(
                [.. Enumerable.Range(0, layer.Outputs * shape.InputsOf(l)).Select(_ => Weight())],
                [.. Enumerable.Range(0, layer.Outputs).Select(_ => Bias())]))],
            [.. Enumerable.Range(0, shape.InputWidth).Select(_ => isExtreme ? (byte)255 : (byte)random.Next(256))],
            Circuits.Random(random));
    }
}
