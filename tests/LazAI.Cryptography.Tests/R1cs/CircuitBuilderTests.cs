using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.R1cs;
using LazAI.Cryptography.R1cs.Gadgets;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.R1cs;

public class CircuitBuilderTests(ITestOutputHelper output)
{
    private sealed class Anything(Action<CircuitBuilder, Bn254Scalar[]?> define) : ICircuit<Bn254Scalar[]>
    {
        public void Define(CircuitBuilder builder, Bn254Scalar[]? assignment) => define(builder, assignment);
    }

    [Fact]
    public void Wires_OfEveryKind_StandInCircomsOrder()
    {
        // y = (3 x + p) x with x private and p public, declared in another order than the wires'.
        var circuit = new CompiledCircuit<Bn254Scalar[]>(new Anything((builder, values) =>
        {
            var x = builder.PrivateInput(values?[0]);
            var p = builder.PublicInput(values?[1]);
            var product = builder.Multiply(x * 3 + p, x);
            builder.Output(product);
            builder.Output(builder.Multiply(product, p) - 1);
        }));
        var system = circuit.System;
        Assert.Equal((5, 3, 2, 1), (system.Wires, system.PublicSignals, system.PublicOutputs, system.PrivateInputs));
        Assert.Equal(2, system.Constraints);
        var witness = circuit.Satisfy([new(5), new(2)]);
        Assert.Equal<Bn254Scalar>([new(85), new(169), new(2)], witness.PublicSignals);
        Assert.Equal(new Bn254Scalar(5).Element, witness.Values[4]);
    }

    [Fact]
    public void Constraints_ThatAreLinear_CostNothing()
    {
        var random = TestSeed.Create(output);
        var circuit = TestCircuit.Compile(4, (builder, wires) =>
        {
            // A chain of sums through hints, of which only the last is squared.
            var sum = wires[0];
            foreach (var wire in wires[1..])
            {
                var next = sum * 5 + wire - 7;
                var hint = builder.UnconstrainedHint(() => builder.ValueOf(next));
                builder.AssertEqual(hint, next);
                sum = hint;
            }

            return [builder.Multiply(sum, sum), builder.Multiply(sum, 3), builder.Multiply(LinearCombination.Zero, sum)];
        });

        // The square, and the two outputs that depend on inputs alone or on nothing.
        Assert.Equal(3, circuit.System.Constraints);
        Bn254Scalar[] values = [.. Enumerable.Range(0, 4).Select(_ => Circuits.Random(random))];
        var expected = values[0];
        foreach (var value in values[1..])
        {
            expected = expected * new Bn254Scalar(5) + value - new Bn254Scalar(7);
        }

        Assert.Equal<Bn254Scalar>([expected * expected, expected * new Bn254Scalar(3), default], circuit.Satisfy(values).PublicSignals);
        circuit.AssertSound(values, random);
    }

    [Fact]
    public void Constraints_ThatBecomeLinear_AreSolvedInTheNextRound()
    {
        // factor = 2 is found to be constant only after the first round, and then hint = 2 x.
        var circuit = TestCircuit.Compile(1, (builder, wires) =>
        {
            var factor = builder.UnconstrainedHint(() => new Bn254Scalar(2));
            var twice = builder.UnconstrainedHint(() => builder.ValueOf(wires[0] * 2));
            builder.Constrain(factor, wires[0], twice);
            builder.AssertEqual(factor, 2);
            return [builder.Multiply(twice, wires[0])];
        });
        Assert.Equal((1, 3), (circuit.System.Constraints, circuit.System.Wires));
        Assert.Equal(18, circuit.Outputs(3)[0].ToBigInteger());
    }

    [Fact]
    public void Constraints_RandomLinearOnes_TakeOneWireEachAsFarAsTheyAreIndependent()
    {
        var random = TestSeed.Create(output);
        for (var trial = 0; trial < 60; trial++)
        {
            // The first equations are independent for all chances of random coefficients; each further one follows from two of them.
            var (wires, dependent, seed) = (random.Next(2, 20), random.Next(4), random.Next());
            var independent = random.Next(1, wires + 1);
            Bn254Scalar[] values = [.. Enumerable.Range(0, wires).Select(_ => Circuits.Random(random))];
            var circuit = TestCircuit.Compile(2, (builder, inputs) =>
            {
                var choice = new Random(seed);
                LinearCombination[] hints = [.. values.Select(value => builder.UnconstrainedHint(() => value))];
                var squares = hints.Select(hint => builder.Multiply(hint + inputs[0], hint - inputs[1])).ToArray();
                var equations = Enumerable.Range(0, independent).Select(_ =>
                {
                    var (sum, total) = (LinearCombination.Zero, Bn254Scalar.Zero);
                    for (var i = 0; i < wires; i++)
                    {
                        var factor = Circuits.Random(choice);
                        (sum, total) = (sum + hints[i] * factor, total + values[i] * factor);
                    }

                    return sum - total;
                }).ToList();
                equations.AddRange(Enumerable.Range(0, dependent).Select(_ => equations[choice.Next(independent)] * 3 - equations[choice.Next(independent)]));
                foreach (var equation in equations.OrderBy(_ => choice.Next()).ToArray())
                {
                    builder.AssertEqual(equation, LinearCombination.Zero);
                }

                return [LinearCombination.Sum(squares)];
            });

            // The sum of squares takes another wire; assigning finds that what is left holds.
            Assert.Equal(wires, circuit.System.Constraints);
            Assert.Equal(1 + 1 + 2 + 2 * wires - independent - 1, circuit.System.Wires);
            Bn254Scalar[] assignment = [Circuits.Random(random), Circuits.Random(random)];
            var witness = circuit.Satisfy(assignment);
            var free = UnconstrainedVariableChecker.Check(circuit.System, witness).Any(found => found.Kind == UnconstrainedVariableKind.Undetermined);
            Assert.Equal(independent < wires, free);
        }
    }

    [Fact]
    public void Constraints_AmongInputsAlone_Stay()
    {
        var circuit = TestCircuit.Compile(2, (builder, wires) =>
        {
            builder.AssertEqual(wires[0], wires[1] * 2, "halves");
            builder.AssertEqual(wires[0], wires[1] * 2, "halves again");
            return [];
        });
        Assert.Equal(2, circuit.System.Constraints);
        Assert.NotNull(circuit.Satisfy([new(4), new(2)]));
        Assert.Equal(new WitnessRefusal(WitnessRefusalReason.NotEqual, "halves"), circuit.Assign([new(4), new(3)], out _));
    }

    [Fact]
    public void Constraint_Broken_IsRefusedByItsName()
    {
        var circuit = TestCircuit.Compile(3, (builder, wires) =>
        {
            builder.Constrain(wires[0], wires[1], wires[2], "product");
            return [];
        });
        Assert.Null(circuit.Assign([new(3), new(4), new(12)], out _));
        Assert.Equal(new WitnessRefusal(WitnessRefusalReason.ConstraintFails, "product"), circuit.Assign([new(3), new(4), new(13)], out var witness));
        Assert.Null(witness);
    }

    [Fact]
    public void Circuit_ThatDependsOnValues_IsABug()
    {
        var moreConstraints = new CompiledCircuit<Bn254Scalar[]>(new Anything((builder, values) =>
        {
            var x = builder.PrivateInput(values?[0]);
            if (values is [{ IsZero: true }])
            {
                builder.Multiply(x, x);
            }
        }));
        Assert.Null(moreConstraints.Assign([new(1)], out _));
        Assert.Throws<InvalidOperationException>(() => moreConstraints.Assign([new(0)], out _));

        var otherConstant = new CompiledCircuit<Bn254Scalar[]>(new Anything((builder, values) =>
        {
            var x = builder.PrivateInput(values?[0]);
            builder.Output(builder.Multiply(x * (values?[0] ?? Bn254Scalar.One), x));
        }));
        Assert.Null(otherConstant.Assign([new(1)], out _));
        Assert.Throws<InvalidOperationException>(() => otherConstant.Assign([new(2)], out _));
    }

    [Fact]
    public void Factor_WhoseWiresHaveGone_IsConstantAndLeadsToTheSameWitness()
    {
        // Values alone do not show that the first factor is the constant 3, and make one product more.
        var circuit = TestCircuit.Compile(2, (builder, wires) => [builder.Multiply(wires[0] - wires[0] + 3, wires[1])]);
        Bn254Scalar[] assignment = [new(7), new(5)];

        Assert.False(circuit.TryAssignValues(assignment, out _, out _));
        Assert.Null(circuit.Assign(assignment, out var witness));

        Assert.Equal<Bn254Scalar>([new(15)], witness!.PublicSignals);
        Assert.Equal(3, circuit.System.Wires - 1);
    }

    [Fact]
    public void Misuse_OfTheBuilder_Throws()
    {
        LinearCombination? foreign = null;
        _ = TestCircuit.Compile(1, (_, wires) => [foreign = wires[0]]);
        Assert.Throws<ArgumentException>(() => TestCircuit.Compile(1, (_, wires) => [wires[0] + foreign!]));
        Assert.Throws<ArgumentException>(() => TestCircuit.Compile(1, (builder, wires) => [builder.Multiply(wires[0], foreign!)]));
        Assert.Throws<InvalidOperationException>(() => TestCircuit.Compile(1, (builder, wires) => [builder.ValueOf(wires[0])]));
        Assert.Throws<InvalidOperationException>(() => new CompiledCircuit<Bn254Scalar[]>(
            new Anything((builder, _) => builder.Refuse(WitnessRefusalReason.ClaimFails, "nothing"))));
        Assert.Throws<ArgumentNullException>(() => new CompiledCircuit<Bn254Scalar[]>(
            new Anything((builder, _) => builder.PrivateInput(null))).Assign([], out _));
        Assert.Throws<InvalidOperationException>(() => TestCircuit.Compile(1, (builder, wires) =>
        {
            var product = builder.Multiply(wires[0], wires[0]);
            builder.AssertEqual(product, 1);
            builder.AssertEqual(product, 2);
            return [];
        }));
        Assert.Throws<ArgumentOutOfRangeException>(() => TestCircuit.Compile(1, (builder, wires) => BitsGadget.Decompose(builder, wires[0], 254, "number")));
        Assert.Throws<ArgumentOutOfRangeException>(() => TestCircuit.Compile(1, (builder, wires) => BitsGadget.Decompose(builder, wires[0], 0, "number")));
    }

    [Fact]
    public void LinearCombination_SumsOfTerms_AreJoined()
    {
        var circuit = TestCircuit.Compile(2, (builder, wires) =>
        {
            var (x, y) = (wires[0], wires[1]);
            Assert.True((x * 0).IsConstant);
            Assert.False((x + 1).IsConstant);
            var sum = LinearCombination.Sum(x, y, x * 2, -y, 5, new Bn254Scalar(2), -3L);

            // Values alone have no wires that could go.
            Assert.Equal(builder.HasTerms, (x - x).IsConstant);
            Assert.Equal(builder.HasTerms ? 2 : 0, sum.Wires.Length);
            return [sum, x * long.MinValue, -(x - y)];
        });
        Assert.Equal<Bn254Scalar>(
            [new(37), -(new Bn254Scalar(1UL << 63) * new Bn254Scalar(11)), -new Bn254Scalar(9)], circuit.Outputs(11, 2));
    }
}
