using System.Security.Cryptography.X509Certificates;

namespace LazAI.Attestation;

/// <summary>Extensions (RFC 5280, 4.2), as they follow each other in a certificate or revocation list.</summary>
internal static class X509Extensions
{
    /// <summary>Most extensions that are read; genuine certificates have at most 12.</summary>
    public const int CountMaximum = 32;

    /// <summary>Reads one Extension; <paramref name="value"/> reads what is inside of its OCTET STRING.</summary>
    public static bool TryReadExtension(this scoped ref DerReader list, out DerReader identifier, out bool critical, out DerReader value)
    {
        critical = false;
        value = default;
        if (!list.TryRead(DerReader.Sequence, out var extension))
        {
            identifier = default;
            return false;
        }

        return extension.TryRead(DerReader.ObjectIdentifier, out identifier)
            && !identifier.IsEmpty
            && extension.TryReadDefaultFalse(out critical)
            && extension.TryRead(DerReader.OctetString, out value)
            && extension.IsEmpty;
    }

    /// <summary>Finds an extension of a list that was checked before.</summary>
    public static bool TryFind(ReadOnlySpan<byte> list, ReadOnlySpan<byte> identifier, out ReadOnlySpan<byte> value)
    {
        var rest = new DerReader(list);
        while (rest.TryReadExtension(out var found, out _, out var content))
        {
            if (found.Bytes.SequenceEqual(identifier))
            {
                value = content.Bytes;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Checks a whole list: well formed, not too long, nothing twice, and nothing critical but what is understood.</summary>
    public static X509ParseError Check(DerReader list, bool ofCertificate)
    {
        var count = 0;
        for (var rest = list; !rest.IsEmpty;)
        {
            var before = list.Bytes[..^rest.Bytes.Length];
            if (!rest.TryReadExtension(out var identifier, out var critical, out _))
            {
                return X509ParseError.Malformed;
            }

            if (++count > CountMaximum || TryFind(before, identifier.Bytes, out _))
            {
                return X509ParseError.ExtensionsUnsupported;
            }

            if (critical && !(ofCertificate && IsUnderstood(identifier.Bytes)))
            {
                return X509ParseError.CriticalExtensionUnknown;
            }
        }

        return count > 0 ? X509ParseError.None : X509ParseError.Malformed;
    }

    /// <summary>BasicConstraints (4.2.1.9).</summary>
    public static bool TryReadBasicConstraints(ReadOnlySpan<byte> value, out bool isAuthority, out int? pathLength)
    {
        pathLength = null;
        isAuthority = false;
        var reader = new DerReader(value);
        if (!reader.TryRead(DerReader.Sequence, out var constraints)
            || !reader.IsEmpty
            || !constraints.TryReadDefaultFalse(out isAuthority))
        {
            return false;
        }

        if (isAuthority && !constraints.IsEmpty)
        {
            if (!constraints.TryReadByte(out var length))
            {
                return false;
            }

            pathLength = length;
        }

        return constraints.IsEmpty;
    }

    /// <summary>KeyUsage (4.2.1.3): bit 0 of the BIT STRING is the first byte's highest, bit 8 the second's.</summary>
    public static bool TryReadKeyUsage(ReadOnlySpan<byte> value, out X509KeyUsageFlags usage)
    {
        usage = default;
        var reader = new DerReader(value);
        if (!reader.TryRead(DerReader.BitString, out var content) || !reader.IsEmpty || content.Bytes is not [<= 7, _] and not [<= 7, _, _])
        {
            return false;
        }

        var unused = content.Bytes[0];
        var bits = content.Bytes[1..];
        usage = (X509KeyUsageFlags)(bits[0] | (bits.Length > 1 ? bits[1] << 8 : 0));

        // Unused bits are zero. That the last used one is not (DER, 11.2.2) cannot be asked: AMD's ASK certificates break it.
        return (bits[^1] & ((1 << unused) - 1)) == 0;
    }

    private static bool IsUnderstood(ReadOnlySpan<byte> identifier) =>
        identifier.SequenceEqual(ObjectIdentifiers.BasicConstraints) || identifier.SequenceEqual(ObjectIdentifiers.KeyUsage);
}
