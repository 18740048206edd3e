using System.Runtime.InteropServices;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.R1cs;

/// <summary>
/// Solves each linear constraint for one private wire and puts the solution where the wire was, as circom's --O2 does: the constraint and
/// the wire are gone. Inputs and outputs stay.
/// </summary>
/// <remarks>
/// The wire that the fewest other constraints hold is taken, so that sums do not spread: usually a product that is only added up.
/// What is left is equivalent: whoever satisfies it gets the wires that are gone from their solutions, and satisfies all.
/// </remarks>
internal sealed class LinearElimination
{
    private readonly IReadOnlyList<WireKind> _kinds;
    private readonly int[] _occurrences;

    // Of an eliminated wire its place in the order of elimination, which a solution's wires never precede; -1 of others.
    private readonly int[] _order;
    private readonly List<(int Wire, LinearCombination Solution)> _solutions = [];
    private readonly List<Constraint> _kept = [];
    private List<Constraint> _quadratic = [];

    private LinearElimination(IReadOnlyList<WireKind> kinds)
    {
        _kinds = kinds;
        _occurrences = new int[kinds.Count];
        _order = new int[kinds.Count];
        Array.Fill(_order, -1);
    }

    /// <summary>The constraints that remain, and for each wire whether it is gone.</summary>
    /// <exception cref="InvalidOperationException">The linear constraints contradict each other: nothing satisfies the circuit.</exception>
    public static (List<Constraint> Constraints, bool[] Eliminated) Run(IReadOnlyList<WireKind> kinds, IReadOnlyList<Constraint> constraints)
    {
        var elimination = new LinearElimination(kinds);
        IReadOnlyList<Constraint> rest = constraints;
        do
        {
            rest = elimination.Round(rest);
        }
        while (rest.Any(constraint => constraint.Linear is not null));
        return ([.. rest, .. elimination._kept], [.. elimination._order.Select(order => order >= 0)]);
    }

    // Substitution can make a product linear, so there may be several rounds.
    private List<Constraint> Round(IReadOnlyList<Constraint> constraints)
    {
        _quadratic = [];
        var linear = new List<LinearCombination>();
        Array.Clear(_occurrences);
        foreach (var constraint in constraints)
        {
            if (constraint.Linear is { } combination)
            {
                linear.Add(combination);
            }
            else
            {
                _quadratic.Add(constraint);
                Count(constraint.A);
                Count(constraint.B);
                Count(constraint.C);
            }
        }

        foreach (var combination in linear)
        {
            Solve(Substitute(combination));
        }

        for (var i = _solutions.Count - 1; i >= 0; i--)
        {
            _solutions[i] = (_solutions[i].Wire, Substitute(_solutions[i].Solution));
        }

        return [.. _quadratic.Select(constraint => new Constraint(Substitute(constraint.A), Substitute(constraint.B), Substitute(constraint.C)))];
    }

    private void Count(LinearCombination combination)
    {
        foreach (var wire in combination.Wires)
        {
            _occurrences[wire]++;
        }
    }

    private void Solve(LinearCombination zero)
    {
        if (zero.IsConstant)
        {
            if (!zero.ConstantTerm.IsZero)
            {
                throw new InvalidOperationException("Two constraints contradict each other: nothing satisfies the circuit.");
            }

            return;
        }

        var best = -1;
        for (var i = 0; i < zero.Wires.Length; i++)
        {
            var wire = zero.Wires[i];
            if (_kinds[wire] == WireKind.Private && (best < 0 || _occurrences[wire] <= _occurrences[zero.Wires[best]]))
            {
                best = i;
            }
        }

        if (best < 0)
        {
            _kept.Add(new Constraint(zero, LinearCombination.One, LinearCombination.Zero));
            return;
        }

        var factor = -Fr.Invert(zero.Coefficients[best]);
        var solution = new TermSum();
        for (var i = 0; i < zero.Wires.Length; i++)
        {
            if (i != best)
            {
                solution.Add(zero.Wires[i], zero.Coefficients[i] * factor);
            }
        }

        _order[zero.Wires[best]] = _solutions.Count;
        _solutions.Add((zero.Wires[best], solution.ToLinearCombination()));
    }

    private LinearCombination Substitute(LinearCombination combination)
    {
        var gone = new PriorityQueue<int, int>();
        foreach (var wire in combination.Wires)
        {
            if (_order[wire] >= 0)
            {
                gone.Enqueue(wire, _order[wire]);
            }
        }

        if (gone.Count == 0)
        {
            return combination;
        }

        var terms = new Dictionary<int, Fr>();
        void Add(LinearCombination summand, in Fr factor, bool isFirst)
        {
            for (var i = 0; i < summand.Wires.Length; i++)
            {
                ref var term = ref CollectionsMarshal.GetValueRefOrAddDefault(terms, summand.Wires[i], out var exists);
                term += summand.Coefficients[i] * factor;
                if (!exists && !isFirst && _order[summand.Wires[i]] >= 0)
                {
                    gone.Enqueue(summand.Wires[i], _order[summand.Wires[i]]);
                }
            }
        }

        Add(combination, Fr.One, isFirst: true);
        while (gone.TryDequeue(out var wire, out _))
        {
            terms.Remove(wire, out var coefficient);
            if (!coefficient.IsZero)
            {
                Add(_solutions[_order[wire]].Solution, in coefficient, isFirst: false);
            }
        }

        var sum = new TermSum();
        foreach (var (wire, coefficient) in terms)
        {
            sum.Add(wire, in coefficient);
        }

        return sum.ToLinearCombination();
    }
}
