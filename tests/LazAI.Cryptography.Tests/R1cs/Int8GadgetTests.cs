using System.Numerics;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.R1cs.Gadgets;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.R1cs;

public class Int8GadgetTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(2, 3)]
    [InlineData(1, 4)]
    [InlineData(10, 32)]
    public void Argmax_RandomNumbersAndTies_IsTheLowestIndexOfTheGreatest(int count, int bits)
    {
        var random = TestSeed.Create(output);
        var circuit = TestCircuit.Compile(count, (builder, wires) => [ArgmaxGadget.Argmax(builder, wires, bits)]);
        var (least, greatest) = (-(1L << (bits - 1)), (1L << (bits - 1)) - 1);
        for (var trial = 0; trial < 40; trial++)
        {
            long[] pool = [least, greatest, 0, -1, random.NextInt64(least, greatest + 1)];
            long[] numbers = [.. Enumerable.Range(0, count).Select(_ => trial % 2 == 0 ? pool[random.Next(pool.Length)] : random.NextInt64(least, greatest + 1))];
            BigInteger[] inputs = [.. numbers.Select(number => (BigInteger)number)];
            Assert.Equal(Array.IndexOf(numbers, numbers.Max()), circuit.Outputs(inputs)[0].ToBigInteger());
            if (trial < 4 && count > 1)
            {
                circuit.AssertSound([.. inputs.Select(Circuits.Number)], random);
            }
        }
    }

    [Fact]
    public void Argmax_AnotherPlaceClaimed_HasNoWitness()
    {
        // The choice is the prover's: forge it in the witness and see that no range check passes.
        var circuit = TestCircuit.Compile(3, (builder, wires) => [ArgmaxGadget.Argmax(builder, wires, 8)]);
        var honest = circuit.Satisfy([new(5), new(7), new(7)]);
        Assert.Equal(Bn254Scalar.One, honest.PublicSignals[0]);
        foreach (var forged in (BigInteger[])[0, 2])
        {
            var values = honest.Values.ToArray();
            values[1] = Circuits.Number(forged).Element;
            Assert.True(circuit.System.FindViolated(values) >= 0);
        }
    }

    [Theory]
    [InlineData(100, 0, 1)]
    [InlineData(127, 0, 1)]
    [InlineData(128, 0, 1)]
    [InlineData(300, 1, 1)]
    [InlineData(300, 1, 3)]
    [InlineData(100_000, 9, 1)]
    [InlineData(100_000, 24, 1)]
    [InlineData(1_000_000, 20, 77)]
    [InlineData(int.MaxValue, 24, 1)]
    [InlineData(int.MaxValue, 12, 1)]
    public void Requantize_EveryEdge_IsTheSpecifiedNumber(int magnitude, int shift, int multiplier)
    {
        var random = TestSeed.Create(output);
        var circuit = TestCircuit.Compile(1, (builder, wires) => [RequantizationGadget.Requantize(builder, wires[0], magnitude, shift, multiplier)]);
        var rounding = shift == 0 ? 0 : 1L << (shift - 1);
        List<long> accumulators = [0, 1, -1, magnitude, -magnitude, rounding, -rounding, rounding - 1, rounding + 1, -rounding - 1];
        foreach (var quotient in (long[])[1, 2, 126, 127, 128, 129])
        {
            accumulators.AddRange([(quotient << shift) / multiplier, ((quotient << shift) - rounding) / multiplier, ((quotient << shift) - rounding) / multiplier - 1]);
        }

        accumulators.AddRange(Enumerable.Range(0, 20).Select(_ => random.NextInt64(-magnitude, magnitude + 1L)));
        var checkedOnes = 0;
        foreach (var accumulator in accumulators.Where(accumulator => Math.Abs(accumulator) <= magnitude).Distinct())
        {
            var expected = Math.Min(127, ((Math.Max(accumulator, 0) * multiplier) + rounding) >> shift);
            Assert.Equal(expected, circuit.Outputs(accumulator)[0].ToBigInteger());
            if (checkedOnes++ < 8)
            {
                circuit.AssertSound([Circuits.Number(accumulator)], random);
            }
        }
    }

    [Fact]
    public void Pack_BytesAndWords_IsThatOfNumbers()
    {
        var random = TestSeed.Create(output);
        foreach (var bits in (int[])[8, 32, 16, 5])
        {
            ulong[] numbers = [.. Enumerable.Range(0, 70).Select(_ => (ulong)random.NextInt64(1L << bits))];
            var circuit = TestCircuit.Compile(numbers.Length, (_, wires) => PackingGadget.Pack(wires, bits));
            Assert.Equal<Bn254Scalar>(PackingGadget.Pack(numbers, bits), circuit.Satisfy([.. numbers.Select(number => new Bn254Scalar(number))]).PublicSignals);
            Assert.Equal(70 / (248 / bits) + 1, circuit.System.Constraints);
        }

        Assert.NotEqual<Bn254Scalar>(PackingGadget.Pack([1UL], 8), PackingGadget.Pack([1UL, 0], 8));
        Assert.Equal(2, PackingGadget.Pack(new ulong[31], 8).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => PackingGadget.Pack([256UL], 8));
    }
}
