using System.Collections.Immutable;
using System.Security.Cryptography;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// Shows that a quote of an Azure confidential VM's TPM belongs to verified hardware evidence: hardware report data, runtime data,
/// attestation key, quote, nonce and PCR values hang together. The evidence itself (an SEV-SNP report or TDX quote) is verified before,
/// by its own verifier.
/// </summary>
/// <remarks>A pure function: hostile bytes make it refuse, never throw.</remarks>
public static class VtpmQuoteVerifier
{
    /// <summary>What is true of the quote (<see cref="VtpmQuoteVerified"/>), or the first reason to refuse it.</summary>
    /// <param name="hclReport">The paravisor's report, see <see cref="HclReport"/>.</param>
    /// <param name="hardwareReportData">
    /// The report data of the verified hardware evidence: <see cref="SnpReportVerified.ReportData"/>, or a verified TDX quote's.
    /// </param>
    /// <param name="quote">TPMS_ATTEST as the TPM made it.</param>
    /// <param name="signature">The TPM's RSASSA-PKCS1-v1_5 signature over it, with SHA-256.</param>
    /// <param name="nonce">The nonce that the quote must carry.</param>
    /// <param name="pcrs">
    /// Values of the SHA-256 bank by number; empty leaves the result with the digest alone. Those that the TPM did not quote are not looked
    /// at, and not in the result.
    /// </param>
    public static EvidenceVerification Verify(
        ReadOnlyMemory<byte> hclReport,
        in ReportData hardwareReportData,
        ReadOnlyMemory<byte> quote,
        ReadOnlySpan<byte> signature,
        ReadOnlySpan<byte> nonce,
        ImmutableArray<Bytes32> pcrs)
    {
        // 1. Both structures can be read.
        if (!HclReport.TryParse(hclReport, out var report, out var reportError))
        {
            return new EvidenceRefused(AttestationErrors.HclReportMalformed, reportError.ToString());
        }

        if (!TpmQuote.TryParse(quote, out var tpmQuote, out var quoteError))
        {
            return new EvidenceRefused(AttestationErrors.TpmQuoteMalformed, quoteError.ToString());
        }

        // 2. The hardware vouches for the runtime data, byte for byte, 3. which hold the TPM's attestation key.
        if (!Binds(hardwareReportData, report))
        {
            return new EvidenceRefused(AttestationErrors.HclRuntimeDataMismatch, "the report data is not the hash of the runtime data");
        }

        using var key = HclRuntimeData.TryParse(report.RuntimeData.Span, out var runtimeData) ? runtimeData.ImportAttestationKey() : null;
        if (key is null)
        {
            return new EvidenceRefused(AttestationErrors.HclAttestationKeyInvalid, "no RSA key HCLAkPub in the runtime data");
        }

        // 4. That key signed the quote, 5. for this nonce, 6. over these PCR values.
        return !key.VerifyRsaPkcs1Sha256(tpmQuote.Bytes.Span, signature)
                ? new EvidenceRefused(AttestationErrors.TpmQuoteSignatureInvalid, "the attestation key did not sign the TPM quote")
            : !tpmQuote.ExtraData.SequenceEqual(nonce)
                ? new EvidenceRefused(AttestationErrors.TpmNonceMismatch, Convert.ToHexStringLower(tpmQuote.ExtraData))
            : !pcrs.IsDefaultOrEmpty && DigestOf(pcrs.AsSpan(), tpmQuote.PcrSelection) != tpmQuote.PcrDigest
                ? new EvidenceRefused(AttestationErrors.TpmPcrDigestMismatch, $"quoted {tpmQuote.PcrDigest}")
            : new VtpmQuoteVerified(tpmQuote, report.Type, runtimeData!.UserData, pcrs.IsDefault ? [] : pcrs);
    }

    /// <summary>
    /// Whether the report data is SHA-256 of the runtime data, and then zeros. For SEV-SNP it must be what the HCL report's own copy
    /// says, too: another hardware report would be another VM's.
    /// </summary>
    public static bool Binds(in ReportData hardwareReportData, in HclReport report)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(report.RuntimeData.Span, digest);
        return hardwareReportData == new ReportData(digest) && report.ReportData == hardwareReportData;
    }

    /// <summary>SHA-256 of the selected values; null when one of them was not given.</summary>
    private static Bytes32? DigestOf(ReadOnlySpan<Bytes32> pcrs, uint selection)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var number = 0; number < TpmQuote.PcrCountMaximum; number++)
        {
            if (!TpmQuote.IsSelected(selection, number))
            {
                continue;
            }

            if (number >= pcrs.Length)
            {
                return null;
            }

            hash.AppendData(pcrs[number].AsSpan());
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return new Bytes32(digest);
    }
}
