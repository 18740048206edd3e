using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// Decides which endorsement keys are believed: ARK, ASK or ASVK, VCEK or VLEK, each signed by the one before with RSASSA-PSS, under the
/// names that AMD gives them. Chains that held are kept by the digest of their bytes, so that a platform's next report costs one
/// signature check. Refusals are not kept, so that only who has AMD's signature can fill it.
/// </summary>
internal sealed class SnpEndorser(ImmutableArray<SnpTrustedRoot> roots, int keptMaximum)
{
    private readonly ConcurrentDictionary<Bytes32, SnpEndorsement> _kept = new();

    public int KeptCount => _kept.Count;

    /// <summary>The endorsement, or the first reason against it. The answer depends on certificates and roots alone.</summary>
    public SnpEndorsement? Endorse(SnpCertificates certificates, out EvidenceRefused? refusal)
    {
        var digest = DigestOf(certificates);
        if (_kept.TryGetValue(digest, out var known))
        {
            refusal = null;
            return known;
        }

        var endorsement = EndorseAnew(certificates, out refusal);
        if (endorsement is not null)
        {
            if (_kept.Count >= keptMaximum)
            {
                _kept.Clear();
            }

            _kept[digest] = endorsement;
        }

        return endorsement;
    }

    private SnpEndorsement? EndorseAnew(SnpCertificates certificates, out EvidenceRefused? refusal)
    {
        if (!TryParse("endorsement key", certificates.EndorsementKey, out var leaf, out refusal)
            || !TryParse("AMD signing key", certificates.SigningKey, out var signer, out refusal)
            || !TryParse("AMD root key", certificates.RootKey, out var rootCertificate, out refusal))
        {
            return null;
        }

        // The root comes first: certificates that no trusted root stands behind cost no signature check.
        var pin = new Bytes32(SHA256.HashData(rootCertificate.SubjectPublicKeyInfo));
        var root = roots.FirstOrDefault(root => root.KeyDigest == pin);
        if (root == default)
        {
            refusal = new EvidenceRefused(AttestationErrors.RootUntrusted, $"root key {pin}");
            return null;
        }

        return EndorseUnder(root, leaf, signer, rootCertificate, out refusal);
    }

    private static SnpEndorsement? EndorseUnder(
        SnpTrustedRoot root, Certificate leaf, Certificate signer, Certificate rootCertificate, out EvidenceRefused? refusal)
    {
        var kind = leaf.SubjectCommonName.SequenceEqual("SEV-VCEK"u8) ? SnpSigningKey.Vcek
            : leaf.SubjectCommonName.SequenceEqual("SEV-VLEK"u8) ? SnpSigningKey.Vlek
            : SnpSigningKey.None;
        var rootKey = CertificateKey.TryImport(rootCertificate);
        var signerKey = CertificateKey.TryImport(signer);
        var key = leaf.KeyKind == CertificateKeyKind.P384 ? CertificateKey.TryImport(leaf) : null;
        var fault = FaultOfNames(root.Product, kind, signer, rootCertificate)
            ?? (rootKey is null || signerKey is null || key is null ? "a key is none, or of another kind"
                : CertificateIssuance.FaultOf(rootCertificate, rootCertificate, rootKey, 1) is { } ofRoot ? $"root: {ofRoot}"
                : CertificateIssuance.FaultOf(signer, rootCertificate, rootKey, 1) is { } ofSigner ? $"AMD signing key: {ofSigner}"
                : CertificateIssuance.FaultOf(leaf, signer, signerKey, 0) is { } ofLeaf ? $"endorsement key: {ofLeaf}"
                : leaf.IsAuthority ? "the endorsement key is an authority's"
                : null);
        var extensions = default(SnpKeyExtensions);
        if (fault is null && !SnpKeyExtensions.TryRead(leaf, root.Product, kind, out extensions))
        {
            fault = "the endorsement key's certificate does not say for which TCB or chip it is";
        }

        signerKey?.Dispose();
        if (fault is not null)
        {
            rootKey?.Dispose();
            key?.Dispose();
            refusal = new EvidenceRefused(AttestationErrors.ChainInvalid, fault);
            return null;
        }

        refusal = null;
        var validity = leaf.Validity.Intersect(signer.Validity).Intersect(rootCertificate.Validity);
        return new SnpEndorsement(root, kind, extensions, validity, key!, signer, rootCertificate, rootKey!);
    }

    /// <summary>Names keep VLEKs apart from VCEKs, and one product's authorities from another's.</summary>
    private static string? FaultOfNames(SnpProduct product, SnpSigningKey kind, Certificate signer, Certificate rootCertificate)
    {
        var (rootName, vcekSigner, vlekSigner) = product switch
        {
            SnpProduct.Milan => ("ARK-Milan", "SEV-Milan", "SEV-VLEK-Milan"),
            SnpProduct.Genoa => ("ARK-Genoa", "SEV-Genoa", "SEV-VLEK-Genoa"),
            _ => ("ARK-Turin", "SEV-Turin", "SEV-VLEK-Turin"),
        };
        return kind == SnpSigningKey.None ? "the first certificate is no endorsement key's"
            : !IsNamed(rootCertificate, rootName) ? $"the root is not named {rootName}"
            : !IsNamed(signer, kind == SnpSigningKey.Vcek ? vcekSigner : vlekSigner) ? "the AMD signing key is not the one for such keys"
            : null;
    }

    private static bool IsNamed(Certificate certificate, string name) => Ascii.Equals(certificate.SubjectCommonName, name);

    private static bool TryParse(
        string whose, ReadOnlyMemory<byte> der, [NotNullWhen(true)] out Certificate? certificate, out EvidenceRefused? refusal)
    {
        // A copy, because the certificate is kept and the caller's bytes are the caller's. The limit comes before it.
        var error = X509ParseError.TooLarge;
        certificate = null;
        var read = der.Length <= Certificate.LengthMaximum && Certificate.TryParse(der.ToArray(), out certificate, out error);
        refusal = read ? null : new EvidenceRefused(AttestationErrors.ChainMalformed, $"{whose}: {error}");
        return read && certificate is not null;
    }

    private static Bytes32 DigestOf(SnpCertificates certificates)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> lengths = stackalloc byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(lengths, certificates.EndorsementKey.Length);
        BinaryPrimitives.WriteInt32LittleEndian(lengths[sizeof(int)..], certificates.SigningKey.Length);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(lengths);
        hash.AppendData(certificates.EndorsementKey.Span);
        hash.AppendData(certificates.SigningKey.Span);
        hash.AppendData(certificates.RootKey.Span);
        hash.GetHashAndReset(digest);
        return new Bytes32(digest);
    }
}
