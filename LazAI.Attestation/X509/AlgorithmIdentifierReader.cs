namespace LazAI.Attestation;

/// <summary>AlgorithmIdentifier (RFC 5280, 4.1.1.2) of signatures.</summary>
internal static class AlgorithmIdentifierReader
{
    private const byte Sha384Length = 48;
    private const byte TrailerBc = 1;

    /// <summary>Reads one AlgorithmIdentifier; false when it is malformed or none of ours.</summary>
    public static bool TryReadSignatureAlgorithm(this scoped ref DerReader reader, out X509SignatureAlgorithm algorithm, out Range encoded)
    {
        algorithm = default;
        if (!reader.TryReadEncoded(DerReader.Sequence, out var identifier, out encoded)
            || !identifier.TryRead(DerReader.ObjectIdentifier, out var oid))
        {
            return false;
        }

        if (oid.Bytes.SequenceEqual(ObjectIdentifiers.EcdsaWithSha256))
        {
            algorithm = X509SignatureAlgorithm.EcdsaSha256;
            return identifier.IsEmpty;
        }

        if (oid.Bytes.SequenceEqual(ObjectIdentifiers.EcdsaWithSha384))
        {
            algorithm = X509SignatureAlgorithm.EcdsaSha384;
            return identifier.IsEmpty;
        }

        algorithm = X509SignatureAlgorithm.RsaPssSha384;
        return oid.Bytes.SequenceEqual(ObjectIdentifiers.RsaSsaPss) && IsPssSha384(ref identifier) && identifier.IsEmpty;
    }

    /// <summary>
    /// RSASSA-PSS-params (RFC 4055, 3.1). The trailer has its default value; AMD's authorities write it nevertheless, its
    /// certificates for chips do not.
    /// </summary>
    private static bool IsPssSha384(scoped ref DerReader identifier) =>
        identifier.TryRead(DerReader.Sequence, out var parameters)
        && parameters.TryRead(DerReader.Context(0), out var hash) && IsSha384(ref hash) && hash.IsEmpty
        && parameters.TryRead(DerReader.Context(1), out var mask) && IsMaskSha384(ref mask) && mask.IsEmpty
        && parameters.TryRead(DerReader.Context(2), out var salt) && salt.TryReadByte(out var length) && length == Sha384Length && salt.IsEmpty
        && (parameters.IsEmpty
            || (parameters.TryRead(DerReader.Context(3), out var trailer)
                && trailer.TryReadByte(out var field) && field == TrailerBc && trailer.IsEmpty && parameters.IsEmpty));

    private static bool IsMaskSha384(scoped ref DerReader reader) =>
        reader.TryRead(DerReader.Sequence, out var mask)
        && mask.TryRead(DerReader.ObjectIdentifier, out var oid) && oid.Bytes.SequenceEqual(ObjectIdentifiers.MaskGeneration1)
        && IsSha384(ref mask) && mask.IsEmpty;

    // RFC 4055, 2.1: parameters of a hash are NULL or absent, and both must be read.
    private static bool IsSha384(scoped ref DerReader reader) =>
        reader.TryRead(DerReader.Sequence, out var hash)
        && hash.TryRead(DerReader.ObjectIdentifier, out var oid) && oid.Bytes.SequenceEqual(ObjectIdentifiers.Sha384)
        && (hash.IsEmpty || (hash.TryRead(DerReader.Null, out var nothing) && nothing.IsEmpty && hash.IsEmpty));
}
