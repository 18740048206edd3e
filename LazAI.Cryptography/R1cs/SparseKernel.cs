using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.R1cs;

/// <summary>Where the vectors that a sparse matrix takes to zero are not zero.</summary>
/// <remarks>
/// Circuits compute one wire after the other, so most columns fall to peeling: a row with one entry left proves its column zero in every
/// such vector, which shortens other rows. What peeling leaves is eliminated by Gauss, the shortest rows first (Markowitz, 1957).
/// </remarks>
internal sealed class SparseKernel
{
    private readonly (int Column, Fr Value)[][] _rows;
    private readonly List<int>[] _rowsOf;
    private readonly bool[] _isZero;

    private SparseKernel(int columns, (int Column, Fr Value)[][] rows)
    {
        (_rows, _isZero) = (rows, new bool[columns]);
        _rowsOf = [.. Enumerable.Range(0, columns).Select(_ => new List<int>())];
        for (var row = 0; row < rows.Length; row++)
        {
            foreach (var (column, _) in rows[row])
            {
                _rowsOf[column].Add(row);
            }
        }
    }

    /// <summary>The columns in which some vector of the kernel is not zero; those of which no row has an entry are among them.</summary>
    /// <param name="columns">How many there are.</param>
    /// <param name="rows">The entries that are not zero, each column once a row.</param>
    public static IEnumerable<int> Support(int columns, (int Column, Fr Value)[][] rows)
    {
        var kernel = new SparseKernel(columns, rows);
        kernel.Peel();
        var vector = kernel.RandomVector();
        return Enumerable.Range(0, columns).Where(column => !vector[column].IsZero);
    }

    private void Peel()
    {
        var lengths = _rows.Select(row => row.Length).ToArray();
        var single = new Stack<int>(Enumerable.Range(0, _rows.Length).Where(row => lengths[row] == 1));
        while (single.TryPop(out var row))
        {
            foreach (var (column, _) in _rows[row])
            {
                if (!_isZero[column])
                {
                    _isZero[column] = true;
                    foreach (var other in _rowsOf[column])
                    {
                        if (--lengths[other] == 1)
                        {
                            single.Push(other);
                        }
                    }
                }
            }
        }
    }

    // A vector of the kernel with arbitrary values in the free columns: zero where all are, but for chances of about 2^-60.
    private Fr[] RandomVector()
    {
        var rows = _rows.Select(row => row.Where(entry => !_isZero[entry.Column]).ToDictionary(entry => entry.Column, entry => entry.Value)).ToArray();
        var rowsOf = _rowsOf.Select((list, column) => _isZero[column] ? [] : list.ToHashSet()).ToArray();
        var shortest = new PriorityQueue<int, int>(Enumerable.Range(0, rows.Length).Where(row => rows[row].Count > 0).Select(row => (row, rows[row].Count)));
        var pivots = new Stack<(int Column, Dictionary<int, Fr> Row)>();
        var isPivot = new bool[_isZero.Length];
        while (shortest.TryDequeue(out var row, out var length))
        {
            if (rows[row].Count != length || length == 0)
            {
                continue;
            }

            var pivot = rows[row].Keys.MinBy(column => rowsOf[column].Count);
            isPivot[pivot] = true;
            pivots.Push((pivot, rows[row]));
            foreach (var column in rows[row].Keys)
            {
                rowsOf[column].Remove(row);
            }

            var inverse = Fr.Invert(rows[row][pivot]);
            foreach (var other in rowsOf[pivot])
            {
                var factor = rows[other][pivot] * inverse;
                foreach (var (column, value) in rows[row])
                {
                    var difference = rows[other].GetValueOrDefault(column) - factor * value;
                    if (column != pivot && !difference.IsZero)
                    {
                        rows[other][column] = difference;
                        rowsOf[column].Add(other);
                    }
                    else
                    {
                        rows[other].Remove(column);
                        if (column != pivot)
                        {
                            rowsOf[column].Remove(other);
                        }
                    }
                }

                shortest.Enqueue(other, rows[other].Count);
            }

            rows[row] = [];
        }

        var vector = new Fr[_isZero.Length];
        var (state, odd) = (1UL, 0x9E3779B97F4A7C15UL);
        for (var column = 0; column < vector.Length; column++)
        {
            // The multiplier of a Weyl sequence mixed once; any values without structure would do.
            state += odd;
            var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL;
            vector[column] = _isZero[column] || isPivot[column] ? Fr.Zero : Fr.FromUInt64(mixed | 1);
        }

        foreach (var (pivot, row) in pivots)
        {
            var sum = Fr.Zero;
            foreach (var (column, value) in row)
            {
                if (column != pivot)
                {
                    sum += value * vector[column];
                }
            }

            vector[pivot] = -sum * Fr.Invert(row[pivot]);
        }

        return vector;
    }
}
