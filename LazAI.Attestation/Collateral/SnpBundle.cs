using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace LazAI.Attestation;

/// <summary>The bundle of an SEV-SNP report.</summary>
/// <param name="Certificates">The certificates under it.</param>
/// <param name="RevocationList">DER: the root's revocation list; empty without one, which leaves revocation unchecked.</param>
public sealed record SnpBundle(SnpCertificates Certificates, ReadOnlyMemory<byte> RevocationList = default) : CollateralBundle
{
    internal const string KindName = "snp";

    internal override string Kind => KindName;

    /// <summary>Reads the revocation list; true with null when there is none.</summary>
    public bool TryReadRevocationList(out CertificateRevocationList? list, [NotNullWhen(false)] out EvidenceRefused? refusal)
    {
        list = null;
        refusal = RevocationList.IsEmpty || CertificateRevocationList.TryParse(RevocationList, out list, out var error)
            ? null
            : new EvidenceRefused(AttestationErrors.CrlMalformed, $"revocation list: {error}");
        return refusal is null;
    }

    internal static SnpBundle? Read(JsonElement json)
    {
        var list = Array.Empty<byte>();
        return json.TryGetBase64("endorsementKey", out var endorsementKey)
            && json.TryGetBase64("rootKey", out var rootKey)
            && json.TryGetBase64("signingKey", out var signingKey)
            && (!json.TryGetProperty("revocationList", out _) || (json.TryGetBase64("revocationList", out list) && list.Length > 0))
                ? new SnpBundle(new SnpCertificates(endorsementKey, signingKey, rootKey), list)
                : null;
    }

    private protected override void WriteParts(Utf8JsonWriter writer)
    {
        writer.WriteBase64String("endorsementKey", Certificates.EndorsementKey.Span);
        if (!RevocationList.IsEmpty)
        {
            writer.WriteBase64String("revocationList", RevocationList.Span);
        }

        writer.WriteBase64String("rootKey", Certificates.RootKey.Span);
        writer.WriteBase64String("signingKey", Certificates.SigningKey.Span);
    }
}
