using System.Numerics;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.R1cs;
using LazAI.Cryptography.R1cs.Gadgets;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.R1cs;

public class GadgetTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(252)]
    public void IsLess_NumbersInRange_IsTheOrderOfIntegers(int bits)
    {
        var random = TestSeed.Create(output);
        var circuit = TestCircuit.Compile(2, (builder, wires) => [ComparisonGadget.IsLess(builder, wires[0], wires[1], bits)]);
        Assert.Equal(bits + 1, circuit.System.Constraints);
        var maximum = (BigInteger.One << bits) - 1;
        BigInteger[] numbers = [0, 1, maximum, maximum - 1, maximum / 2, random.NextInt64() & maximum];
        foreach (var (left, right) in numbers.SelectMany(left => numbers.Select(right => (left, right))))
        {
            Assert.Equal(left < right ? 1 : 0, circuit.Outputs(left, right)[0].ToBigInteger());
        }

        circuit.AssertSound([Circuits.Number(maximum), Circuits.Number(1)], random);
    }

    [Fact]
    public void AssertLessOrEqual_GreaterNumber_IsRefused()
    {
        var circuit = TestCircuit.Compile(2, (builder, wires) =>
        {
            ComparisonGadget.AssertLessOrEqual(builder, wires[0], wires[1], 8, "order");
            return [];
        });
        Assert.Equal(8, circuit.System.Constraints);
        foreach (var (left, right) in ((ulong, ulong)[])[(0, 0), (0, 255), (255, 255), (1, 0), (255, 254)])
        {
            var refusal = circuit.Assign([new(left), new(right)], out _);
            Assert.Equal(left <= right ? null : new WitnessRefusal(WitnessRefusalReason.ClaimFails, "order"), refusal);
        }
    }

    [Fact]
    public void IsEqual_RandomAndEqualNumbers_TellsThem()
    {
        var random = TestSeed.Create(output);
        var circuit = TestCircuit.Compile(2, (builder, wires) => [EqualityGadget.IsEqual(builder, wires[0], wires[1])]);
        Assert.Equal(3, circuit.System.Constraints);
        Bn254Scalar[] numbers = [new(0), new(1), -Bn254Scalar.One, Circuits.Random(random)];
        foreach (var (left, right) in numbers.SelectMany(left => numbers.Select(right => (left, right))))
        {
            Assert.Equal(new Bn254Scalar(left == right ? 1UL : 0), circuit.Satisfy([left, right]).PublicSignals[0]);
            circuit.AssertSound([left, right], random);
        }
    }

    [Fact]
    public void Invert_Zero_IsRefused()
    {
        var random = TestSeed.Create(output);
        var circuit = TestCircuit.Compile(1, (builder, wires) => [EqualityGadget.Invert(builder, wires[0], "divisor")]);
        Assert.Equal(1, circuit.System.Constraints);
        var number = Circuits.Random(random);
        Assert.Equal(Bn254Scalar.One, number * circuit.Satisfy([number]).PublicSignals[0]);
        circuit.AssertSound([number], random);
        Assert.Equal(new WitnessRefusal(WitnessRefusalReason.Zero, "divisor"), circuit.Assign([default], out _));
    }

    [Fact]
    public void Select_EveryIndex_GivesTheValueThere()
    {
        var random = TestSeed.Create(output);
        var circuit = TestCircuit.Compile(6, (builder, wires) => [MultiplexerGadget.Select(builder, wires[0], wires[1..])]);
        Assert.Equal(10, circuit.System.Constraints);
        BigInteger[] values = [.. Enumerable.Range(0, 5).Select(_ => (BigInteger)random.NextInt64())];
        for (var index = 0; index < 5; index++)
        {
            Assert.Equal(values[index], circuit.Outputs([index, .. values])[0].ToBigInteger());
        }

        foreach (var index in (BigInteger[])[5, -1])
        {
            var refusal = circuit.Assign([.. ((BigInteger[])[index, .. values]).Select(Circuits.Number)], out _);
            Assert.Equal(new WitnessRefusal(WitnessRefusalReason.OutOfRange, "index"), refusal);
        }
    }

    [Fact]
    public void Select_ByABit_GivesOneOfTwo()
    {
        var circuit = TestCircuit.Compile(3, (builder, wires) => [MultiplexerGadget.Select(builder, wires[0], wires[1], wires[2])]);
        Assert.Equal(1, circuit.System.Constraints);
        Assert.Equal(7, circuit.Outputs(1, 7, 9)[0].ToBigInteger());
        Assert.Equal(9, circuit.Outputs(0, 7, 9)[0].ToBigInteger());
    }

    [Fact]
    public void DotProduct_RandomVectors_IsTheSum()
    {
        var random = TestSeed.Create(output);
        var circuit = TestCircuit.Compile(20, (builder, wires) => [DotProductGadget.DotProduct(builder, wires[..10], wires[10..])]);
        Assert.Equal(10, circuit.System.Constraints);
        Bn254Scalar[] values = [.. Enumerable.Range(0, 20).Select(_ => Circuits.Random(random))];
        var expected = Bn254Scalar.Zero;
        for (var i = 0; i < 10; i++)
        {
            expected += values[i] * values[i + 10];
        }

        Assert.Equal(expected, circuit.Satisfy(values).PublicSignals[0]);
        circuit.AssertSound(values, random);
        Assert.Throws<ArgumentException>(() => TestCircuit.Compile(3, (builder, wires) => [DotProductGadget.DotProduct(builder, wires[..1], wires[1..])]));
    }
}
