using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>Many multiples of a group's generator, by a table of its multiples for every digit of a number.</summary>
/// <remarks>
/// Digit by digit, one of the table's points is added to each of a block's sums, and all additions of a block share one inversion. So a
/// multiple is 32 additions of affine points and nothing is doubled. Variable-time.
/// </remarks>
internal sealed class FixedBasePoints<TField, TCurve>
    where TField : unmanaged, IFieldElement<TField>
    where TCurve : struct, ICurve<TField>
{
    private const int DigitBits = 8;
    private const int Multiples = 1 << (DigitBits - 1);
    private const int WordsPerScalar = 4;

    // r has 254 bits.
    private const int ScalarBits = 254;
    private const int BlockLength = 256;

    private static readonly int _digits = SignedDigits.Count(ScalarBits, DigitBits);

    // 1, 2, ..., 128 times 2^(8 w) times the generator, for each w.
    private readonly AffinePoint<TField, TCurve>[] _table = new AffinePoint<TField, TCurve>[_digits * Multiples];

    public FixedBasePoints()
    {
        var row = new JacobianPoint<TField, TCurve>[Multiples];
        var scratch = new TField[2 * Multiples];
        var unit = new JacobianPoint<TField, TCurve>(AffinePoint<TField, TCurve>.Generator);
        for (var digit = 0; digit < _digits; digit++)
        {
            row[0] = unit;
            for (var i = 1; i < Multiples; i++)
            {
                row[i] = row[i - 1] + unit;
            }

            unit = JacobianPoint<TField, TCurve>.Double(in row[^1]);
            JacobianPoint<TField, TCurve>.ToAffine(row, _table.AsSpan(digit * Multiples, Multiples), scratch);
        }
    }

    /// <summary>The products of the generator and each number.</summary>
    public AffinePoint<TField, TCurve>[] Multiply(Fr[] scalars, ParallelOptions options, Action<int> report)
    {
        var products = new AffinePoint<TField, TCurve>[scalars.Length];
        Parallel.For(0, (scalars.Length + BlockLength - 1) / BlockLength, options, block =>
        {
            var start = block * BlockLength;
            var length = Math.Min(BlockLength, scalars.Length - start);
            Multiply(scalars.AsSpan(start, length), products.AsSpan(start, length));
            report(length);
        });
        return products;
    }

    private void Multiply(ReadOnlySpan<Fr> scalars, Span<AffinePoint<TField, TCurve>> products)
    {
        using var digits = new Scratch<short>(_digits * scalars.Length);
        using var addends = new Scratch<AffinePoint<TField, TCurve>>(scalars.Length);
        using var inverses = new Scratch<TField>(scalars.Length);
        using var scratch = new Scratch<TField>(scalars.Length);
        Span<ulong> words = stackalloc ulong[WordsPerScalar];
        for (var i = 0; i < scalars.Length; i++)
        {
            scalars[i].ToWords(words);
            SignedDigits.Write(words, DigitBits, digits.Span.Slice(_digits * i, _digits));
        }

        for (var digit = 0; digit < _digits; digit++)
        {
            for (var i = 0; i < products.Length; i++)
            {
                addends.Span[i] = Multiple(digit, digits.Span[_digits * i + digit]);
                inverses.Span[i] = AffineAddition.Denominator(in products[i], in addends.Span[i]);
            }

            BatchInversion.Invert(inverses.Span, scratch.Span);
            for (var i = 0; i < products.Length; i++)
            {
                products[i] = AffineAddition.Add(in products[i], in addends.Span[i], in inverses.Span[i]);
            }
        }

        // The numbers are a set-up's secrets.
        words.Clear();
        digits.Span.Clear();
        addends.Span.Clear();
    }

    private AffinePoint<TField, TCurve> Multiple(int digit, int multiple) => multiple switch
    {
        0 => AffinePoint<TField, TCurve>.Infinity,
        > 0 => _table[digit * Multiples + multiple - 1],
        _ => -_table[digit * Multiples - multiple - 1],
    };
}
