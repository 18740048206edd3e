namespace LazAI.Attestation;

/// <summary>
/// Name (RFC 5280, 4.1.2.4). Names are compared byte by byte, which is stricter than the RFC and what Intel and AMD need.
/// </summary>
internal static class DistinguishedName
{
    /// <summary>
    /// Reads a Name. <paramref name="commonName"/> is the text of its common name, empty when it has none or several, so that no
    /// reader picks another one than we do.
    /// </summary>
    public static bool TryReadName(this scoped ref DerReader reader, out Range encoded, out Range commonName)
    {
        commonName = default;
        if (!reader.TryReadEncoded(DerReader.Sequence, out var sets, out encoded))
        {
            return false;
        }

        var count = 0;
        while (!sets.IsEmpty)
        {
            if (!sets.TryRead(DerReader.Set, out var attributes) || attributes.IsEmpty)
            {
                return false;
            }

            while (!attributes.IsEmpty)
            {
                if (!attributes.TryRead(DerReader.Sequence, out var attribute)
                    || !attribute.TryRead(DerReader.ObjectIdentifier, out var type)
                    || !attribute.TryReadAny(out var tag, out var value, out _)
                    || !attribute.IsEmpty)
                {
                    return false;
                }

                if (type.Bytes.SequenceEqual(ObjectIdentifiers.CommonName))
                {
                    count++;
                    commonName = count == 1 && tag is DerReader.Utf8String or DerReader.PrintableString ? value.Location : default;
                }
            }
        }

        return true;
    }
}
