using System.Numerics;

namespace LazAI.Attestation;

/// <summary>SubjectPublicKeyInfo (RFC 5280, 4.1; RFC 5480 for curves, RFC 3279 for RSA): where the numbers of the key lie.</summary>
/// <param name="Kind">The kind of key.</param>
/// <param name="First">The abscissa of a point, or the modulus: big-endian, a modulus without leading zeros.</param>
/// <param name="Second">The ordinate, or the public exponent.</param>
internal readonly record struct PublicKeyInfo(CertificateKeyKind Kind, Range First, Range Second)
{
    public const int RsaBitsMinimum = 2048;
    public const int RsaBitsMaximum = 4096;
    public const int RsaExponentBytesMaximum = 4;

    private const byte UncompressedPoint = 4;

    /// <summary>
    /// Reads the structure; false with <paramref name="malformed"/> unset means a key that is well formed but not supported.
    /// </summary>
    public static bool TryRead(scoped ref DerReader reader, out PublicKeyInfo key, out Range encoded, out bool malformed)
    {
        key = default;
        malformed = true;
        if (!reader.TryReadEncoded(DerReader.Sequence, out var info, out encoded)
            || !info.TryRead(DerReader.Sequence, out var algorithm)
            || !algorithm.TryRead(DerReader.ObjectIdentifier, out var oid)
            || !info.TryReadBitString(out var bits)
            || !info.IsEmpty)
        {
            return false;
        }

        malformed = false;
        return oid.Bytes.SequenceEqual(ObjectIdentifiers.EcPublicKey) ? TryReadPoint(ref algorithm, ref bits, out key)
            : oid.Bytes.SequenceEqual(ObjectIdentifiers.RsaEncryption) && TryReadRsa(ref algorithm, ref bits, out key);
    }

    /// <summary>Limits that keep the cost of a check by a stranger's key near that of a genuine one.</summary>
    public static bool IsRsaSizeSupported(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        var bits = modulus is [not 0, ..] ? 8 * (modulus.Length - 1) + BitOperations.Log2(modulus[0]) + 1 : 0;
        return bits is >= RsaBitsMinimum and <= RsaBitsMaximum
            && (modulus[^1] & 1) != 0
            && exponent.Length is > 0 and <= RsaExponentBytesMaximum
            && (exponent[^1] & 1) != 0
            && exponent is not [1];
    }

    private static bool TryReadPoint(scoped ref DerReader algorithm, scoped ref DerReader bits, out PublicKeyInfo key)
    {
        key = default;
        if (!algorithm.TryRead(DerReader.ObjectIdentifier, out var curve) || !algorithm.IsEmpty)
        {
            return false;
        }

        var (kind, length) = curve.Bytes.SequenceEqual(ObjectIdentifiers.P256) ? (CertificateKeyKind.P256, 32)
            : curve.Bytes.SequenceEqual(ObjectIdentifiers.P384) ? (CertificateKeyKind.P384, 48)
            : default;
        if (length == 0 || bits.Bytes.Length != 1 + 2 * length || bits.Bytes[0] != UncompressedPoint)
        {
            return false;
        }

        var x = bits.Location.Start.Value + 1;
        key = new PublicKeyInfo(kind, x..(x + length), (x + length)..(x + 2 * length));
        return true;
    }

    private static bool TryReadRsa(scoped ref DerReader algorithm, scoped ref DerReader bits, out PublicKeyInfo key)
    {
        key = default;
        if (!algorithm.TryRead(DerReader.Null, out var nothing)
            || !nothing.IsEmpty
            || !algorithm.IsEmpty
            || !bits.TryRead(DerReader.Sequence, out var numbers)
            || !bits.IsEmpty
            || !TryReadNumber(ref numbers, out var modulus, out var first)
            || !TryReadNumber(ref numbers, out var exponent, out var second)
            || !numbers.IsEmpty
            || !IsRsaSizeSupported(modulus, exponent))
        {
            return false;
        }

        key = new PublicKeyInfo(CertificateKeyKind.Rsa, first, second);
        return true;
    }

    private static bool TryReadNumber(scoped ref DerReader reader, out ReadOnlySpan<byte> number, out Range location)
    {
        var read = reader.TryReadUnsigned(out number);

        // The number is the end of what was read.
        var end = reader.Location.Start.Value;
        location = (end - number.Length)..end;
        return read;
    }
}
