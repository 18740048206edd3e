using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.R1cs;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>
/// What a proving key is made of, for wires j with polynomials u_j, v_j, w_j (J. Groth, "On the size of pairing-based non-interactive
/// arguments", 2016, section 3.2) and a domain of n roots of unity, as snarkjs lays it out.
/// </summary>
internal sealed class ProvingKeyParts
{
    public required int PublicSignals { get; init; }

    /// <summary>Rows of A and B: the constraints, then one row for each public wire, the constant one first, with that wire alone in A.</summary>
    /// <remarks>Without those rows the public wires' polynomials could depend on each other, and a proof serve several statements.</remarks>
    public required SparseMatrix MatrixA { get; init; }

    public required SparseMatrix MatrixB { get; init; }

    public required G1Point Alpha1 { get; init; }

    public required G1Point Beta1 { get; init; }

    public required G2Point Beta2 { get; init; }

    public required G2Point Gamma2 { get; init; }

    public required G1Point Delta1 { get; init; }

    public required G2Point Delta2 { get; init; }

    /// <summary>(beta u_j + alpha v_j + w_j) / gamma for the constant one and the public wires.</summary>
    public required G1Point[] Ic { get; init; }

    /// <summary>u_j of every wire; infinity where a wire is in no constraint's A.</summary>
    public required G1Point[] A { get; init; }

    /// <summary>v_j of every wire.</summary>
    public required G1Point[] B1 { get; init; }

    /// <summary>The same in G2.</summary>
    public required G2Point[] B2 { get; init; }

    /// <summary>(beta u_j + alpha v_j + w_j) / delta for the private wires.</summary>
    public required G1Point[] C { get; init; }

    /// <summary>
    /// For the odd powers x_i = w^(2i+1) of a 2n-th root of unity w, (x^n - 1) L_i(x) / (-2 delta), where L_i is 1 at x_i and 0 at the
    /// others: what a quotient's numerator at x_i counts, since its denominator x^n - 1 is -2 there.
    /// </summary>
    public required G1Point[] H { get; init; }

    public int Wires => A.Length;

    public int DomainSize => H.Length;

    /// <summary>Points are on their curves and, if asked for, in their groups. In parallel; public points, so in variable time.</summary>
    public ProvingKeyRefusal CheckPoints(int maximumDegreeOfParallelism, CancellationToken cancellation)
    {
        ReadOnlySpan<G1Point> needed = [Alpha1, Beta1, Delta1];
        ReadOnlySpan<G2Point> neededOfTwist = [Beta2, Gamma2, Delta2];
        var options = new ParallelOptions { MaxDegreeOfParallelism = maximumDegreeOfParallelism, CancellationToken = cancellation };
        foreach (ref readonly var point in needed)
        {
            if (point.IsInfinity || !point.IsOnCurve)
            {
                return point.IsInfinity ? ProvingKeyRefusal.InfinityInKey : ProvingKeyRefusal.NotOnCurve;
            }
        }

        foreach (ref readonly var point in neededOfTwist)
        {
            if (point.IsInfinity)
            {
                return ProvingKeyRefusal.InfinityInKey;
            }
        }

        if (Array.Exists(H, point => point.IsInfinity))
        {
            return ProvingKeyRefusal.InfinityInKey;
        }

        foreach (var points in (G1Point[][])[Ic, A, B1, C, H])
        {
            if (!Parallel.For(0, points.Length, options, (i, loop) => StopUnless(points[i].IsOnCurve, loop)).IsCompleted)
            {
                return ProvingKeyRefusal.NotOnCurve;
            }
        }

        foreach (var points in (G2Point[][])[[Beta2, Gamma2, Delta2], B2])
        {
            if (!Parallel.For(0, points.Length, options, (i, loop) => StopUnless(points[i].IsOnCurve, loop)).IsCompleted)
            {
                return ProvingKeyRefusal.NotOnCurve;
            }

            if (!Parallel.For(
                0, points.Length, options, (i, loop) => StopUnless(points[i].IsInfinity || G2Subgroup.Contains(in points[i]), loop)).IsCompleted)
            {
                return ProvingKeyRefusal.NotInSubgroup;
            }
        }

        return ProvingKeyRefusal.None;
    }

    private static void StopUnless(bool holds, ParallelLoopState loop)
    {
        if (!holds)
        {
            loop.Stop();
        }
    }
}
