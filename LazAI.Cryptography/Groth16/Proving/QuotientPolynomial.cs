using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Polynomials;
using LazAI.Cryptography.Polynomials.Lanes;
using LazAI.Cryptography.R1cs;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>
/// The numerator of h = (a b - c) / (x^n - 1), where a, b and c have the values A z, B z and C z at the n-th roots of unity (J. Groth, 2016,
/// section 3.2), at the odd powers of a 2n-th root. There the denominator is -2, which snarkjs's points of H have in them.
/// </summary>
internal static class QuotientPolynomial
{
    /// <summary>Polynomials in work memory.</summary>
    public const int Polynomials = 3;

    /// <summary>The values in natural order; false with the first row that the witness breaks.</summary>
    /// <param name="key">The key's parts.</param>
    /// <param name="transform">The transforms of twice the domain's size.</param>
    /// <param name="system">The system, if C z is to be compared with the product of A z and B z, which it must be.</param>
    /// <param name="witness">z.</param>
    /// <param name="options">Threads and cancellation.</param>
    /// <param name="numerator">The values.</param>
    /// <param name="violated">The row.</param>
    public static bool TryCompute(
        ProvingKeyParts key,
        LaneTransform<ScalarModulus> transform,
        ConstraintSystem? system,
        Witness witness,
        ParallelOptions options,
        out Fr[] numerator,
        out int violated)
    {
        Fr[][] polynomials = [new Fr[key.DomainSize], new Fr[key.DomainSize], new Fr[key.DomainSize]];
        violated = Multiply(key, system, witness, options, polynomials);
        numerator = polynomials[0];
        if (violated >= 0)
        {
            Array.ForEach(polynomials, Array.Clear);
            return false;
        }

        foreach (var polynomial in polynomials)
        {
            transform.Interpolate(polynomial.AsMemory(), 0, options.MaxDegreeOfParallelism);
            options.CancellationToken.ThrowIfCancellationRequested();
            transform.Evaluate(polynomial.AsMemory(), 1, options.MaxDegreeOfParallelism);
            options.CancellationToken.ThrowIfCancellationRequested();
        }

        var (a, b, c) = (polynomials[0], polynomials[1], polynomials[2]);
        Ranges.For(a.Length, options, (start, end) =>
        {
            for (var i = start; i < end; i++)
            {
                a[i] = a[i] * b[i] - c[i];
            }
        });
        BitReversal.Permute(a.AsSpan());
        Array.Clear(b);
        Array.Clear(c);
        return true;
    }

    // A z, B z and C z in the order of the transforms. Returns the first row in which the third is not the product, or -1.
    private static int Multiply(ProvingKeyParts key, ConstraintSystem? system, Witness witness, ParallelOptions options, Fr[][] products)
    {
        var bits = System.Numerics.BitOperations.Log2((uint)key.DomainSize);
        var violated = int.MaxValue;
        Ranges.For(key.MatrixA.Rows, options, (start, end) =>
        {
            for (var row = start; row < end; row++)
            {
                var place = BitReversal.Reverse(row, bits);
                var (a, b) = (key.MatrixA.Multiply(row, witness.Values), key.MatrixB.Multiply(row, witness.Values));
                var c = a * b;
                (products[0][place], products[1][place], products[2][place]) = (a, b, c);
                if (system is not null && row < system.Constraints && !system.C.Multiply(row, witness.Values).Equals(c))
                {
                    SetMinimum(ref violated, row);
                    return;
                }
            }
        });
        return violated == int.MaxValue ? -1 : violated;
    }

    private static void SetMinimum(ref int minimum, int value)
    {
        for (var seen = Volatile.Read(ref minimum); value < seen;)
        {
            var before = Interlocked.CompareExchange(ref minimum, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
