using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// The certificates that vouch for a platform's PCK key, verified up to a trusted root (RFC 5280 path validation, P-256 and
/// SHA-256 throughout) for every time within their common validity. Revocation is collateral and not looked at here.
/// </summary>
internal sealed class PckCertificateChain : IDisposable
{
    private const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";
    private const string NistP256 = "1.2.840.10045.3.1.7";

    private PckCertificateChain(TrustedRoot root, ECDsa pckKey, ValidityPeriod validity, PckExtension? platform)
    {
        Root = root;
        PckKey = pckKey;
        Validity = validity;
        Platform = platform;
    }

    public TrustedRoot Root { get; }

    public ECDsa PckKey { get; }

    /// <summary>The time within which every certificate of the chain is valid.</summary>
    public ValidityPeriod Validity { get; }

    /// <summary>The platform's identity and security versions, if the PCK certificate states them.</summary>
    public PckExtension? Platform { get; }

    public void Dispose() => PckKey.Dispose();

    /// <summary>The verified chain, or the reason why there is none. Hostile certificates never make this throw.</summary>
    public static PckCertificateChain? Verify(ReadOnlySpan<byte> pem, ReadOnlySpan<TrustedRoot> roots, out EvidenceRefused? refusal)
    {
        if (!PckPem.TryDecode(pem, out var der))
        {
            refusal = new EvidenceRefused(AttestationErrors.ChainMalformed, "not three PEM certificates");
            return null;
        }

        // The root comes first: certificates that no trusted root stands behind never reach the X.509 code.
        var fingerprint = new Bytes32(SHA256.HashData(der[^1]));
        foreach (var root in roots)
        {
            if (root.Fingerprint == fingerprint)
            {
                return VerifyUnder(root, der, out refusal);
            }
        }

        refusal = new EvidenceRefused(AttestationErrors.RootUntrusted, $"root certificate {fingerprint}");
        return null;
    }

    private static PckCertificateChain? VerifyUnder(TrustedRoot root, byte[][] der, out EvidenceRefused? refusal)
    {
        var certificates = new X509Certificate2?[der.Length];
        try
        {
            for (var index = 0; index < der.Length; index++)
            {
                certificates[index] = X509CertificateLoader.LoadCertificate(der[index]);
            }

            return VerifyPath(root, certificates!, der, out refusal);
        }
        catch (CryptographicException exception)
        {
            refusal = Invalid(exception.Message);
            return null;
        }
        finally
        {
            foreach (var certificate in certificates)
            {
                certificate?.Dispose();
            }
        }
    }

    private static PckCertificateChain? VerifyPath(
        TrustedRoot root, X509Certificate2[] certificates, byte[][] der, out EvidenceRefused? refusal)
    {
        var validity = new ValidityPeriod(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        for (var index = 0; index < certificates.Length; index++)
        {
            var certificate = certificates[index];
            if (!certificate.RawDataMemory.Span.SequenceEqual(der[index]))
            {
                refusal = Invalid($"certificate {index} is not one DER certificate");
                return null;
            }

            if (certificate.SignatureAlgorithm.Value != EcdsaWithSha256)
            {
                refusal = Invalid($"certificate {index} is not signed with ECDSA and SHA-256");
                return null;
            }

            validity = validity.Intersect(new ValidityPeriod(
                certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime()));
        }

        refusal = CheckLeaf(root, certificates[0]) ?? CheckPath(certificates);
        if (refusal is not null)
        {
            return null;
        }

        var key = certificates[0].GetECDsaPublicKey();
        if (key is null || key.ExportParameters(false).Curve.Oid.Value != NistP256)
        {
            key?.Dispose();
            refusal = Invalid("the PCK key is not on P-256");
            return null;
        }

        return new PckCertificateChain(root, key, validity, PckExtension.Read(certificates[0]));
    }

    /// <summary>
    /// The certificate for platforms has a fixed name under each kind of root, so that no other certificate of the same authority
    /// passes for one, and a development certificate never passes for Intel's.
    /// </summary>
    private static EvidenceRefused? CheckLeaf(TrustedRoot root, X509Certificate2 leaf)
    {
        var expected = root.Kind == EvidenceRoot.Intel ? PckNames.Intel : PckNames.Development;
        if (leaf.GetNameInfo(X509NameType.SimpleName, forIssuer: false) != expected)
        {
            return Invalid($"the first certificate is not named '{expected}'");
        }

        foreach (var extension in leaf.Extensions)
        {
            if (extension is X509BasicConstraintsExtension { CertificateAuthority: true })
            {
                return Invalid("the first certificate is an authority's");
            }

            if (extension is X509KeyUsageExtension usage && !usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature))
            {
                return Invalid("the first certificate's key is not for signatures");
            }
        }

        return null;
    }

    private static EvidenceRefused? CheckPath(X509Certificate2[] certificates)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.Add(certificates[^1]);
        policy.ExtraStore.Add(certificates[1]);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;

        // Everything but time is decided here, so that the answer holds for any time; the caller compares the validity itself.
        policy.VerificationTime = certificates[0].NotBefore;
        policy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;

        var built = chain.Build(certificates[0]);
        var elements = chain.ChainElements;
        try
        {
            if (!built)
            {
                return Invalid(string.Join(", ", chain.ChainStatus.Select(status => status.Status)));
            }

            // By bytes: X509Certificate2 calls certificates equal that share issuer and serial number.
            var sameChain = elements.Count == certificates.Length
                && elements.Zip(certificates).All(pair => SameBytes(pair.First.Certificate, pair.Second));
            return sameChain ? null : Invalid("the certificates do not follow each other");
        }
        finally
        {
            foreach (var element in elements)
            {
                element.Certificate.Dispose();
            }
        }
    }

    private static bool SameBytes(X509Certificate2 one, X509Certificate2 other) =>
        one.RawDataMemory.Span.SequenceEqual(other.RawDataMemory.Span);

    private static EvidenceRefused Invalid(string detail) => new(AttestationErrors.ChainInvalid, detail);
}
