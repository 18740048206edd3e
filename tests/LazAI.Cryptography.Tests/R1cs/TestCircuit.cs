using System.Collections.Immutable;
using System.Numerics;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.R1cs;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Tests.R1cs;

/// <summary>A circuit of a gadget alone: private inputs in, outputs out.</summary>
internal sealed class TestCircuit(int inputs, Func<CircuitBuilder, ImmutableArray<LinearCombination>, IEnumerable<LinearCombination>> gadget)
    : ICircuit<Bn254Scalar[]>
{
    public void Define(CircuitBuilder builder, Bn254Scalar[]? assignment)
    {
        ImmutableArray<LinearCombination> wires = [.. Enumerable.Range(0, inputs).Select(i => builder.PrivateInput(assignment?[i]))];
        foreach (var output in gadget(builder, wires).ToArray())
        {
            builder.Output(output);
        }
    }

    public static CompiledCircuit<Bn254Scalar[]> Compile(
        int inputs, Func<CircuitBuilder, ImmutableArray<LinearCombination>, IEnumerable<LinearCombination>> gadget) =>
        new(new TestCircuit(inputs, gadget));
}

internal static class Circuits
{
    public static Bn254Scalar Number(BigInteger value)
    {
        Assert.True(Bn254Scalar.TryCreate(value.Sign < 0 ? value + Bn254Scalar.Modulus : value, out var number));
        return number;
    }

    public static Bn254Scalar Random(Random random)
    {
        var bytes = new byte[48];
        random.NextBytes(bytes);
        return Bn254Scalar.Reduce(bytes);
    }

    /// <summary>The witness, which is the same whether it was found with the circuit's terms or without.</summary>
    public static Witness Satisfy<T>(this CompiledCircuit<T> circuit, T assignment)
        where T : class
    {
        Assert.True(circuit.TryAssignValues(assignment, out var witness, out var refusal));
        Assert.Null(refusal);
        Assert.Null(circuit.AssignWithTerms(assignment, out var withTerms));
        Assert.True(witness!.Values.SequenceEqual(withTerms!.Values));
        Assert.Null(circuit.Assign(assignment, out witness));
        return witness!;
    }

    public static ImmutableArray<Bn254Scalar> Outputs(this CompiledCircuit<Bn254Scalar[]> circuit, params BigInteger[] inputs) =>
        circuit.Satisfy([.. inputs.Select(Number)]).PublicSignals;

    /// <summary>The checker finds nothing, and no wire alone can be changed, be it public or private.</summary>
    /// <param name="bindsInputs">Whether that is so of private inputs, too, since the circuit commits to them.</param>
    public static void AssertSound<T>(this CompiledCircuit<T> circuit, T assignment, Random random, bool bindsInputs = false)
        where T : class
    {
        var witness = circuit.Satisfy(assignment);
        Assert.Empty(UnconstrainedVariableChecker.Check(circuit.System, witness)
            .Where(found => bindsInputs || found.Kind != UnconstrainedVariableKind.LooseInput));
        AssertEveryChangeIsSeen(circuit.System, witness, bindsInputs, random);
    }

    private static void AssertEveryChangeIsSeen(ConstraintSystem system, Witness witness, bool bindsInputs, Random random)
    {
        bool IsInput(int wire) => wire > system.PublicSignals && wire <= system.PublicSignals + system.PrivateInputs;
        var uses = new List<int>[system.Wires];
        for (var wire = 0; wire < uses.Length; wire++)
        {
            uses[wire] = [];
        }

        foreach (var matrix in new[] { system.A, system.B, system.C })
        {
            for (var row = 0; row < matrix.Rows; row++)
            {
                for (var entry = matrix.RowStarts[row]; entry < matrix.RowStarts[row + 1]; entry++)
                {
                    uses[matrix.Columns[entry]].Add(row);
                }
            }
        }

        var values = witness.Values.ToArray();
        foreach (var wire in Enumerable.Range(1, system.Wires - 1).Where(wire => bindsInputs || !IsInput(wire)))
        {
            var value = values[wire];
            foreach (var other in (Fr[])[value + Fr.One, Fr.One - value, Random(random).Element])
            {
                values[wire] = other;
                Assert.True(
                    other.Equals(value) || uses[wire].Any(row => !(system.A.Multiply(row, values) * system.B.Multiply(row, values)).Equals(system.C.Multiply(row, values))),
                    $"Wire {wire} may be {other} instead of {value}.");
            }

            values[wire] = value;
        }
    }
}
