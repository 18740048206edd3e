using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;
using G1Jacobian = LazAI.Cryptography.Curves.JacobianPoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Jacobian = LazAI.Cryptography.Curves.JacobianPoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>The five long sums of a proof, before they are blinded.</summary>
internal sealed class ProofSums
{
    /// <summary>The sum of z_j u_j.</summary>
    public G1Jacobian A { get; private set; }

    /// <summary>The sum of z_j v_j, in G1.</summary>
    public G1Jacobian B1 { get; private set; }

    /// <summary>The same in G2.</summary>
    public G2Jacobian B2 { get; private set; }

    /// <summary>The private wires' part of C, and h t / delta.</summary>
    public G1Jacobian C { get; private set; }

    /// <summary>Adds up.</summary>
    /// <param name="key">The key's parts.</param>
    /// <param name="witness">z.</param>
    /// <param name="numerator">What goes with H.</param>
    /// <param name="options">Threads and cancellation.</param>
    /// <param name="report">Is told how many points are done.</param>
    public static ProofSums Compute(
        ProvingKeyParts key, ReadOnlySpan<Fr> witness, ReadOnlySpan<Fr> numerator, ParallelOptions options, Action<int> report)
    {
        using var wires = new SignedNumbers(witness);
        using var privateWires = new SignedNumbers(witness[(key.PublicSignals + 1)..]);
        using var quotient = new SignedNumbers(numerator);
        var sums = new ProofSums();
        Action[] all =
        [
            () => sums.B2 = Sum(key.B2, wires, options),
            () => sums.A = Sum(key.A, wires, options),
            () => sums.B1 = Sum(key.B1, wires, options),
            () => sums.C = Sum(key.C, privateWires, options),
            () => sums.C += Sum(key.H, quotient, options),
        ];
        int[] counts = [key.B2.Length, key.A.Length, key.B1.Length, key.C.Length, key.H.Length];
        for (var i = 0; i < all.Length; i++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            all[i]();
            report(counts[i]);
        }

        return sums;
    }

    private static JacobianPoint<TField, TCurve> Sum<TField, TCurve>(
        AffinePoint<TField, TCurve>[] points, SignedNumbers numbers, ParallelOptions options)
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        using var chosen = new Scratch<AffinePoint<TField, TCurve>>(numbers.Count);
        for (var i = 0; i < numbers.Count; i++)
        {
            ref readonly var point = ref points[numbers.Places[i] >> 1];
            chosen.Span[i] = (numbers.Places[i] & 1) == 0 ? point : -point;
        }

        return MultiScalarMultiplication.VariableTime<TField, TCurve>(
            chosen.Span, numbers.Sizes, SignedNumbers.WordsPerNumber, options.MaxDegreeOfParallelism);
    }
}
