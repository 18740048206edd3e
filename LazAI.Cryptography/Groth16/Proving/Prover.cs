using System.Security.Cryptography;
using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.R1cs;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>
/// Makes proofs: J. Groth, "On the size of pairing-based non-interactive arguments" (2016), section 3.2, with the quotient's values on a
/// coset as snarkjs has them (src/groth16_prove.js), so that its keys serve.
/// </summary>
/// <remarks>
/// <para>
/// With random r and s, A = alpha + sum z_j u_j + r delta, B = beta + sum z_j v_j + s delta, and
/// C = sum over private j of z_j (beta u_j + alpha v_j + w_j) / delta + h t / delta + s A + r B - r s delta. Because of r and s a proof tells
/// nothing of the witness beyond that there is one.
/// </para>
/// <para>
/// The time depends on the witness, as in every prover of this kind, and work memory that is given back to the pool held digits of it: the
/// witness should be no secret to whoever can measure this process or read its memory.
/// </para>
/// </remarks>
public static class Prover
{
    /// <summary>What a proof takes at most, to know before it is begun.</summary>
    public static ProvingEstimate Estimate(ProvingKey key, int maximumDegreeOfParallelism = 1)
    {
        ArgumentNullException.ThrowIfNull(key);
        return ProvingEstimate.Of(key.Parts, maximumDegreeOfParallelism);
    }

    /// <summary>Proves that a witness satisfies a system.</summary>
    /// <param name="key">The system's key.</param>
    /// <param name="system">The system, all of whose constraints are looked at first.</param>
    /// <param name="witness">The witness.</param>
    /// <param name="random">A cryptographic generator for r and s. Whoever knows these can find out about the witness.</param>
    /// <param name="options">Threads, memory, progress.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ProvingOutcome Prove(
        ProvingKey key,
        ConstraintSystem system,
        Witness witness,
        RandomNumberGenerator random,
        ProvingOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.IsOf(system)
            ? ProveUnlessTooLarge(key, system, witness, random, options ?? new(), cancellation)
            : new NotProved(ProvingRefusal.OtherConstraintSystem);
    }

    /// <summary>As the other, of a witness that satisfies a system that is not at hand: a wrong one is only seen by the proof's being false.</summary>
    /// <inheritdoc cref="Prove(ProvingKey, ConstraintSystem, Witness, RandomNumberGenerator, ProvingOptions?, CancellationToken)"/>
    public static ProvingOutcome Prove(
        ProvingKey key, Witness witness, RandomNumberGenerator random, ProvingOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return ProveUnlessTooLarge(key, system: null, witness, random, (options ?? new()) with { VerifiesProof = true }, cancellation);
    }

    private static ProvingOutcome ProveUnlessTooLarge(
        ProvingKey key, ConstraintSystem? system, Witness witness, RandomNumberGenerator random, ProvingOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(witness);
        ArgumentNullException.ThrowIfNull(random);
        if (witness.Values.Length != key.Wires || witness.PublicSignalCount != key.PublicSignals || !witness.Values[0].Equals(Fr.One))
        {
            return new NotProved(ProvingRefusal.OtherWitness);
        }

        if (Estimate(key, options.MaximumDegreeOfParallelism).PeakMemoryBytes > options.MemoryBytesMaximum)
        {
            return new NotProved(ProvingRefusal.TooMuchMemory);
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.MaximumDegreeOfParallelism, CancellationToken = cancellation };
        var progress = new ProgressCounter(4L * key.Wires + 2L * key.DomainSize, options.Progress);
        if (!QuotientPolynomial.TryCompute(key.Parts, key.Transform, system, witness, parallel, out var numerator, out var violated))
        {
            return new NotProved(ProvingRefusal.WitnessDoesNotSatisfy, violated);
        }

        try
        {
            progress.Add(key.DomainSize);
            var sums = ProofSums.Compute(key.Parts, witness.Values, numerator, parallel, progress.Add);
            var proof = Blind(key.Parts, sums, random);
            if (options.VerifiesProof && !key.VerificationKey.Verify(in proof, witness.PublicSignals.AsSpan(), out _))
            {
                return new NotProved(ProvingRefusal.ProofDoesNotVerify);
            }

            progress.Finish();
            return new Proved(proof);
        }
        finally
        {
            Array.Clear(numerator);
        }
    }

    // A = alpha + ... + r delta, B = beta + ... + s delta in both groups, C = ... + s A + r B - r s delta.
    private static Proof Blind(ProvingKeyParts key, ProofSums sums, RandomNumberGenerator random)
    {
        var (r, s) = (RandomScalar.Create(random), RandomScalar.Create(random));
        var a = (sums.A + key.Alpha1 + Multiply(key.Delta1, in r)).ToAffine();
        var b1 = (sums.B1 + key.Beta1 + Multiply(key.Delta1, in s)).ToAffine();
        var b2 = (sums.B2 + key.Beta2 + Multiply(key.Delta2, in s)).ToAffine();
        var c = (sums.C + Multiply(in a, in s) + Multiply(in b1, in r) - Multiply(key.Delta1, r * s)).ToAffine();
        Secret.Erase(ref r);
        Secret.Erase(ref s);
        return new(in a, in b2, in c);
    }

    private static AffinePoint<TField, TCurve> Multiply<TField, TCurve>(in AffinePoint<TField, TCurve> point, in Fr scalar)
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        Span<ulong> words = stackalloc ulong[SignedNumbers.WordsPerNumber];
        scalar.ToWords(words);
        var product = ScalarMultiplication.ConstantTime(in point, words);
        words.Clear();
        return product;
    }
}
