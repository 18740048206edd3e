using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;

namespace LazAI.Attestation;

/// <summary>
/// An X.509 certificate of version 3 (RFC 5280), read strictly: a view over the caller's DER bytes, which must not change. Reading
/// proves the form only; whether an authority signed it is asked of the authority's <see cref="CertificateKey"/>.
/// </summary>
public sealed class Certificate
{
    /// <summary>Longest certificate that is read, in bytes; genuine ones have about 1,300 to 1,700.</summary>
    public const int LengthMaximum = 16 * 1024;

    private readonly Range _tbs;
    private readonly Range _issuer;
    private readonly Range _issuerCommonName;
    private readonly Range _subject;
    private readonly Range _subjectCommonName;
    private readonly Range _keyInfo;
    private readonly Range _extensions;
    private readonly Range _signature;

    private Certificate(ReadOnlyMemory<byte> der, out X509ParseError error)
    {
        Der = der;
        error = X509ParseError.Malformed;
        var reader = new DerReader(der.Span);
        if (!reader.TryRead(DerReader.Sequence, out var certificate)
            || !reader.IsEmpty
            || !certificate.TryReadEncoded(DerReader.Sequence, out var tbs, out _tbs))
        {
            return;
        }

        if (!tbs.TryRead(DerReader.Context(0), out var versionField) || !versionField.TryReadByte(out var version) || version != 2)
        {
            error = X509ParseError.VersionUnsupported;
            return;
        }

        if (!versionField.IsEmpty || !CertificateSerial.TryRead(ref tbs, out var serial))
        {
            return;
        }

        Serial = serial;
        if (!tbs.TryReadSignatureAlgorithm(out var algorithm, out var inner))
        {
            error = X509ParseError.SignatureAlgorithmUnsupported;
            return;
        }

        SignatureAlgorithm = algorithm;
        if (!tbs.TryReadName(out _issuer, out _issuerCommonName)
            || !tbs.TryRead(DerReader.Sequence, out var validity)
            || !validity.TryReadTime(out var notBefore)
            || !validity.TryReadTime(out var notAfter)
            || !validity.IsEmpty
            || !tbs.TryReadName(out _subject, out _subjectCommonName))
        {
            return;
        }

        Validity = new ValidityPeriod(notBefore, notAfter);
        if (!PublicKeyInfo.TryRead(ref tbs, out var key, out _keyInfo, out var malformed))
        {
            error = malformed ? X509ParseError.Malformed : X509ParseError.KeyUnsupported;
            return;
        }

        Key = key;
        if (!tbs.TryRead(DerReader.Context(3), out var extensionsField)
            || !extensionsField.TryRead(DerReader.Sequence, out var extensions)
            || !extensionsField.IsEmpty
            || !tbs.IsEmpty)
        {
            return;
        }

        _extensions = extensions.Location;
        error = X509Extensions.Check(extensions, ofCertificate: true);
        if (error != X509ParseError.None)
        {
            return;
        }

        error = X509ParseError.Malformed;
        if (!TryReadConstraints()
            || !certificate.TryReadEncoded(DerReader.Sequence, out _, out var outer)
            || !certificate.TryReadBitString(out var signature)
            || !certificate.IsEmpty)
        {
            return;
        }

        _signature = signature.Location;
        error = der.Span[outer].SequenceEqual(der.Span[inner]) ? X509ParseError.None : X509ParseError.SignatureAlgorithmsDiffer;
    }

    /// <summary>The whole certificate.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>The signed part, tag and length included.</summary>
    public ReadOnlySpan<byte> TbsCertificate => Der.Span[_tbs];

    /// <summary>The issuer's number of this certificate.</summary>
    public CertificateSerial Serial { get; }

    /// <summary>The algorithm with which the issuer signed.</summary>
    public X509SignatureAlgorithm SignatureAlgorithm { get; }

    /// <summary>The issuer's signature: DER for ECDSA, the number for RSA.</summary>
    public ReadOnlySpan<byte> Signature => Der.Span[_signature];

    /// <summary>The issuer's Name in DER.</summary>
    public ReadOnlySpan<byte> Issuer => Der.Span[_issuer];

    /// <summary>The issuer's common name in UTF-8; empty when the Name has none or several.</summary>
    public ReadOnlySpan<byte> IssuerCommonName => Der.Span[_issuerCommonName];

    /// <summary>The subject's Name in DER.</summary>
    public ReadOnlySpan<byte> Subject => Der.Span[_subject];

    /// <summary>The subject's common name in UTF-8; empty when the Name has none or several.</summary>
    public ReadOnlySpan<byte> SubjectCommonName => Der.Span[_subjectCommonName];

    /// <summary>First and last moment of validity.</summary>
    public ValidityPeriod Validity { get; }

    /// <summary>SubjectPublicKeyInfo in DER: what a pin of the key is the SHA-256 of.</summary>
    public ReadOnlySpan<byte> SubjectPublicKeyInfo => Der.Span[_keyInfo];

    /// <summary>The kind of the subject's key. Whether its numbers are a key at all is known when it is imported.</summary>
    public CertificateKeyKind KeyKind => Key.Kind;

    /// <summary>Basic constraints say that the subject is an authority; without them it is none.</summary>
    public bool IsAuthority { get; private set; }

    /// <summary>How many authorities may follow between this one and the last certificate; null for any number.</summary>
    public int? PathLengthMaximum { get; private set; }

    /// <summary>What the key may be used for; null when the certificate does not say.</summary>
    public X509KeyUsageFlags? KeyUsage { get; private set; }

    internal PublicKeyInfo Key { get; }

    /// <summary>Reads exactly one certificate. Never throws, and allocates nothing but the view.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> der, [NotNullWhen(true)] out Certificate? certificate, out X509ParseError error)
    {
        if (der.Length > LengthMaximum)
        {
            certificate = null;
            error = X509ParseError.TooLarge;
            return false;
        }

        certificate = new Certificate(der, out error);
        certificate = error == X509ParseError.None ? certificate : null;
        return certificate is not null;
    }

    /// <summary>The contents of an extension's OCTET STRING; the identifier is given as the contents of its DER encoding.</summary>
    public bool TryGetExtension(ReadOnlySpan<byte> identifier, out ReadOnlySpan<byte> value) =>
        X509Extensions.TryFind(Der.Span[_extensions], identifier, out value);

    private bool TryReadConstraints()
    {
        if (TryGetExtension(ObjectIdentifiers.BasicConstraints, out var value))
        {
            if (!X509Extensions.TryReadBasicConstraints(value, out var isAuthority, out var pathLength))
            {
                return false;
            }

            IsAuthority = isAuthority;
            PathLengthMaximum = pathLength;
        }

        if (TryGetExtension(ObjectIdentifiers.KeyUsage, out value))
        {
            if (!X509Extensions.TryReadKeyUsage(value, out var usage))
            {
                return false;
            }

            KeyUsage = usage;
        }

        return true;
    }
}
