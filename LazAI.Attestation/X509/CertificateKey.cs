using System.Security.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// A public key, imported once and kept: importing a P-256 point costs more than a check under it. Numbers that are no key are no
/// <see cref="CertificateKey"/>, and a signature of any content is right or wrong; nothing here throws.
/// </summary>
public sealed class CertificateKey : IDisposable
{
    private const int CoordinateLengthMaximum = 48;

    private readonly AsymmetricAlgorithm _key;

    // One native key object must not be used by two threads at once.
    private readonly Lock _gate = new();

    private CertificateKey(CertificateKeyKind kind, AsymmetricAlgorithm key)
    {
        Kind = kind;
        _key = key;
    }

    /// <summary>The kind of key.</summary>
    public CertificateKeyKind Kind { get; }

    /// <summary>The key of a certificate's subject; null when its numbers are none.</summary>
    public static CertificateKey? TryImport(Certificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var first = certificate.Der.Span[certificate.Key.First];
        var second = certificate.Der.Span[certificate.Key.Second];
        return certificate.KeyKind == CertificateKeyKind.Rsa
            ? TryImportRsa(first, second)
            : TryImportPoint(certificate.KeyKind, first, second);
    }

    /// <summary>A point of P-256 (32 bytes each) or P-384 (48 bytes each), big-endian; null when it is not on the curve.</summary>
    public static CertificateKey? TryImportPoint(CertificateKeyKind curve, ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        var length = CoordinateLength(curve);
        if (length == 0 || x.Length != length || y.Length != length)
        {
            return null;
        }

        try
        {
            var parameters = new ECParameters
            {
                Curve = curve == CertificateKeyKind.P256 ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384,
                Q = new ECPoint { X = x.ToArray(), Y = y.ToArray() },
            };
            return new CertificateKey(curve, ECDsa.Create(parameters));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>
    /// An RSA key, both numbers big-endian without leading zeros; null when it has less than 2048 or more than 4096 bits, or the
    /// exponent more than 32.
    /// </summary>
    public static CertificateKey? TryImportRsa(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        if (!PublicKeyInfo.IsRsaSizeSupported(modulus, exponent))
        {
            return null;
        }

        try
        {
            return new CertificateKey(
                CertificateKeyKind.Rsa, RSA.Create(new RSAParameters { Modulus = modulus.ToArray(), Exponent = exponent.ToArray() }));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Whether this key signed the certificate. Names and constraints are another question.</summary>
    public bool Signed(Certificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return Verify(certificate.SignatureAlgorithm, certificate.TbsCertificate, certificate.Signature);
    }

    /// <summary>Whether this key signed the revocation list.</summary>
    public bool Signed(CertificateRevocationList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        return Verify(list.SignatureAlgorithm, list.TbsCertList, list.Signature);
    }

    /// <summary>Whether a signature in the form of X.509 (RFC 3279 for ECDSA: DER of r and s) is this key's.</summary>
    public bool Verify(X509SignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        switch (algorithm, Kind)
        {
            case (X509SignatureAlgorithm.EcdsaSha256, CertificateKeyKind.P256):
            case (X509SignatureAlgorithm.EcdsaSha384, CertificateKeyKind.P384):
                Span<byte> fixedLength = stackalloc byte[2 * CoordinateLengthMaximum];
                fixedLength = fixedLength[..(2 * CoordinateLength(Kind))];
                return TryUnwrap(signature, fixedLength) && VerifyEcdsa(data, fixedLength);
            case (X509SignatureAlgorithm.RsaPssSha384, CertificateKeyKind.Rsa):
                return VerifyRsa(data, signature, HashAlgorithmName.SHA384, RSASignaturePadding.Pss);
            default:
                return false;
        }
    }

    /// <summary>
    /// Whether an ECDSA signature of fixed length (r, then s, big-endian) is this key's: over SHA-256 for P-256, SHA-384 for P-384.
    /// </summary>
    public bool VerifyEcdsa(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (_key is not ECDsa key || signature.Length != 2 * CoordinateLength(Kind))
        {
            return false;
        }

        var hash = Kind == CertificateKeyKind.P256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA384;
        try
        {
            lock (_gate)
            {
                return key.VerifyData(data, signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            }
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Whether an RSASSA-PKCS1-v1_5 signature over SHA-256 is this key's.</summary>
    public bool VerifyRsaPkcs1Sha256(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        VerifyRsa(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private bool VerifyRsa(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, HashAlgorithmName hash, RSASignaturePadding padding)
    {
        if (_key is not RSA key)
        {
            return false;
        }

        try
        {
            lock (_gate)
            {
                return key.VerifyData(data, signature, hash, padding);
            }
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool TryUnwrap(ReadOnlySpan<byte> der, Span<byte> signature)
    {
        var half = signature.Length / 2;
        var reader = new DerReader(der);
        signature.Clear();
        if (!reader.TryRead(DerReader.Sequence, out var numbers)
            || !reader.IsEmpty
            || !numbers.TryReadUnsigned(out var r)
            || !numbers.TryReadUnsigned(out var s)
            || !numbers.IsEmpty
            || r.Length > half
            || s.Length > half)
        {
            return false;
        }

        r.CopyTo(signature[(half - r.Length)..half]);
        s.CopyTo(signature[(2 * half - s.Length)..]);
        return true;
    }

    private static int CoordinateLength(CertificateKeyKind kind) => kind switch
    {
        CertificateKeyKind.P256 => 32,
        CertificateKeyKind.P384 => 48,
        _ => 0,
    };
}
