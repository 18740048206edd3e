using System.Numerics;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.R1cs;
using LazAI.Cryptography.R1cs.Gadgets;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.R1cs;

public class BitsGadgetTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 2)]
    [InlineData(8, 8)]
    [InlineData(32, 32)]
    [InlineData(253, 253)]
    public void Decompose_NumbersInRange_GivesTheirBitsAndRefusesTheRest(int bits, int constraints)
    {
        var random = TestSeed.Create(output);
        var circuit = TestCircuit.Compile(1, (builder, wires) => BitsGadget.Decompose(builder, wires[0], bits, "number"));

        // The outputs take the place of the bits; with one bit, no private wire is left to solve for.
        Assert.Equal(constraints + (bits > 1 ? 1 : 0), circuit.System.Constraints);
        var maximum = (BigInteger.One << bits) - 1;
        var randomNumber = new BigInteger(random.NextInt64()) & maximum;
        foreach (var number in (BigInteger[])[0, 1, maximum, maximum >> 1, randomNumber])
        {
            var signals = circuit.Outputs(number);
            Assert.Equal(number, signals.Select((bit, i) => bit.ToBigInteger() << i).Aggregate(BigInteger.Add));
            Assert.All(signals, bit => Assert.True(bit.IsZero || bit == Bn254Scalar.One));
            circuit.AssertSound([Circuits.Number(number)], random);
        }

        foreach (var number in (BigInteger[])[maximum + 1, -1, Bn254Scalar.Modulus / 2 + (BigInteger.One << 252)])
        {
            Assert.Equal(new WitnessRefusal(WitnessRefusalReason.OutOfRange, "number"), circuit.Assign([Circuits.Number(number)], out var witness));
            Assert.Null(witness);
        }
    }

    [Fact]
    public void AssertInRange_OfAProduct_CostsOneConstraintABit()
    {
        var circuit = TestCircuit.Compile(2, (builder, wires) =>
        {
            var product = builder.Multiply(wires[0], wires[1]);
            BitsGadget.AssertInRange(builder, product, 16, "product");
            return [];
        });
        Assert.Equal(17, circuit.System.Constraints);
        circuit.AssertSound([new(255), new(256)], TestSeed.Create(output));
        Assert.NotNull(circuit.Assign([new(256), new(256)], out _));
    }

    [Fact]
    public void AssertBoolean_Two_IsRefused()
    {
        var circuit = TestCircuit.Compile(1, (builder, wires) =>
        {
            BitsGadget.AssertBoolean(builder, wires[0], "flag");
            return [wires[0]];
        });
        Assert.Equal(new WitnessRefusal(WitnessRefusalReason.NotBoolean, "flag"), circuit.Assign([new(2)], out _));
    }
}
