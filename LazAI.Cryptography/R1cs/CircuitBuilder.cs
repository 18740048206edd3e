using LazAI.Cryptography.Bn254;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.R1cs;

/// <summary>
/// Takes the inputs, wires and constraints of a circuit, with values or without. With values it refuses at the first constraint that they
/// break, so it never leads to a wrong witness. Not for use by several threads at once.
/// </summary>
/// <remarks>
/// Made by <see cref="CompiledCircuit{TAssignment}"/> and handed to <see cref="ICircuit{TAssignment}.Define"/>. Where a constraint turns
/// out linear, one of its wires is put in terms of the others (<see cref="LinearElimination"/>), so that it costs nothing.
/// </remarks>
public sealed class CircuitBuilder
{
    /// <summary>Wires at most, and constraints at most: 2^22.</summary>
    public const int SizeMaximum = 1 << 22;

    private readonly List<WireKind> _kinds = [WireKind.One];
    private readonly List<Constraint> _constraints = [];
    private readonly List<Fr>? _values;

    /// <param name="hasValues">Whether a witness is being computed.</param>
    /// <param name="hasTerms">Whether constraints are wanted; without them combinations are values alone.</param>
    internal CircuitBuilder(bool hasValues, bool hasTerms = true) => (_values, HasTerms) = (hasValues ? [Fr.One] : null, hasTerms || !hasValues);

    /// <summary>Whether a witness is being computed, and not only the constraints.</summary>
    public bool HasValues => _values is not null;

    internal bool HasTerms { get; }

    internal IReadOnlyList<WireKind> Kinds => _kinds;

    /// <summary>All constraints, where there are terms to make them of.</summary>
    internal IReadOnlyList<Constraint> Constraints => _constraints;

    internal int ConstraintCount { get; private set; }

    /// <summary>Declares the next public input.</summary>
    /// <param name="value">Its value; only looked at where <see cref="HasValues"/>, and needed there.</param>
    public LinearCombination PublicInput(Bn254Scalar? value) => Input(WireKind.PublicInput, value);

    /// <summary>Declares the next private input.</summary>
    /// <inheritdoc cref="PublicInput"/>
    public LinearCombination PrivateInput(Bn254Scalar? value) => Input(WireKind.PrivateInput, value);

    /// <summary>Declares the next public output, which is <paramref name="value"/>.</summary>
    public LinearCombination Output(LinearCombination value)
    {
        var output = NewWire(WireKind.PublicOutput, HasValues ? Evaluate(value) : Fr.Zero);
        AssertEqual(output, value, "output");
        return output;
    }

    /// <summary>
    /// A private wire that the prover may set as it likes: <b>constraints must follow that leave one value</b>.
    /// <see cref="UnconstrainedVariableChecker"/> finds where they do not.
    /// </summary>
    /// <param name="value">What an honest prover sets; only called where <see cref="HasValues"/>.</param>
    public LinearCombination UnconstrainedHint(Func<Bn254Scalar> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return NewWire(WireKind.Private, HasValues ? value().Element : Fr.Zero);
    }

    /// <summary>Demands a · b = c.</summary>
    /// <param name="subject">What a refusal calls it.</param>
    public void Constrain(LinearCombination a, LinearCombination b, LinearCombination c, string subject = "constraint") =>
        Constrain(a, b, c, WitnessRefusalReason.ConstraintFails, subject);

    /// <summary>Demands left = right: no constraint of its own unless only inputs and outputs are in it.</summary>
    /// <inheritdoc cref="Constrain(LinearCombination, LinearCombination, LinearCombination, string)"/>
    public void AssertEqual(LinearCombination left, LinearCombination right, string subject = "equality") =>
        Constrain(left, LinearCombination.One, right, WitnessRefusalReason.NotEqual, subject);

    /// <summary>The product: one constraint, or none where a factor is constant.</summary>
    public LinearCombination Multiply(LinearCombination left, LinearCombination right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.IsConstant || right.IsConstant)
        {
            var (constant, other) = left.IsConstant ? (left, right) : (right, left);
            return other * new Bn254Scalar(constant.ConstantTerm);
        }

        var product = NewWire(WireKind.Private, HasValues ? Evaluate(left) * Evaluate(right) : Fr.Zero);
        Constrain(left, right, product);
        return product;
    }

    /// <summary>What a combination comes to, for computing hints.</summary>
    /// <exception cref="InvalidOperationException">There are no values.</exception>
    public Bn254Scalar ValueOf(LinearCombination combination) => new(Evaluate(combination));

    /// <summary>Ends the computation of a witness: the inputs do not satisfy the circuit.</summary>
    /// <exception cref="InvalidOperationException">There are no values that could be at fault.</exception>
    public void Refuse(WitnessRefusalReason reason, string subject) => throw (HasValues
        ? new WitnessRefusedException(new WitnessRefusal(reason, subject))
        : new InvalidOperationException("Without values nothing is refused."));

    internal void AssertEqual(LinearCombination left, LinearCombination right, WitnessRefusalReason reason, string subject) =>
        Constrain(left, LinearCombination.One, right, reason, subject);

    internal void Constrain(LinearCombination a, LinearCombination b, LinearCombination c, WitnessRefusalReason reason, string subject)
    {
        RequireOwn(a);
        RequireOwn(b);
        RequireOwn(c);
        if (ConstraintCount == SizeMaximum)
        {
            throw new InvalidOperationException($"A circuit has {SizeMaximum} constraints at most.");
        }

        if (HasValues && !(Evaluate(a) * Evaluate(b)).Equals(Evaluate(c)))
        {
            Refuse(reason, subject);
        }

        ConstraintCount++;
        if (HasTerms)
        {
            _constraints.Add(new Constraint(a, b, c));
        }
    }

    internal Fr Evaluate(LinearCombination combination)
    {
        RequireOwn(combination);
        if (_values is null)
        {
            throw new InvalidOperationException("There are no values while only the constraints are wanted.");
        }

        if (!HasTerms)
        {
            return combination.Value;
        }

        var sum = Fr.Zero;
        for (var i = 0; i < combination.Wires.Length; i++)
        {
            sum += combination.Coefficients[i] * _values[combination.Wires[i]];
        }

        return sum;
    }

    internal Fr ValueOfWire(int wire) => _values![wire];

    /// <summary>A private wire of that value, for gadgets that work on the field itself.</summary>
    internal LinearCombination UnconstrainedHint(in Fr value) => NewWire(WireKind.Private, in value);

    private LinearCombination Input(WireKind kind, Bn254Scalar? value) => NewWire(kind, HasValues
        ? (value ?? throw new ArgumentNullException(nameof(value), "A circuit with an assignment gives every input a value.")).Element
        : Fr.Zero);

    private LinearCombination NewWire(WireKind kind, in Fr value)
    {
        if (_kinds.Count == SizeMaximum)
        {
            throw new InvalidOperationException($"A circuit has {SizeMaximum} wires at most.");
        }

        _kinds.Add(kind);
        _values?.Add(value);
        return HasTerms ? new LinearCombination(this, [_kinds.Count - 1], [Fr.One]) : new LinearCombination(this, in value);
    }

    private void RequireOwn(LinearCombination combination)
    {
        ArgumentNullException.ThrowIfNull(combination);
        LinearCombination.SameOwner(this, combination.Owner);
    }
}
