using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.R1cs;

/// <summary>The constraints of an <see cref="ICircuit{TAssignment}"/>, and from assignments the witnesses that satisfy them.</summary>
/// <typeparam name="TAssignment">What the prover gives.</typeparam>
public sealed class CompiledCircuit<TAssignment>
    where TAssignment : class
{
    private readonly ICircuit<TAssignment> _circuit;
    private readonly CircuitBuilder _structure;

    // Which of the builder's wires stands at each place of a witness.
    private readonly int[] _order;

    /// <summary>Makes the constraints.</summary>
    /// <exception cref="InvalidOperationException">The circuit is too large or contradicts itself.</exception>
    public CompiledCircuit(ICircuit<TAssignment> circuit)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        var structure = new CircuitBuilder(hasValues: false);
        circuit.Define(structure, null);
        (_circuit, _structure) = (circuit, structure);
        var (constraints, eliminated) = LinearElimination.Run(structure.Kinds, structure.Constraints);

        // Ordering by kind alone keeps what was declared first first.
        _order = [.. Enumerable.Range(0, eliminated.Length).Where(wire => !eliminated[wire]).OrderBy(wire => structure.Kinds[wire])];
        int CountOf(WireKind kind) => structure.Kinds.Count(k => k == kind);
        var places = new int[eliminated.Length];
        for (var place = 0; place < _order.Length; place++)
        {
            places[_order[place]] = place;
        }

        SparseMatrix Matrix(Func<Constraint, LinearCombination> part) => SparseMatrix.Create(constraints.Select(part), places);
        System = new ConstraintSystem(
            _order.Length,
            CountOf(WireKind.PublicOutput) + CountOf(WireKind.PublicInput),
            Matrix(constraint => constraint.A),
            Matrix(constraint => constraint.B),
            Matrix(constraint => constraint.C))
        {
            PublicOutputs = CountOf(WireKind.PublicOutput),
            PrivateInputs = CountOf(WireKind.PrivateInput),
        };
    }

    public ConstraintSystem System { get; }

    /// <summary>The witness that an assignment leads to, or why it leads to none.</summary>
    /// <exception cref="InvalidOperationException">The circuit makes other constraints with values than without: a bug in it.</exception>
    public WitnessRefusal? Assign(TAssignment assignment, out Witness? witness)
    {
        ArgumentNullException.ThrowIfNull(assignment);
        return TryAssignValues(assignment, out witness, out var refusal) ? refusal : AssignWithTerms(assignment, out witness);
    }

    /// <summary>
    /// The witness from the same code without its terms, which are most of the work. The constraints judge it: what satisfies all of them is a witness,
    /// however it was found. False where the terms have to be looked at.
    /// </summary>
    internal bool TryAssignValues(TAssignment assignment, out Witness? witness, out WitnessRefusal? refusal)
    {
        (witness, refusal) = (null, null);
        var builder = new CircuitBuilder(hasValues: true, hasTerms: false);
        try
        {
            _circuit.Define(builder, assignment);
        }
        catch (WitnessRefusedException refused)
        {
            refusal = refused.Refusal;
            return true;
        }

        if (builder.ConstraintCount != _structure.ConstraintCount || !builder.Kinds.SequenceEqual(_structure.Kinds))
        {
            return false;
        }

        var values = InOrder(builder);
        witness = System.FindViolated(values) < 0 ? new Witness(values, System.PublicSignals) : null;
        return witness is not null;
    }

    /// <summary>As the other, with all terms: finds the bugs of a circuit.</summary>
    internal WitnessRefusal? AssignWithTerms(TAssignment assignment, out Witness? witness)
    {
        witness = null;
        var builder = new CircuitBuilder(hasValues: true);
        try
        {
            _circuit.Define(builder, assignment);
        }
        catch (WitnessRefusedException refused)
        {
            return refused.Refusal;
        }

        RequireSameStructure(builder);
        var values = InOrder(builder);
        if (System.FindViolated(values) is >= 0 and var row)
        {
            throw new InvalidOperationException($"The witness breaks constraint {row}, though the builder found that it satisfies all.");
        }

        witness = new Witness(values, System.PublicSignals);
        return null;
    }

    private Fr[] InOrder(CircuitBuilder builder)
    {
        var values = new Fr[_order.Length];
        for (var place = 0; place < values.Length; place++)
        {
            values[place] = builder.ValueOfWire(_order[place]);
        }

        return values;
    }

    private void RequireSameStructure(CircuitBuilder builder)
    {
        var same = builder.Kinds.SequenceEqual(_structure.Kinds) && builder.Constraints.Count == _structure.Constraints.Count;
        for (var i = 0; same && i < builder.Constraints.Count; i++)
        {
            var (left, right) = (builder.Constraints[i], _structure.Constraints[i]);
            same = left.A.SameAs(right.A) && left.B.SameAs(right.B) && left.C.SameAs(right.C);
        }

        if (!same)
        {
            throw new InvalidOperationException("The circuit makes other constraints with these values than without: it must not depend on them.");
        }
    }
}
