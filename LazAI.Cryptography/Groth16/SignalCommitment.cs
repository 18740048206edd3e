using System.Buffers;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Curves;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using G1Jacobian = LazAI.Cryptography.Curves.JacobianPoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;

namespace LazAI.Cryptography.Groth16;

/// <summary>The sum IC_0 + s_1 IC_1 + ... of a key's points, as which signals enter the equation. Variable-time: they are public.</summary>
/// <remarks>
/// Each point keeps the odd multiples of itself and of its 2^64-, 2^128- and 2^192-fold (2.5 KB), so that the four words of a signal
/// are summed side by side with 64 doublings in all, and small signals cost little.
/// </remarks>
internal sealed class SignalCommitment
{
    private const int Words = 4;
    private const int WordBits = 64;
    private const int DigitsPerWord = WordBits + 1;
    private const int Multiples = 1 << (ScalarMultiplication.Width - 2);

    private readonly G1Point _first;
    private readonly G1Point[] _multiples;

    public SignalCommitment(ReadOnlySpan<G1Point> ic)
    {
        _first = ic[0];
        _multiples = new G1Point[(ic.Length - 1) * Words * Multiples];
        var multiples = new G1Jacobian[_multiples.Length];
        var next = 0;
        foreach (ref readonly var point in ic[1..])
        {
            var power = new G1Jacobian(in point);
            for (var word = 0; word < Words; word++)
            {
                var twice = G1Jacobian.Double(in power);
                multiples[next] = power;
                for (var i = 1; i < Multiples; i++)
                {
                    multiples[next + i] = multiples[next + i - 1] + twice;
                }

                next += Multiples;
                power = twice;
                for (var bit = 1; bit < WordBits; bit++)
                {
                    power = G1Jacobian.Double(in power);
                }
            }
        }

        G1Jacobian.ToAffine(multiples, _multiples, new Fp[2 * multiples.Length]);
    }

    /// <summary>The sum for as many signals as the key has.</summary>
    public G1Jacobian Of(ReadOnlySpan<Bn254Scalar> signals)
    {
        var rows = signals.Length * Words;
        var rented = ArrayPool<sbyte>.Shared.Rent(rows * DigitsPerWord);
        Span<ulong> words = stackalloc ulong[Words];
        for (var i = 0; i < signals.Length; i++)
        {
            signals[i].Element.ToWords(words);
            for (var word = 0; word < Words; word++)
            {
                ScalarMultiplication.NonAdjacentForm(
                    words.Slice(word, 1), rented.AsSpan((i * Words + word) * DigitsPerWord, DigitsPerWord));
            }
        }

        var sum = G1Jacobian.Infinity;
        for (var bit = DigitsPerWord - 1; bit >= 0; bit--)
        {
            sum = G1Jacobian.Double(in sum);
            for (var row = 0; row < rows; row++)
            {
                int digit = rented[row * DigitsPerWord + bit];
                if (digit > 0)
                {
                    sum += _multiples[row * Multiples + (digit >> 1)];
                }
                else if (digit < 0)
                {
                    sum -= _multiples[row * Multiples + (-digit >> 1)];
                }
            }
        }

        ArrayPool<sbyte>.Shared.Return(rented);
        return sum + _first;
    }
}
