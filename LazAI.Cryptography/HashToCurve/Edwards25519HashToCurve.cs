using LazAI.Cryptography.Fields;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.HashToCurve.Edwards25519Modulus>;

namespace LazAI.Cryptography.HashToCurve;

/// <summary>
/// Hashing to edwards25519 (RFC 9380, section 8.5): points whose discrete logarithm nobody knows, from any message. The time depends on
/// the lengths alone.
/// </summary>
public static class Edwards25519HashToCurve
{
    /// <summary>Bytes of a point.</summary>
    public const int PointSize = 32;

    // L of section 8.5: bytes for one coordinate.
    private const int ElementSize = 48;

    /// <summary>hash_to_curve of the suite edwards25519_XMD:SHA-512_ELL2_RO_: as good as uniformly random.</summary>
    /// <param name="message">Anything.</param>
    /// <param name="domainSeparationTag">Names the protocol that the point is for; at least one byte.</param>
    /// <param name="destination">Takes the point in the <see cref="PointSize"/> bytes of RFC 8032.</param>
    /// <exception cref="ArgumentException">A length is beyond what <see cref="ExpandMessageXmd"/> takes, or the destination is too short.</exception>
    public static void HashToCurve(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domainSeparationTag, Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[2 * ElementSize];
        ExpandMessageXmd.Expand(XmdHash.Sha512, message, domainSeparationTag, bytes);
        var sum = Edwards25519Map.Map(PrimeField<Fp>.Reduce(bytes[..ElementSize])) + Edwards25519Map.Map(PrimeField<Fp>.Reduce(bytes[ElementSize..]));
        Edwards25519Point.ClearCofactor(in sum).Write(destination);
    }

    /// <summary>encode_to_curve of the suite edwards25519_XMD:SHA-512_ELL2_NU_: faster, over some of the points only.</summary>
    /// <inheritdoc cref="HashToCurve"/>
    public static void EncodeToCurve(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domainSeparationTag, Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[ElementSize];
        ExpandMessageXmd.Expand(XmdHash.Sha512, message, domainSeparationTag, bytes);
        Edwards25519Point.ClearCofactor(Edwards25519Map.Map(PrimeField<Fp>.Reduce(bytes))).Write(destination);
    }
}
