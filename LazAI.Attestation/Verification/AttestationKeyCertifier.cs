using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// Decides whether a quote's attestation key is one that a trusted platform certifies. A platform's quotes carry the same
/// certification, byte for byte, for as long as its quoting enclave keeps the key; so keys that were certified once are kept by
/// the digest of those bytes, and the next quote costs one signature check. Refusals are not kept: strangers cannot fill it.
/// </summary>
internal sealed class AttestationKeyCertifier(ImmutableArray<TrustedRoot> roots, int keptMaximum)
{
    private readonly ConcurrentDictionary<Bytes32, CertifiedAttestationKey> _certified = new();

    public int KeptCount => _certified.Count;

    /// <summary>The certified key, or the first reason against it. The answer depends on the quote, the roots and the time alone.</summary>
    public CertifiedAttestationKey? Certify(DcapQuote quote, DateTimeOffset at, out EvidenceRefused? refusal)
    {
        var digest = new Bytes32(SHA256.HashData(quote.AttestationKeyCertification));
        if (_certified.TryGetValue(digest, out var known))
        {
            refusal = known.Validity.Check(at);
            return refusal is null ? known : null;
        }

        var certified = CertifyAnew(quote, at, out refusal);
        if (certified is not null)
        {
            if (_certified.Count >= keptMaximum)
            {
                _certified.Clear();
            }

            _certified[digest] = certified;
        }

        return certified;
    }

    private CertifiedAttestationKey? CertifyAnew(DcapQuote quote, DateTimeOffset at, out EvidenceRefused? refusal)
    {
        using var chain = PckCertificateChain.Verify(quote.CertificationData, roots.AsSpan(), out refusal);
        if (chain is null)
        {
            return null;
        }

        refusal = chain.Validity.Check(at);
        if (refusal is not null)
        {
            return null;
        }

        if (!EcdsaP256.Verify(chain.PckKey, quote.QeReport.Bytes, quote.QeReportSignature))
        {
            refusal = new EvidenceRefused(AttestationErrors.QeReportSignatureInvalid, "the PCK key did not sign the QE report");
            return null;
        }

        if (quote.QeReport.ReportData != BindingOf(quote))
        {
            refusal = new EvidenceRefused(AttestationErrors.AttestationKeyInvalid, "the QE report binds another key");
            return null;
        }

        var key = EcdsaP256.TryImport(quote.AttestationKey);
        if (key is null)
        {
            refusal = new EvidenceRefused(AttestationErrors.AttestationKeyInvalid, "no point of P-256");
            return null;
        }

        return new CertifiedAttestationKey(chain, key);
    }

    /// <summary>
    /// The data that the QE report must carry: SHA-256 of key and authentication data, then 32 zero bytes (for which Intel's library
    /// does not look).
    /// </summary>
    private static ReportData BindingOf(DcapQuote quote)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(quote.AttestationKey);
        hash.AppendData(quote.QeAuthenticationData);
        hash.GetHashAndReset(digest);
        return new ReportData(digest);
    }
}
