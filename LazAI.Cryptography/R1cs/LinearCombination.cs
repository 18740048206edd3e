using LazAI.Cryptography.Bn254;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.R1cs;

/// <summary>
/// A sum of wires of one <see cref="CircuitBuilder"/>, each times a constant, plus a constant. Adding them and multiplying by constants
/// costs no constraint: only products of two of them do.
/// </summary>
/// <remarks>
/// Immutable. In the builder's numbering wire 0 is the constant one, so constants are terms like others. Where only a witness is wanted
/// (<see cref="CircuitBuilder.HasTerms"/>), a combination is the value that it comes to and has no terms.
/// </remarks>
public sealed class LinearCombination
{
    private readonly int[] _wires;
    private readonly Fr[] _coefficients;
    private readonly Fr _value;

    /// <param name="owner">Whose wires they are; nobody's where there are none.</param>
    /// <param name="wires">Ascending, each once.</param>
    /// <param name="coefficients">One for each wire, none zero.</param>
    internal LinearCombination(CircuitBuilder? owner, int[] wires, Fr[] coefficients)
    {
        (Owner, _wires, _coefficients) = (owner, wires, coefficients);
    }

    /// <summary>The value alone.</summary>
    internal LinearCombination(CircuitBuilder owner, in Fr value)
        : this(owner, [], [])
    {
        (_value, IsValue) = (value, true);
    }

    public static LinearCombination Zero { get; } = new(null, [], []);

    public static LinearCombination One { get; } = Constant(Fr.One);

    internal CircuitBuilder? Owner { get; }

    internal ReadOnlySpan<int> Wires => _wires;

    internal ReadOnlySpan<Fr> Coefficients => _coefficients;

    /// <summary>Whether there is the value alone, and no terms.</summary>
    internal bool IsValue { get; }

    /// <summary>What it comes to, where that is known without wires: of a constant, and where there is the value alone.</summary>
    internal Fr Value => IsValue ? _value : ConstantTerm;

    /// <summary>
    /// Whether it has the same value in every witness. A value alone does not show that its wires have gone in a difference, so it never says so.
    /// </summary>
    public bool IsConstant => !IsValue && _wires is [] or [0];

    /// <summary>The constant that is added to the wires.</summary>
    internal Fr ConstantTerm => _wires.Length > 0 && _wires[0] == 0 ? _coefficients[0] : Fr.Zero;

    public static implicit operator LinearCombination(Bn254Scalar constant) => Constant(in constant.Element);

    public static implicit operator LinearCombination(long constant) => Constant(FromInt64(constant));

    public static LinearCombination operator +(LinearCombination left, LinearCombination right) => Merge(left, right, Fr.One);

    public static LinearCombination operator -(LinearCombination left, LinearCombination right) => Merge(left, right, -Fr.One);

    public static LinearCombination operator -(LinearCombination value) => Scale(value, -Fr.One);

    public static LinearCombination operator *(LinearCombination value, Bn254Scalar factor) => Scale(value, in factor.Element);

    public static LinearCombination operator *(LinearCombination value, long factor) => Scale(value, FromInt64(factor));

    /// <summary>The sum of many, in one pass.</summary>
    /// <exception cref="ArgumentException">They are of different builders.</exception>
    public static LinearCombination Sum(params IEnumerable<LinearCombination> summands)
    {
        ArgumentNullException.ThrowIfNull(summands);
        var sum = new TermSum();
        foreach (var summand in summands)
        {
            sum.Add(summand, Fr.One);
        }

        return sum.ToLinearCombination();
    }

    internal static LinearCombination Constant(in Fr value) => value.IsZero ? Zero : new LinearCombination(null, [0], [value]);

    internal static Fr FromInt64(long value) => value < 0 ? -Fr.FromUInt64((ulong)-(value + 1) + 1) : Fr.FromUInt64((ulong)value);

    internal static CircuitBuilder? SameOwner(CircuitBuilder? left, CircuitBuilder? right) =>
        left is null || right is null || left == right
            ? left ?? right
            : throw new ArgumentException("Wires of different builders have nothing in common.");

    internal bool SameAs(LinearCombination other) =>
        _wires.AsSpan().SequenceEqual(other._wires) && _coefficients.AsSpan().SequenceEqual(other._coefficients);

    private static LinearCombination Scale(LinearCombination value, in Fr factor)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (factor.IsZero)
        {
            return Zero;
        }

        if (value.IsValue)
        {
            return new LinearCombination(value.Owner!, value._value * factor);
        }

        var coefficients = new Fr[value._coefficients.Length];
        for (var i = 0; i < coefficients.Length; i++)
        {
            coefficients[i] = value._coefficients[i] * factor;
        }

        return new LinearCombination(value.Owner, value._wires, coefficients);
    }

    private static LinearCombination Merge(LinearCombination left, LinearCombination right, in Fr factor)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.IsValue || right.IsValue)
        {
            return new LinearCombination(SameOwner(left.Owner, right.Owner)!, left.Value + (right.Value * factor));
        }

        var sum = new TermSum();
        sum.Add(left, Fr.One);
        sum.Add(right, in factor);
        return sum.ToLinearCombination();
    }
}
