using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.R1cs;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;
using G1Curve = LazAI.Cryptography.Bn254.G1Curve;
using G2Curve = LazAI.Cryptography.Bn254.G2Curve;

namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>
/// Makes keys for development and tests. Insecure: it is one party alone, and whoever can see into its memory while it runs, or gave it its
/// randomness, can prove anything at all with the key. A key that others are to believe comes from a ceremony of many parties, such as
/// snarkjs's, and is read by <see cref="ProvingKey.TryReadZkey"/>.
/// </summary>
/// <remarks>
/// The set-up of J. Groth, "On the size of pairing-based non-interactive arguments" (2016), section 3.2, over the domain of snarkjs and with
/// its rows for public wires. Secrets are overwritten afterwards, as far as the runtime allows; copies in registers and on the stack stay.
/// Keys bear a mark (<see cref="VerificationKey.IsOfInsecureDevelopmentSetup"/>) and are refused by every <see cref="SetupPolicy"/> that does
/// not name the danger.
/// </remarks>
public static class InsecureDevelopmentSetup
{
    /// <summary>A key with secrets of its own each time.</summary>
    /// <param name="system">The system.</param>
    /// <param name="random">A cryptographic generator.</param>
    /// <param name="maximumDegreeOfParallelism">The most threads.</param>
    /// <param name="progress">Is told of points as they are made, from whatever thread.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">The system is larger than a key can be, or has more public signals.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ProvingKey Create(
        ConstraintSystem system,
        RandomNumberGenerator random,
        int maximumDegreeOfParallelism = 1,
        IProgress<ProvingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(random);
        var rows = (uint)system.Constraints + (uint)system.PublicSignals + 1;
        var domainSize = BitOperations.RoundUpToPowerOf2(Math.Max(2, rows));
        if (!ProvingKey.AreInRange((uint)system.Wires, (uint)system.PublicSignals, domainSize, rows))
        {
            throw new ArgumentException("The system is larger than keys can be.", nameof(system));
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = maximumDegreeOfParallelism, CancellationToken = cancellation };
        var secrets = new Secrets(random, (int)domainSize);
        try
        {
            var counter = new ProgressCounter(4L * system.Wires + domainSize, progress);
            var parts = Create(system, in secrets, (int)domainSize, options, counter.Add);

            // Two of the secrets are the same with a chance of 2^-250.
            return ProvingKey.TryCreate(parts, isChecked: true, maximumDegreeOfParallelism, cancellation, out var key, out var refusal)
                ? key
                : throw new InvalidOperationException($"A key was made that is refused: {refusal}.");
        }
        finally
        {
            Secret.Erase(ref secrets);
        }
    }

    private struct Secrets
    {
        public readonly Fr Tau;
        public readonly Fr Alpha;
        public readonly Fr Beta;
        public readonly Fr Delta;

        public Secrets(RandomNumberGenerator random, int domainSize)
        {
            // No root of unity, of which there are few.
            do
            {
                Tau = RandomScalar.Create(random);
            }
            while (LagrangeValues.Power(in Tau, 2 * domainSize).Equals(Fr.One));

            (Alpha, Beta, Delta) = (RandomScalar.Create(random), RandomScalar.Create(random), RandomScalar.Create(random));
        }
    }

    private static ProvingKeyParts Create(
        ConstraintSystem system, in Secrets secrets, int domainSize, ParallelOptions options, Action<int> report)
    {
        var (matrixA, matrixB) = (PublicRows.Append(system.A, system.PublicSignals), PublicRows.AppendEmpty(system.B, system.PublicSignals));
        var lagrange = LagrangeValues.OfRoots(domainSize, in secrets.Tau);
        var h = LagrangeValues.OfOddRoots(domainSize, in secrets.Tau);
        var (u, v, w) = (Columns(matrixA, lagrange, system.Wires), Columns(matrixB, lagrange, system.Wires), Columns(system.C, lagrange, system.Wires));
        var (inverseGamma, inverseDelta) = (Fr.Invert(DevelopmentMark.Gamma), Fr.Invert(in secrets.Delta));
        for (var i = 0; i < h.Length; i++)
        {
            h[i] *= inverseDelta;
        }

        // beta u + alpha v + w, over gamma or delta.
        var publicWires = system.PublicSignals + 1;
        for (var j = 0; j < w.Length; j++)
        {
            w[j] = (secrets.Beta * u[j] + secrets.Alpha * v[j] + w[j]) * (j < publicWires ? inverseGamma : inverseDelta);
        }

        Fr[] singles = [secrets.Alpha, secrets.Beta, secrets.Delta];
        Fr[] singlesOfTwist = [secrets.Beta, secrets.Delta];
        try
        {
            var (one, two) = (new FixedBasePoints<Fp, G1Curve>(), new FixedBasePoints<Fp2, G2Curve>());
            var (points, pointsOfTwist) = (one.Multiply(singles, options, _ => { }), two.Multiply(singlesOfTwist, options, _ => { }));
            var publicAndPrivate = one.Multiply(w, options, report);
            return new()
            {
                PublicSignals = system.PublicSignals,
                MatrixA = matrixA,
                MatrixB = matrixB,
                Alpha1 = points[0],
                Beta1 = points[1],
                Delta1 = points[2],
                Beta2 = pointsOfTwist[0],
                Gamma2 = DevelopmentMark.Gamma2,
                Delta2 = pointsOfTwist[1],
                Ic = publicAndPrivate[..publicWires],
                C = publicAndPrivate[publicWires..],
                A = one.Multiply(u, options, report),
                B1 = one.Multiply(v, options, report),
                B2 = two.Multiply(v, options, report),
                H = one.Multiply(h, options, report),
            };
        }
        finally
        {
            foreach (var values in (Fr[][])[lagrange, h, u, v, w, singles, singlesOfTwist])
            {
                CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(values.AsSpan()));
            }
        }
    }

    // The value of every wire's polynomial: over the rows, the wire's coefficient times the row's Lagrange polynomial.
    private static Fr[] Columns(SparseMatrix matrix, Fr[] lagrange, int wires)
    {
        var columns = new Fr[wires];
        for (var row = 0; row < matrix.Rows; row++)
        {
            for (var i = matrix.RowStarts[row]; i < matrix.RowStarts[row + 1]; i++)
            {
                columns[matrix.Columns[i]] += matrix.Coefficients[i] * lagrange[row];
            }
        }

        return columns;
    }
}
