using System.Collections.Immutable;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.R1cs;

/// <summary>
/// Looks for wires that no constraint determines: the commonest fault of circuits, with which a prover proves what is not so. Finds
/// what is free at one witness; a clean answer at several witnesses is strong evidence, not a proof.
/// </summary>
/// <remarks>
/// <para>Three questions, each exact at the given witness:</para>
/// <list type="number">
/// <item>Which wires occur in no constraint?</item>
/// <item>For which private wires does another value alone satisfy all constraints? Each constraint is a polynomial of degree two at most in
/// that value, so all other values are known without trying.</item>
/// <item>Which outputs and private wires that are no inputs can be moved while the inputs stay? Those for which the kernel of the
/// constraints' Jacobian, modulo r, is not zero. Where it is zero, the witness is the only one with these inputs among its infinitesimal
/// neighbours. A second witness further away is not excluded, such as a bit's other value; but with one wire alone the second question
/// finds it.</item>
/// </list>
/// </remarks>
public static class UnconstrainedVariableChecker
{
    /// <summary>What is free at a witness: nothing, if the circuit is sound as far as this check sees.</summary>
    /// <exception cref="ArgumentException">The witness does not satisfy the constraints.</exception>
    public static ImmutableArray<UnconstrainedVariable> Check(ConstraintSystem system, Witness witness)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(witness);
        if (system.FindViolated(witness.Values) >= 0)
        {
            throw new ArgumentException("Only a witness that satisfies all constraints tells something.", nameof(witness));
        }

        bool IsUnknown(int wire) => (wire >= 1 && wire <= system.PublicOutputs) || wire > system.PublicSignals + system.PrivateInputs;
        var uses = Uses(system, witness.Values);
        var found = ImmutableArray.CreateBuilder<UnconstrainedVariable>();
        var isUsed = new bool[system.Wires];
        foreach (var use in uses.SelectMany(row => row))
        {
            isUsed[use.Wire] = true;
        }

        for (var wire = 1; wire < system.Wires; wire++)
        {
            if (!isUsed[wire])
            {
                found.Add(new UnconstrainedVariable(wire, UnconstrainedVariableKind.Unused));
            }
        }

        var alternatives = new Alternative[system.Wires];
        foreach (var use in uses.SelectMany(row => row))
        {
            alternatives[use.Wire].Restrict(in use);
        }

        for (var wire = system.PublicSignals + 1; wire < system.Wires; wire++)
        {
            if (isUsed[wire] && !alternatives[wire].IsExcluded)
            {
                found.Add(new UnconstrainedVariable(
                    wire, IsUnknown(wire) ? UnconstrainedVariableKind.Changeable : UnconstrainedVariableKind.LooseInput));
            }
        }

        var jacobian = uses.Select(row => row.Where(use => IsUnknown(use.Wire) && !use.Slope.IsZero).Select(use => (use.Wire, use.Slope)).ToArray());
        foreach (var wire in SparseKernel.Support(system.Wires, [.. jacobian]))
        {
            if (IsUnknown(wire) && isUsed[wire])
            {
                found.Add(new UnconstrainedVariable(wire, UnconstrainedVariableKind.Undetermined));
            }
        }

        return found.DrainToImmutable();
    }

    private static Use[][] Uses(ConstraintSystem system, ReadOnlySpan<Fr> witness)
    {
        var uses = new Use[system.Constraints][];
        for (var row = 0; row < uses.Length; row++)
        {
            var coefficients = new SortedDictionary<int, (Fr A, Fr B, Fr C)>();
            void Add(SparseMatrix matrix, Func<(Fr A, Fr B, Fr C), Fr, (Fr A, Fr B, Fr C)> with)
            {
                for (var entry = matrix.RowStarts[row]; entry < matrix.RowStarts[row + 1]; entry++)
                {
                    coefficients[matrix.Columns[entry]] = with(coefficients.GetValueOrDefault(matrix.Columns[entry]), matrix.Coefficients[entry]);
                }
            }

            Add(system.A, (all, a) => all with { A = a });
            Add(system.B, (all, b) => all with { B = b });
            Add(system.C, (all, c) => all with { C = c });
            var (left, right) = (system.A.Multiply(row, witness), system.B.Multiply(row, witness));
            uses[row] = [.. coefficients.Select(pair => new Use(
                pair.Key, pair.Value.A * right + pair.Value.B * left - pair.Value.C, pair.Value.A * pair.Value.B))];
        }

        return uses;
    }

    /// <summary>What a constraint changes by if a wire changes by d: Slope · d + Curvature · d^2.</summary>
    private readonly record struct Use(int Wire, Fr Slope, Fr Curvature);

    /// <summary>By how much a wire alone may change, as far as the constraints that were looked at allow.</summary>
    private struct Alternative
    {
        // The one change that is left, as a fraction; a denominator of zero stands for any.
        private Fr _numerator;
        private Fr _denominator;

        public bool IsExcluded { get; private set; }

        public void Restrict(in Use use)
        {
            if (IsExcluded || (use.Slope.IsZero && use.Curvature.IsZero))
            {
                return;
            }

            if (use.Slope.IsZero || use.Curvature.IsZero)
            {
                IsExcluded = true;
            }
            else if (_denominator.IsZero)
            {
                (_numerator, _denominator) = (-use.Slope, use.Curvature);
            }
            else
            {
                IsExcluded = !(_numerator * use.Curvature).Equals(-use.Slope * _denominator);
            }
        }
    }
}
