using System.Diagnostics.CodeAnalysis;

namespace LazAI.Attestation;

/// <summary>The three certificates under a report, in DER. Nothing is known of them yet but where they were found.</summary>
/// <param name="EndorsementKey">Of the key that signs reports: VCEK or VLEK.</param>
/// <param name="SigningKey">Of AMD's key that signed it: ASK or ASVK.</param>
/// <param name="RootKey">Of AMD's root key: ARK.</param>
public sealed record SnpCertificates(ReadOnlyMemory<byte> EndorsementKey, ReadOnlyMemory<byte> SigningKey, ReadOnlyMemory<byte> RootKey)
{
    /// <summary>
    /// The certificates as AMD's key distribution service gives them: endorsement key in DER (or PEM), and <c>cert_chain</c>, the
    /// PEM text of signing key, then root.
    /// </summary>
    public static bool TryDecode(
        ReadOnlyMemory<byte> endorsementKey, ReadOnlySpan<byte> certificateChain, [NotNullWhen(true)] out SnpCertificates? certificates)
    {
        var leaf = Unwrap(endorsementKey);
        certificates = !leaf.IsEmpty && CertificatePem.TryDecode(certificateChain, out var authorities) && authorities.Length == 2
            ? new SnpCertificates(leaf, authorities[0], authorities[1])
            : null;
        return certificates is not null;
    }

    /// <summary>
    /// The certificates of a table. A table may lack the authorities, whose certificates then come from the key distribution service;
    /// one that has a VLEK and a VCEK offers the one that signed.
    /// </summary>
    public static bool TryFind(SnpCertificateTable table, SnpSigningKey signingKey, [NotNullWhen(true)] out SnpCertificates? certificates)
    {
        ArgumentNullException.ThrowIfNull(table);
        var leaf = Unwrap(table.Find(signingKey == SnpSigningKey.Vlek ? SnpCertificateTable.Vlek : SnpCertificateTable.Vcek));
        var signer = Unwrap(table.Find(SnpCertificateTable.Ask));
        var root = Unwrap(table.Find(SnpCertificateTable.Ark));
        certificates = leaf.IsEmpty || signer.IsEmpty || root.IsEmpty ? null : new SnpCertificates(leaf, signer, root);
        return certificates is not null;
    }

    /// <summary>The DER of one certificate that tables and services give in DER or PEM; empty when it is a PEM of another form.</summary>
    public static ReadOnlyMemory<byte> Unwrap(ReadOnlyMemory<byte> content) =>
        !content.Span.StartsWith("-----BEGIN"u8) ? content
        : CertificatePem.TryDecode(content.Span, out var certificates) && certificates.Length == 1 ? certificates[0]
        : default;
}
