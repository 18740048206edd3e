using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Poseidon;

/// <summary>As much linear algebra as the derivation of the partial rounds needs.</summary>
internal sealed class SquareMatrix
{
    private readonly Fr[] _elements;
    private readonly int _size;

    public SquareMatrix(int size, Func<int, int, Fr> element)
    {
        _size = size;
        _elements = new Fr[size * size];
        for (var i = 0; i < _elements.Length; i++)
        {
            _elements[i] = element(i / size, i % size);
        }
    }

    public Fr this[int row, int column] => _elements[row * _size + column];

    public static SquareMatrix operator *(SquareMatrix a, SquareMatrix b) => new(a._size, (row, column) =>
    {
        var sum = Fr.Zero;
        for (var i = 0; i < a._size; i++)
        {
            sum += a[row, i] * b[i, column];
        }

        return sum;
    });

    /// <summary>By Gauss and Jordan.</summary>
    /// <exception cref="InvalidOperationException">There is no inverse.</exception>
    public SquareMatrix Invert()
    {
        var (left, right) = (_elements.ToArray(), new SquareMatrix(_size, (row, column) => row == column ? Fr.One : Fr.Zero)._elements);
        for (var pivot = 0; pivot < _size; pivot++)
        {
            var row = pivot;
            while (row < _size && left[row * _size + pivot].IsZero)
            {
                row++;
            }

            if (row == _size)
            {
                throw new InvalidOperationException("The matrix is singular.");
            }

            var inverse = Fr.Invert(in left[row * _size + pivot]);
            foreach (var side in (Fr[][])[left, right])
            {
                Swap(side, row, pivot);
                foreach (ref var element in side.AsSpan(pivot * _size, _size))
                {
                    element *= inverse;
                }
            }

            for (var other = 0; other < _size; other++)
            {
                var factor = left[other * _size + pivot];
                if (other != pivot)
                {
                    for (var column = 0; column < _size; column++)
                    {
                        left[other * _size + column] -= factor * left[pivot * _size + column];
                        right[other * _size + column] -= factor * right[pivot * _size + column];
                    }
                }
            }
        }

        return new SquareMatrix(_size, (row, column) => right[row * _size + column]);
    }

    private void Swap(Fr[] elements, int row, int other)
    {
        for (var column = 0; column < _size; column++)
        {
            (elements[row * _size + column], elements[other * _size + column]) = (elements[other * _size + column], elements[row * _size + column]);
        }
    }
}
