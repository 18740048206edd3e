using System.Runtime.CompilerServices;
using LazAI.Cryptography.Bls12381.Lanes;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.HashToCurve;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using G1Map = LazAI.Cryptography.Bls12381.IsogenousCurveMap<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>,
    LazAI.Cryptography.Bls12381.G1Curve,
    LazAI.Cryptography.Bls12381.G1IsogenousCurve>;
using G2Map = LazAI.Cryptography.Bls12381.IsogenousCurveMap<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve,
    LazAI.Cryptography.Bls12381.G2IsogenousCurve>;
using Lanes4 = LazAI.Cryptography.Fields.Lanes.LaneField384<
    System.Runtime.Intrinsics.Vector256<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector256,
    LazAI.Cryptography.Bls12381.BaseModulus>;
using Lanes8 = LazAI.Cryptography.Fields.Lanes.LaneField384<
    System.Runtime.Intrinsics.Vector512<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector512,
    LazAI.Cryptography.Bls12381.BaseModulus>;

namespace LazAI.Cryptography.Bls12381;

/// <summary>
/// The four suites of RFC 9380, section 8.8: BLS12381G1_XMD:SHA-256_SSWU_RO_ and _NU_, BLS12381G2_XMD:SHA-256_SSWU_RO_ and _NU_.
/// </summary>
/// <remarks>Variable-time: what is hashed to a curve here, messages to be signed, is public. Do not hash secrets.</remarks>
public static class Bls12381HashToCurve
{
    // L of section 8.8: bytes for one coordinate.
    private const int ElementSize = 64;

    /// <summary>hash_to_curve to G1: as good as uniformly random.</summary>
    /// <param name="message">Anything.</param>
    /// <param name="domainSeparationTag">Names the protocol that the point is for; at least one byte.</param>
    /// <param name="destination">Takes the point, compressed in 48 bytes.</param>
    /// <exception cref="ArgumentException">A length is beyond what <see cref="ExpandMessageXmd"/> takes, or the destination is too short.</exception>
    public static void HashToG1(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domainSeparationTag, Span<byte> destination) =>
        PointEncoding.WriteCompressed(HashToG1(message, domainSeparationTag).ToAffine(), destination);

    /// <summary>encode_to_curve to G1: faster, and over some of the points only.</summary>
    /// <param name="message">Anything.</param>
    /// <param name="domainSeparationTag">Names the protocol that the point is for; at least one byte.</param>
    /// <param name="destination">Takes the point, compressed in 48 bytes.</param>
    /// <exception cref="ArgumentException">A length is beyond what <see cref="ExpandMessageXmd"/> takes, or the destination is too short.</exception>
    public static void EncodeToG1(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domainSeparationTag, Span<byte> destination) =>
        PointEncoding.WriteCompressed(EncodeToG1(message, domainSeparationTag).ToAffine(), destination);

    /// <summary>hash_to_curve to G2: as good as uniformly random.</summary>
    /// <param name="message">Anything.</param>
    /// <param name="domainSeparationTag">Names the protocol that the point is for; at least one byte.</param>
    /// <param name="destination">Takes the point, compressed in 96 bytes.</param>
    /// <exception cref="ArgumentException">A length is beyond what <see cref="ExpandMessageXmd"/> takes, or the destination is too short.</exception>
    public static void HashToG2(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domainSeparationTag, Span<byte> destination) =>
        PointEncoding.WriteCompressed(HashToG2(message, domainSeparationTag).ToAffine(), destination);

    /// <summary>encode_to_curve to G2: faster, and over some of the points only.</summary>
    /// <param name="message">Anything.</param>
    /// <param name="domainSeparationTag">Names the protocol that the point is for; at least one byte.</param>
    /// <param name="destination">Takes the point, compressed in 96 bytes.</param>
    /// <exception cref="ArgumentException">A length is beyond what <see cref="ExpandMessageXmd"/> takes, or the destination is too short.</exception>
    public static void EncodeToG2(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domainSeparationTag, Span<byte> destination) =>
        PointEncoding.WriteCompressed(EncodeToG2(message, domainSeparationTag).ToAffine(), destination);

    [SkipLocalsInit]
    internal static JacobianPoint<Fp, G1Curve> HashToG1(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domainSeparationTag)
    {
        Span<byte> bytes = stackalloc byte[2 * ElementSize];
        ExpandMessageXmd.Expand(XmdHash.Sha256, message, domainSeparationTag, bytes);
        return G1Curve.ClearCofactor(G1Map.Map(ReadFp(bytes)) + G1Map.Map(ReadFp(bytes[ElementSize..])));
    }

    [SkipLocalsInit]
    internal static JacobianPoint<Fp, G1Curve> EncodeToG1(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domainSeparationTag)
    {
        Span<byte> bytes = stackalloc byte[ElementSize];
        ExpandMessageXmd.Expand(XmdHash.Sha256, message, domainSeparationTag, bytes);
        return MapToG1(ReadFp(bytes));
    }

    [SkipLocalsInit]
    internal static JacobianPoint<Fp2, G2Curve> HashToG2(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domainSeparationTag)
    {
        Span<Fp2> elements = stackalloc Fp2[2];
        HashToFieldOfG2(message, domainSeparationTag, elements);
        return MapToG2(in elements[0], in elements[1]);
    }

    [SkipLocalsInit]
    internal static JacobianPoint<Fp2, G2Curve> EncodeToG2(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domainSeparationTag)
    {
        Span<byte> bytes = stackalloc byte[2 * ElementSize];
        ExpandMessageXmd.Expand(XmdHash.Sha256, message, domainSeparationTag, bytes);
        return MapToG2(ReadFp2(bytes));
    }

    /// <summary>hash_to_field for a point of G2 (section 5.2): for hashes of many messages, which are mapped side by side.</summary>
    /// <param name="message">Anything.</param>
    /// <param name="domainSeparationTag">Names the protocol that the point is for; at least one byte.</param>
    /// <param name="elements">Takes u[0] and u[1].</param>
    [SkipLocalsInit]
    internal static void HashToFieldOfG2(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domainSeparationTag, Span<Fp2> elements)
    {
        Span<byte> bytes = stackalloc byte[4 * ElementSize];
        ExpandMessageXmd.Expand(XmdHash.Sha256, message, domainSeparationTag, bytes);
        elements[0] = ReadFp2(bytes);
        elements[1] = ReadFp2(bytes[(2 * ElementSize)..]);
    }

    /// <summary>What is left of hash_to_curve to G2 after <see cref="HashToFieldOfG2"/>.</summary>
    internal static JacobianPoint<Fp2, G2Curve> MapToG2(in Fp2 u0, in Fp2 u1) => LanePaths.Current switch
    {
        LanePath.Avx512 => RowHashToG2<Lanes8>.Map(in u0, in u1),
        LanePath.Avx2 => RowHashToG2<Lanes4>.Map(in u0, in u1),
        _ => G2Curve.ClearCofactor(G2Map.Map(in u0) + G2Map.Map(in u1)),
    };

    /// <summary>map_to_curve and clear_cofactor of one element: the map_fp_to_G1 of EIP-2537.</summary>
    internal static JacobianPoint<Fp, G1Curve> MapToG1(in Fp u) => G1Curve.ClearCofactor(G1Map.Map(in u));

    /// <summary>map_to_curve and clear_cofactor of one element: the map_fp2_to_G2 of EIP-2537.</summary>
    internal static JacobianPoint<Fp2, G2Curve> MapToG2(in Fp2 u) => G2Curve.ClearCofactor(G2Map.Map(in u));

    // hash_to_field: section 5.2, steps 6 and 7.
    private static Fp ReadFp(ReadOnlySpan<byte> bytes) => PrimeField<Fp>.Reduce(bytes[..ElementSize]);

    private static Fp2 ReadFp2(ReadOnlySpan<byte> bytes) => new(ReadFp(bytes), ReadFp(bytes[ElementSize..]));
}
