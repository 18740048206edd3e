using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.R1cs;
using LazAI.Cryptography.R1cs.Gadgets;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.R1cs;

/// <summary>Faults are planted; a sound twin of each circuit shows that it is the fault that is found.</summary>
public class UnconstrainedVariableCheckerTests(ITestOutputHelper output)
{
    [Fact]
    public void Check_OutputLeftFree_FindsIt()
    {
        var circuit = TestCircuit.Compile(1, (builder, wires) => [builder.Multiply(wires[0], wires[0]), builder.UnconstrainedHint(() => new Bn254Scalar(9))]);
        Assert.Equal([new UnconstrainedVariable(2, UnconstrainedVariableKind.Unused)], Check(circuit, 3));
    }

    [Fact]
    public void Check_HintThatNothingUses_FindsIt()
    {
        var circuit = TestCircuit.Compile(1, (builder, wires) =>
        {
            builder.UnconstrainedHint(() => new Bn254Scalar(9));
            return [builder.Multiply(wires[0], wires[0])];
        });
        Assert.Equal([new UnconstrainedVariable(3, UnconstrainedVariableKind.Unused)], Check(circuit, 3));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Check_BitsOfANumber_FindsWhereOneIsNotHeldToBeABit(bool isSound)
    {
        var circuit = TestCircuit.Compile(1, (builder, wires) =>
        {
            var bits = Enumerable.Range(0, 4).Select(i => builder.UnconstrainedHint(
                () => new Bn254Scalar((ulong)(builder.ValueOf(wires[0]).ToBigInteger() >> i & 1)))).ToArray();
            foreach (var bit in isSound ? bits : bits[..3])
            {
                BitsGadget.AssertBoolean(builder, bit, "bit");
            }

            builder.AssertEqual(BitsGadget.Compose(bits), wires[0]);
            return [builder.Multiply(bits[0], bits[1])];
        });
        var found = Check(circuit, 11);
        Assert.Equal(isSound, found.Length == 0);
        Assert.Equal(!isSound, found.Any(variable => variable.Kind == UnconstrainedVariableKind.Changeable));
    }

    [Theory]
    [InlineData(12, 3, false, true)]
    [InlineData(0, 0, false, false)]
    [InlineData(12, 3, true, true)]
    public void Check_Quotient_IsFreeWhereTheDivisorMayBeZero(ulong dividend, ulong divisor, bool isChecked, bool isSound)
    {
        var circuit = TestCircuit.Compile(2, (builder, wires) =>
        {
            if (isChecked)
            {
                return [builder.Multiply(wires[0], EqualityGadget.Invert(builder, wires[1], "divisor"))];
            }

            var quotient = builder.UnconstrainedHint(() =>
                builder.ValueOf(wires[1]).IsZero ? default : new Bn254Scalar((ulong)(builder.ValueOf(wires[0]).ToBigInteger() / builder.ValueOf(wires[1]).ToBigInteger())));
            builder.Constrain(quotient, wires[1], wires[0]);
            return [quotient];
        });
        var found = Check(circuit, dividend, divisor);
        Assert.Equal(isSound ? [] : [new UnconstrainedVariable(1, UnconstrainedVariableKind.Undetermined)], found);
        Assert.Equal(isChecked, circuit.Assign([new(0), new(0)], out _) is not null);
    }

    [Theory]
    [InlineData(2, 3, 5, 7, true)]
    [InlineData(2, 3, 4, 6, false)]
    public void Check_TwoEquationsForTwoWires_FindsWhenTheyAreOne(ulong a, ulong b, ulong c, ulong d, bool isSound)
    {
        // a x + b y = p and c x + d y = q, each product on a wire of its own: nothing can be peeled off.
        var circuit = TestCircuit.Compile(6, (builder, wires) =>
        {
            var (x, y) = (builder.UnconstrainedHint(() => new Bn254Scalar(10)), builder.UnconstrainedHint(() => new Bn254Scalar(20)));
            builder.Constrain(wires[1], y, wires[4] - builder.Multiply(wires[0], x));
            builder.Constrain(wires[3], y, wires[5] - builder.Multiply(wires[2], x));
            return [builder.Multiply(x + 1, x + 1)];
        });
        var found = Check(circuit, a, b, c, d, a * 10 + b * 20, c * 10 + d * 20);
        if (isSound)
        {
            Assert.Empty(found);
        }
        else
        {
            // x, y, both products and with them the output, but no input.
            Assert.All(found, variable => Assert.Equal(UnconstrainedVariableKind.Undetermined, variable.Kind));
            Assert.Equal(circuit.System.Wires - 1 - 6, found.Length);
        }
    }

    [Fact]
    public void Check_IsZeroOfTheTextbook_HasAFreeInverse()
    {
        var circuit = TestCircuit.Compile(1, (builder, wires) =>
        {
            var inverse = builder.UnconstrainedHint(() => default);
            var isZero = 1 - builder.Multiply(wires[0], inverse);
            builder.Constrain(wires[0], isZero, LinearCombination.Zero);
            return [isZero];
        });
        Assert.Equal(
            [
                new UnconstrainedVariable(3, UnconstrainedVariableKind.Changeable),
                new UnconstrainedVariable(3, UnconstrainedVariableKind.Undetermined),
            ],
            Check(circuit, 0));
    }

    [Fact]
    public void Check_InputThatIsNotChosen_IsLoose()
    {
        var circuit = TestCircuit.Compile(3, (builder, wires) => [MultiplexerGadget.Select(builder, wires[0], wires[1], wires[2])]);
        Assert.Equal([new UnconstrainedVariable(4, UnconstrainedVariableKind.LooseInput)], CheckAll(circuit, 1, 7, 9));
        Assert.Equal([new UnconstrainedVariable(3, UnconstrainedVariableKind.LooseInput)], CheckAll(circuit, 0, 7, 9));
    }

    [Fact]
    public void Check_RandomCircuits_FindsEveryConstraintThatIsLeftOut()
    {
        // Products of random wires; without one of the constraints its product is free, and so is what is computed from it.
        var random = TestSeed.Create(output);
        for (var trial = 0; trial < 30; trial++)
        {
            var (count, seed) = (random.Next(1, 40), random.Next());
            for (var leftOut = -1; leftOut < count; leftOut += 1 + random.Next(4))
            {
                var circuit = TestCircuit.Compile(3, (builder, wires) =>
                {
                    var choice = new Random(seed);
                    var all = wires.ToList();
                    for (var i = 0; i < count; i++)
                    {
                        var (left, right) = (all[choice.Next(all.Count)] + choice.Next(9), all[choice.Next(all.Count)] - choice.Next(9));
                        var product = builder.UnconstrainedHint(() => builder.ValueOf(left) * builder.ValueOf(right));
                        if (i != leftOut)
                        {
                            builder.Constrain(left, right, product);
                        }

                        all.Add(product);
                    }

                    return [];
                });
                var witness = circuit.Satisfy([.. Enumerable.Range(0, 3).Select(_ => Circuits.Random(random))]);
                var found = UnconstrainedVariableChecker.Check(circuit.System, witness)
                    .Where(variable => variable.Wire > circuit.System.PrivateInputs).ToArray();
                Assert.Equal(leftOut >= 0, found.Any(variable => variable.Wire == 4 + leftOut));
                Assert.All(found, variable => Assert.True(leftOut >= 0 && variable.Wire >= 4 + leftOut));
            }
        }
    }

    [Fact]
    public void Check_WitnessThatSatisfiesNothing_Throws()
    {
        var circuit = TestCircuit.Compile(1, (builder, wires) => [builder.Multiply(wires[0], wires[0])]);
        var values = circuit.Satisfy([new(3)]).Values.ToArray();
        values[1] = default;
        Assert.Throws<ArgumentException>(() => UnconstrainedVariableChecker.Check(circuit.System, new Witness(values, 1)));
    }

    // Without what concerns private inputs alone: these circuits commit to none.
    private static UnconstrainedVariable[] Check(CompiledCircuit<Bn254Scalar[]> circuit, params ulong[] inputs) =>
        [.. CheckAll(circuit, inputs).Where(found => found.Kind != UnconstrainedVariableKind.LooseInput)];

    private static UnconstrainedVariable[] CheckAll(CompiledCircuit<Bn254Scalar[]> circuit, params ulong[] inputs) =>
        [.. UnconstrainedVariableChecker.Check(circuit.System, circuit.Satisfy([.. inputs.Select(input => new Bn254Scalar(input))]))];
}
