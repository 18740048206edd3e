using System.Buffers.Binary;
using System.Security.Cryptography;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Polynomials;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;

namespace LazAI.Cryptography.Kzg;

/// <summary>
/// Checks every point of a set-up: that it is in its subgroup, that all are powers of one number, and that Lagrange points, where
/// there are any, are the powers' transform. It takes seconds, so it is done when a set-up comes in and not when it is used.
/// </summary>
/// <remarks>
/// The relations hold for all points if they hold for one combination with random weights, but for a chance of about 2^-255. The
/// weights are a hash of the set-up, so that nobody can have chosen the points after them.
/// </remarks>
public static class TrustedSetupCheck
{
    /// <summary>Checks all and returns the first fault.</summary>
    /// <param name="setup">The set-up.</param>
    /// <param name="progress">Is told each step before it is taken.</param>
    public static TrustedSetupFault Run(TrustedSetup setup, IProgress<string>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(setup);
        progress?.Report($"{TrustedSetup.G1Count} powers of G1: encodings and subgroup");
        if (!TryRead<Fp, G1Curve>(setup.G1Powers, out var g1))
        {
            return TrustedSetupFault.Point;
        }

        progress?.Report($"{TrustedSetup.G2Count} powers of G2: encodings and subgroup");
        if (!TryRead<Fp2, G2Curve>(setup.G2Powers, out var g2))
        {
            return TrustedSetupFault.Point;
        }

        progress?.Report("first powers: the generators");
        if (!g1[0].Equals(G1.Generator) || !g2[0].Equals(G2.Generator))
        {
            return TrustedSetupFault.Generator;
        }

        var weights = Weights(setup, TrustedSetup.G1Count);
        progress?.Report("powers of G1: each is tau times the one before, by pairings");
        if (!AreEqual(Sum(g1.AsSpan(1), weights), g2[0], Sum(g1.AsSpan(..^1), weights), g2[1]))
        {
            return TrustedSetupFault.G1Powers;
        }

        progress?.Report("powers of G2: each is tau times the one before, by pairings");
        if (!AreEqual(g1[0], Sum(g2.AsSpan(1), weights), g1[1], Sum(g2.AsSpan(..^1), weights)))
        {
            return TrustedSetupFault.G2Powers;
        }

        return setup.HasLagrangePoints ? CheckLagrange(setup, g1, weights, progress) : TrustedSetupFault.None;
    }

    private static TrustedSetupFault CheckLagrange(TrustedSetup setup, G1[] powers, Fr[] weights, IProgress<string>? progress)
    {
        progress?.Report($"{TrustedSetup.G1Count} Lagrange points of G1: encodings and subgroup");
        if (!TryRead<Fp, G1Curve>(setup.G1Lagrange, out var lagrange))
        {
            return TrustedSetupFault.Point;
        }

        progress?.Report("Lagrange points: the transform of the powers");
        var polynomial = weights.ToArray();
        BitReversal.Permute<Fr>(polynomial);
        ScalarDomain.OfSize(polynomial.Length).Interpolate(polynomial);
        return Sum(lagrange, weights).Equals(Sum(powers, polynomial)) ? TrustedSetupFault.None : TrustedSetupFault.Lagrange;
    }

    private static bool TryRead<TField, TGroup>(ReadOnlySpan<byte> bytes, out AffinePoint<TField, TGroup>[] points)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        var size = TGroup.CoordinateSize;
        points = new AffinePoint<TField, TGroup>[bytes.Length / size];
        for (var i = 0; i < points.Length; i++)
        {
            var refusal = PointEncoding.ReadCompressed<TField, TGroup>(bytes.Slice(i * size, size), out points[i]);
            if (refusal != PointRefusal.None || points[i].IsInfinity)
            {
                return false;
            }
        }

        return true;
    }

    private static Fr[] Weights(TrustedSetup setup, int count)
    {
        byte[] seed = [.. SHA256.HashData([.. setup.G1Powers, .. setup.G2Powers, .. setup.G1Lagrange]), .. new byte[4]];
        var weights = new Fr[count];
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(seed.AsSpan(^4..), i);
            weights[i] = PrimeField<Fr>.Reduce(SHA256.HashData(seed));
        }

        return weights;
    }

    private static AffinePoint<TField, TGroup> Sum<TField, TGroup>(ReadOnlySpan<AffinePoint<TField, TGroup>> points, ReadOnlySpan<Fr> weights)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        var words = new ulong[4 * points.Length];
        FieldElements.ToWords(weights[..points.Length], words);
        return MultiScalarMultiplication.VariableTime(points, words).ToAffine();
    }

    // Whether e(a, b) = e(c, d).
    private static bool AreEqual(in G1 a, in G2 b, in G1 c, in G2 d) => Pairing.PairingProductIsOne([a, -c], [b, d]);
}
