using System.Diagnostics.CodeAnalysis;
using LazAI.Cryptography.HashToCurve;
using LazAI.Cryptography.Secp256k1;

namespace LazAI.Cryptography;

/// <summary>
/// Hashing to secp256k1 (RFC 9380, section 8.7): points whose discrete logarithm nobody knows, from any message. The time depends on
/// the lengths alone.
/// </summary>
public static class Secp256k1HashToCurve
{
    // L of section 8.7: bytes for one coordinate.
    private const int ElementSize = 48;

    /// <summary>
    /// hash_to_curve of the suite secp256k1_XMD:SHA-256_SSWU_RO_: points that are as good as uniformly random. False stands for
    /// infinity, which no known message gives.
    /// </summary>
    /// <param name="message">Anything.</param>
    /// <param name="domainSeparationTag">Names the protocol that the point is for; at least one byte.</param>
    /// <exception cref="ArgumentException">A length is beyond what <see cref="ExpandMessageXmd"/> takes.</exception>
    public static bool TryHashToCurve(
        ReadOnlySpan<byte> message, ReadOnlySpan<byte> domainSeparationTag, [NotNullWhen(true)] out Secp256k1PublicKey? point)
    {
        Span<byte> bytes = stackalloc byte[2 * ElementSize];
        ExpandMessageXmd.Expand(XmdHash.Sha256, message, domainSeparationTag, bytes);
        var sum = IsogenousCurve.Map(FieldElement.ReadReduced48(bytes));
        sum.Add(IsogenousCurve.Map(FieldElement.ReadReduced48(bytes[ElementSize..])));
        return TryFinish(in sum, out point);
    }

    /// <summary>
    /// encode_to_curve of the suite secp256k1_XMD:SHA-256_SSWU_NU_: faster, over some of the points only, for protocols that say so.
    /// False stands for infinity, which no known message gives.
    /// </summary>
    /// <inheritdoc cref="TryHashToCurve"/>
    public static bool TryEncodeToCurve(
        ReadOnlySpan<byte> message, ReadOnlySpan<byte> domainSeparationTag, [NotNullWhen(true)] out Secp256k1PublicKey? point)
    {
        Span<byte> bytes = stackalloc byte[ElementSize];
        ExpandMessageXmd.Expand(XmdHash.Sha256, message, domainSeparationTag, bytes);
        return TryFinish(IsogenousCurve.Map(FieldElement.ReadReduced48(bytes)), out point);
    }

    private static bool TryFinish(in ProjectivePoint sum, out Secp256k1PublicKey? point)
    {
        point = sum.Z.IsZeroMask() == 0 ? new Secp256k1PublicKey(sum.ToAffine()) : null;
        return point is not null;
    }
}
