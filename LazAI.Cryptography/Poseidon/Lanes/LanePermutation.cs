using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields.Lanes;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Poseidon.Lanes;

/// <summary><see cref="PoseidonPermutation"/> of as many states at once as a vector has lanes, by the same recurrence.</summary>
internal sealed class LanePermutation<T>
    where T : unmanaged, ILaneField<T, Fr>, ILaneInnerProduct<T>
{
    private static readonly LanePermutation<T>?[] _cache = new LanePermutation<T>?[PoseidonParameters.WidthMaximum + 1];

    private readonly int _width;
    private readonly int _partialRounds;

    // Everything in rows, see LaneRow; the names are those of PoseidonPermutation and PartialRounds.
    private readonly double[] _initialConstants;
    private readonly double[][] _matrices;
    private readonly double[][] _constantsAfter;
    private readonly double[] _factors;
    private readonly double[] _addends;
    private readonly double[] _lastUnscale;
    private readonly double[] _matrixAfterPartial;
    private readonly double[] _constantsAfterPartial;

    private LanePermutation(PoseidonPermutation permutation)
    {
        var partial = permutation.Partial;
        _width = permutation.Width;
        _partialRounds = partial.Rounds;
        _initialConstants = Rows(permutation.InitialConstants);
        _matrices = [.. Enumerable.Range(0, PoseidonParameters.FullRounds).Select(round => Rows(permutation.MatrixOf(round)))];
        _constantsAfter = [.. Enumerable.Range(0, PoseidonParameters.FullRounds).Select(round => Rows(permutation.ConstantsAfter(round)))];
        _factors = Rows(partial.Factors);
        _addends = Rows(partial.Addends);
        _lastUnscale = Rows([partial.LastUnscale]);
        _matrixAfterPartial = Rows(partial.MatrixAfter);
        _constantsAfterPartial = Rows(partial.ConstantsAfter);
    }

    public static LanePermutation<T> OfWidth(int width) =>
        Volatile.Read(ref _cache[width])
        ?? Interlocked.CompareExchange(ref _cache[width], new LanePermutation<T>(PoseidonPermutation.OfWidth(width)), null)
        ?? _cache[width]!;

    /// <summary>Permutes states, of which only the first words are wanted: the others are lost.</summary>
    public void Permute(Span<T> state)
    {
        for (var i = 0; i < state.Length; i++)
        {
            T.Create(Row(_initialConstants, i), out var constant);
            T.Combine(in state[i], 1, in constant, out state[i]);
        }

        for (var round = 0; round < PoseidonParameters.FullRounds; round++)
        {
            if (round == PoseidonPermutation.FullRoundsBefore)
            {
                ApplyPartialRounds(state);
            }

            FullRound(state, round, round == PoseidonParameters.FullRounds - 1 ? 1 : state.Length);
        }
    }

    [SkipLocalsInit]
    private void FullRound(Span<T> state, int round, int wanted)
    {
        // All words step by step, so that one's products fill the waits of another's reduction.
        Span<T> powers = stackalloc T[_width];
        for (var i = 0; i < state.Length; i++)
        {
            T.Square(in state[i], out powers[i]);
        }

        for (var i = 0; i < state.Length; i++)
        {
            T.Square(in powers[i], out powers[i]);
        }

        for (var i = 0; i < state.Length; i++)
        {
            T.Multiply(in powers[i], in state[i], out powers[i]);
        }

        for (var i = 0; i < wanted; i++)
        {
            T.Create(Row(_constantsAfter[round], i), out var constant);
            T.InnerProduct(powers, Row(_matrices[round], i * _width, _width), in constant, out state[i]);
        }
    }

    [SkipLocalsInit]
    private void ApplyPartialRounds(Span<T> state)
    {
        // As in PartialRounds.Apply, but only the last n pairs are kept: where the room ends, they move to its beginning.
        var n = _width - 1;
        Span<T> pairs = stackalloc T[2 * 2 * n];
        var current = 0;
        pairs[1] = state[0];
        for (var k = 0; k < _partialRounds; k++)
        {
            if (current == 2 * n - 1)
            {
                pairs[(2 * n)..].CopyTo(pairs);
                current = n - 1;
            }

            var used = Math.Min(k, n);
            T addend;
            if (k < n)
            {
                addend = state[k + 1];
            }
            else
            {
                T.Create(Row(_addends, k), out addend);
            }

            ref var word = ref pairs[2 * current + 1];
            ref var power = ref pairs[2 * current + 2];
            T.Square(in word, out var square);
            T.InnerProduct(
                pairs.Slice(2 * (current + 1 - used), 2 * used), Row(_factors, 2 * (n * (k + 1) - used), 2 * used), in addend, out var rest);
            T.Square(in square, out square);
            T.Multiply(in square, in word, out power);
            T.Combine(in power, 1, in rest, out pairs[2 * current + 3]);
            current++;
        }

        T.Create(_lastUnscale, out var unscale);
        T.Create(Row(_constantsAfterPartial, 0), out var constant);
        T.MultiplyAdd(in pairs[2 * current + 1], in unscale, in constant, out state[0]);
        for (var i = 0; i < n; i++)
        {
            T.Create(Row(_constantsAfterPartial, i + 1), out constant);
            T.InnerProduct(pairs.Slice(2 * (current + 1 - n), 2 * n), Row(_matrixAfterPartial, 2 * n * i, 2 * n), in constant, out state[i + 1]);
        }
    }

    private static ReadOnlySpan<double> Row(double[] rows, int first, int count = 1) =>
        rows.AsSpan(first * LaneRow.Length, count * LaneRow.Length);

    private static double[] Rows(ReadOnlySpan<Fr> elements)
    {
        var rows = new double[elements.Length * LaneRow.Length];
        for (var i = 0; i < elements.Length; i++)
        {
            T.Pack(in elements[i], rows.AsSpan(i * LaneRow.Length, LaneRow.Length));
        }

        return rows;
    }
}
