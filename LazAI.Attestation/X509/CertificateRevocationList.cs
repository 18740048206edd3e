using System.Diagnostics.CodeAnalysis;

namespace LazAI.Attestation;

/// <summary>
/// A certificate revocation list (RFC 5280, section 5) that covers all certificates of its issuer, read strictly. Delta lists,
/// indirect lists and lists of a part carry critical extensions, and none of those is accepted.
/// </summary>
/// <remarks>
/// Intel's lists carry always the number 1, and entries the list's own date: only <see cref="ThisUpdate"/> tells an older list
/// from a newer one, and a listed certificate counts as revoked at every time.
/// </remarks>
public sealed class CertificateRevocationList
{
    /// <summary>Longest list that is read, in bytes: room for some 20,000 entries. Genuine ones have about 3 KiB.</summary>
    public const int LengthMaximum = 1024 * 1024;

    private readonly HashSet<CertificateSerial> _revoked = [];
    private readonly Range _tbs;
    private readonly Range _issuer;
    private readonly Range _issuerCommonName;
    private readonly Range _signature;

    private CertificateRevocationList(ReadOnlyMemory<byte> der, out X509ParseError error)
    {
        Der = der;
        error = X509ParseError.Malformed;
        var reader = new DerReader(der.Span);
        if (!reader.TryRead(DerReader.Sequence, out var list)
            || !reader.IsEmpty
            || !list.TryReadEncoded(DerReader.Sequence, out var tbs, out _tbs))
        {
            return;
        }

        // Version 1 is the absence of the field.
        var hasVersion = tbs.NextIs(DerReader.Integer);
        if (hasVersion && (!tbs.TryReadByte(out var version) || version != 1))
        {
            error = X509ParseError.VersionUnsupported;
            return;
        }

        if (!tbs.TryReadSignatureAlgorithm(out var algorithm, out var inner))
        {
            error = X509ParseError.SignatureAlgorithmUnsupported;
            return;
        }

        SignatureAlgorithm = algorithm;

        // A list that never ends is of no use to us: nextUpdate is required, as by RFC 5280 of authorities.
        if (!tbs.TryReadName(out _issuer, out _issuerCommonName)
            || !tbs.TryReadTime(out var thisUpdate)
            || !tbs.TryReadTime(out var nextUpdate))
        {
            return;
        }

        ThisUpdate = thisUpdate;
        NextUpdate = nextUpdate;
        if (tbs.NextIs(DerReader.Sequence))
        {
            error = tbs.TryRead(DerReader.Sequence, out var entries) && !entries.IsEmpty
                ? ReadEntries(entries, hasVersion)
                : X509ParseError.Malformed;
            if (error != X509ParseError.None)
            {
                return;
            }
        }

        error = ReadExtensions(ref tbs, hasVersion);
        if (error != X509ParseError.None)
        {
            return;
        }

        error = X509ParseError.Malformed;
        if (!list.TryReadEncoded(DerReader.Sequence, out _, out var outer) || !list.TryReadBitString(out var signature) || !list.IsEmpty)
        {
            return;
        }

        _signature = signature.Location;
        error = der.Span[outer].SequenceEqual(der.Span[inner]) ? X509ParseError.None : X509ParseError.SignatureAlgorithmsDiffer;
    }

    /// <summary>The whole list.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>The signed part, tag and length included.</summary>
    public ReadOnlySpan<byte> TbsCertList => Der.Span[_tbs];

    /// <summary>The algorithm with which the issuer signed.</summary>
    public X509SignatureAlgorithm SignatureAlgorithm { get; }

    /// <summary>The issuer's signature: DER for ECDSA, the number for RSA.</summary>
    public ReadOnlySpan<byte> Signature => Der.Span[_signature];

    /// <summary>The issuer's Name in DER.</summary>
    public ReadOnlySpan<byte> Issuer => Der.Span[_issuer];

    /// <summary>The issuer's common name in UTF-8; empty when the Name has none or several.</summary>
    public ReadOnlySpan<byte> IssuerCommonName => Der.Span[_issuerCommonName];

    /// <summary>When the list was made.</summary>
    public DateTimeOffset ThisUpdate { get; }

    /// <summary>When a newer one is due: from then on this one is no evidence.</summary>
    public DateTimeOffset NextUpdate { get; }

    /// <summary>The serial numbers that the issuer revoked.</summary>
    public IReadOnlySet<CertificateSerial> Revoked => _revoked;

    /// <summary>Reads exactly one list. Never throws; what it allocates, for the serial numbers, is less than 16 times the input's length.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> der, [NotNullWhen(true)] out CertificateRevocationList? list, out X509ParseError error)
    {
        if (der.Length > LengthMaximum)
        {
            list = null;
            error = X509ParseError.TooLarge;
            return false;
        }

        list = new CertificateRevocationList(der, out error);
        list = error == X509ParseError.None ? list : null;
        return list is not null;
    }

    /// <summary>Whether the list may be relied on at the time: made before it, and the next one not yet due.</summary>
    public bool IsCurrent(DateTimeOffset at) => ThisUpdate <= at && at < NextUpdate;

    /// <summary>Whether the certificate's issuer is this list's and revoked it.</summary>
    public bool Revokes(Certificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return certificate.Issuer.SequenceEqual(Issuer) && _revoked.Contains(certificate.Serial);
    }

    private X509ParseError ReadEntries(DerReader entries, bool mayHaveExtensions)
    {
        while (!entries.IsEmpty)
        {
            if (!entries.TryRead(DerReader.Sequence, out var entry)
                || !CertificateSerial.TryRead(ref entry, out var serial)
                || !entry.TryReadTime(out _))
            {
                return X509ParseError.Malformed;
            }

            if (!entry.IsEmpty)
            {
                if (!mayHaveExtensions || !entry.TryRead(DerReader.Sequence, out var extensions) || !entry.IsEmpty)
                {
                    return X509ParseError.Malformed;
                }

                var error = X509Extensions.Check(extensions, ofCertificate: false);
                if (error != X509ParseError.None)
                {
                    return error;
                }
            }

            _revoked.Add(serial);
        }

        return X509ParseError.None;
    }

    private static X509ParseError ReadExtensions(scoped ref DerReader tbs, bool mayHaveExtensions)
    {
        if (tbs.IsEmpty)
        {
            return X509ParseError.None;
        }

        return mayHaveExtensions
            && tbs.TryRead(DerReader.Context(0), out var field)
            && field.TryRead(DerReader.Sequence, out var extensions)
            && field.IsEmpty
            && tbs.IsEmpty
                ? X509Extensions.Check(extensions, ofCertificate: false)
                : X509ParseError.Malformed;
    }
}
