using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Polynomials;

/// <summary>
/// Finds the polynomial of degree below n/2 that has given values at some of the n-th roots of unity, at least half of them: the
/// decoder of the Reed-Solomon code of rate one half (recover_polynomialcoeff of consensus-specs, fulu/polynomial-commitments-sampling.md).
/// </summary>
/// <remarks>
/// With Z vanishing where values are missing, f Z is known at all roots and so as a polynomial; divided by Z on a coset, where Z
/// is never 0, it is f. What depends on the pattern alone is made once by <see cref="Prepare"/> and serves many lines.
/// </remarks>
internal sealed class ErasureDecoder<T>
    where T : unmanaged, IPrimeField<T>
{
    private readonly EvaluationDomain<T> _domain;
    private readonly T[] _vanishing;
    private readonly T[] _inverse;
    private readonly T[] _scratch;
    private bool _isComplete;

    /// <summary>A decoder for lines of n values; the domain is of 2n at least.</summary>
    public ErasureDecoder(EvaluationDomain<T> domain, int size)
    {
        _domain = domain;
        _vanishing = new T[size];
        _inverse = new T[size];
        _scratch = new T[size];
    }

    /// <summary>Sets which values are known; false if they are fewer than half, which cannot be decoded.</summary>
    public bool Prepare(ReadOnlySpan<bool> known)
    {
        var size = _vanishing.Length;
        ArgumentOutOfRangeException.ThrowIfNotEqual(known.Length, size);
        var missing = known.Count(false);
        if (missing > size / 2)
        {
            return false;
        }

        _isComplete = missing == 0;
        if (_isComplete)
        {
            return true;
        }

        // Z = product of (X - x_i) over the missing x_i.
        Array.Clear(_vanishing);
        _vanishing[0] = T.One;
        var degree = 0;
        for (var i = 0; i < size; i++)
        {
            if (!known[i])
            {
                var root = _domain.Point(i);
                degree++;
                for (var j = degree; j > 0; j--)
                {
                    _vanishing[j] = _vanishing[j - 1] - _vanishing[j] * root;
                }

                _vanishing[0] = -(_vanishing[0] * root);
            }
        }

        _vanishing.CopyTo(_inverse, 0);
        _domain.Evaluate(_vanishing);
        for (var i = 0; i < size; i++)
        {
            // Exactly 0 there, whatever rounding in reduced forms there is.
            _vanishing[i] = known[i] ? _vanishing[i] : T.Zero;
        }

        _domain.Evaluate(_inverse, block: 1);
        BatchInversion.Invert(_inverse, _scratch);
        return true;
    }

    /// <summary>
    /// Replaces the values, of which missing ones may be anything, by the coefficients; false if no polynomial of degree below
    /// n/2 has all known values, which can only be told where more than half are known.
    /// </summary>
    public bool TryDecode(Span<T> line)
    {
        if (_isComplete)
        {
            _domain.Interpolate(line);
        }
        else
        {
            Multiply(line, _vanishing);
            _domain.Interpolate(line);
            _domain.Evaluate(line, block: 1);
            Multiply(line, _inverse);
            _domain.Interpolate(line, block: 1);
        }

        foreach (ref readonly var coefficient in line[(line.Length / 2)..])
        {
            if (!coefficient.IsZero)
            {
                return false;
            }
        }

        return true;
    }

    private static void Multiply(Span<T> line, ReadOnlySpan<T> factors)
    {
        for (var i = 0; i < line.Length; i++)
        {
            line[i] *= factors[i];
        }
    }
}
