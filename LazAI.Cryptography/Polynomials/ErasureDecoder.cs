using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Polynomials.Lanes;

namespace LazAI.Cryptography.Polynomials;

/// <summary>
/// Finds the polynomial of degree below n/2 that has given values at some of the n-th roots of unity, at least half of them: the
/// decoder of the Reed-Solomon code of rate one half (recover_polynomialcoeff of consensus-specs, fulu/polynomial-commitments-sampling.md).
/// </summary>
/// <remarks>
/// With Z vanishing where values are missing, f Z is known at all roots and so as a polynomial; divided by Z on a coset, where Z
/// is never 0, it is f. What depends on the pattern alone is made once by <see cref="Prepare"/> and serves many lines.
/// </remarks>
internal sealed class ErasureDecoder<TModulus>
    where TModulus : struct, IModulus256
{
    private readonly LaneTransform<TModulus> _transform;
    private readonly MontgomeryField256<TModulus>[] _vanishing;
    private readonly MontgomeryField256<TModulus>[] _inverse;
    private readonly MontgomeryField256<TModulus>[] _scratch;
    private bool _isComplete;

    /// <summary>A decoder for lines of n values; the transform's domain is of 2n at least.</summary>
    public ErasureDecoder(LaneTransform<TModulus> transform, int size)
    {
        _transform = transform;
        _vanishing = new MontgomeryField256<TModulus>[size];
        _inverse = new MontgomeryField256<TModulus>[size];
        _scratch = new MontgomeryField256<TModulus>[size];
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
        _vanishing[0] = MontgomeryField256<TModulus>.One;
        var degree = 0;
        for (var i = 0; i < size; i++)
        {
            if (!known[i])
            {
                var root = _transform.Domain.Point(i);
                degree++;
                for (var j = degree; j > 0; j--)
                {
                    _vanishing[j] = _vanishing[j - 1] - _vanishing[j] * root;
                }

                _vanishing[0] = -(_vanishing[0] * root);
            }
        }

        _vanishing.CopyTo(_inverse, 0);
        _transform.Evaluate(_vanishing);
        for (var i = 0; i < size; i++)
        {
            // Exactly 0 there, whatever rounding in reduced forms there is.
            _vanishing[i] = known[i] ? _vanishing[i] : MontgomeryField256<TModulus>.Zero;
        }

        _transform.Evaluate(_inverse, block: 1);
        BatchInversion.Invert(_inverse, _scratch);
        return true;
    }

    /// <summary>
    /// Replaces the values of lines, of which missing ones may be any element, by the coefficients; false if for one of them no
    /// polynomial of degree below n/2 has all known values, which can only be told where more than half are known.
    /// </summary>
    public bool TryDecode(Span<MontgomeryField256<TModulus>> items, Lines lines)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(lines.Length, _vanishing.Length);
        if (_isComplete)
        {
            _transform.Interpolate(items, lines);
        }
        else
        {
            Multiply(items, lines, _vanishing);
            _transform.Interpolate(items, lines);
            _transform.Evaluate(items, lines, block: 1);
            Multiply(items, lines, _inverse);
            _transform.Interpolate(items, lines, block: 1);
        }

        for (var i = 0; i < lines.Count; i++)
        {
            for (var j = lines.Length / 2; j < lines.Length; j++)
            {
                if (!items[lines.Index(i, j)].IsZero)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static void Multiply(
        Span<MontgomeryField256<TModulus>> items, Lines lines, ReadOnlySpan<MontgomeryField256<TModulus>> factors)
    {
        for (var j = 0; j < factors.Length; j++)
        {
            for (var i = 0; i < lines.Count; i++)
            {
                items[lines.Index(i, j)] *= factors[j];
            }
        }
    }
}
