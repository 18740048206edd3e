using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.R1cs;

/// <summary>Terms on their way to one <see cref="LinearCombination"/>: sorted and joined once, however many there are.</summary>
internal sealed class TermSum
{
    private readonly List<(int Wire, Fr Coefficient)> _terms = [];
    private CircuitBuilder? _owner;
    private Fr _value;
    private bool _isValue;

    public void Add(LinearCombination summand, in Fr factor)
    {
        _owner = LinearCombination.SameOwner(_owner, summand.Owner);
        if (summand.IsValue)
        {
            _value += summand.Value * factor;
            _isValue = true;
            return;
        }

        for (var i = 0; i < summand.Wires.Length; i++)
        {
            Add(summand.Wires[i], summand.Coefficients[i] * factor);
        }
    }

    public void Add(int wire, in Fr coefficient) => _terms.Add((wire, coefficient));

    public LinearCombination ToLinearCombination()
    {
        if (_isValue)
        {
            // Beside values there are only constants: terms of wire 0.
            var value = _value;
            foreach (var (_, constant) in _terms)
            {
                value += constant;
            }

            return new LinearCombination(_owner!, in value);
        }

        _terms.Sort(static (a, b) => a.Wire.CompareTo(b.Wire));
        var (wires, coefficients) = (new List<int>(_terms.Count), new List<Fr>(_terms.Count));
        for (var i = 0; i < _terms.Count;)
        {
            var (wire, coefficient) = _terms[i++];
            for (; i < _terms.Count && _terms[i].Wire == wire; i++)
            {
                coefficient += _terms[i].Coefficient;
            }

            if (!coefficient.IsZero)
            {
                wires.Add(wire);
                coefficients.Add(coefficient);
            }
        }

        return wires.Count == 0 ? LinearCombination.Zero : new LinearCombination(wires is [0] ? null : _owner, [.. wires], [.. coefficients]);
    }
}
