using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace LazAI.Attestation;

/// <summary>
/// What Intel has published about one family of platforms at one time, read once and never changed: revocation lists, TCB info and
/// the identity of the quoting enclave, with the certificates of those who signed them. Reading proves nothing of its origin; the
/// verifier does that, once for each collateral that it is given.
/// </summary>
public sealed class DcapCollateral
{
    /// <summary>Longest bundle that is read, in bytes; genuine ones have about 20 KiB.</summary>
    public const int BundleLengthMaximum = 4 * 1024 * 1024;

    private const int SignatureLength = 64;

    private DcapCollateral(
        DcapCollateralParts parts,
        ImmutableArray<Certificate> pckCrlIssuerChain,
        ImmutableArray<Certificate> tcbInfoIssuerChain,
        ImmutableArray<Certificate> qeIdentityIssuerChain,
        (CertificateRevocationList Root, CertificateRevocationList Pck) lists,
        TcbInfo tcbInfo,
        QeIdentity qeIdentity)
    {
        Parts = parts;
        PckCrlIssuerChain = pckCrlIssuerChain;
        TcbInfoIssuerChain = tcbInfoIssuerChain;
        QeIdentityIssuerChain = qeIdentityIssuerChain;
        RootCrl = lists.Root;
        PckCrl = lists.Pck;
        TcbInfo = tcbInfo;
        QeIdentity = qeIdentity;
    }

    /// <summary>What was read.</summary>
    public DcapCollateralParts Parts { get; }

    /// <summary>The root's revocation list.</summary>
    public CertificateRevocationList RootCrl { get; }

    /// <summary>The revocation list of the PCK certificate's issuer.</summary>
    public CertificateRevocationList PckCrl { get; }

    /// <summary>The levels of the platforms.</summary>
    public TcbInfo TcbInfo { get; }

    /// <summary>The quoting enclave.</summary>
    public QeIdentity QeIdentity { get; }

    /// <summary>From when on some part of this is out of date.</summary>
    public DateTimeOffset NextUpdate =>
        new[] { RootCrl.NextUpdate, PckCrl.NextUpdate, TcbInfo.NextUpdate, QeIdentity.NextUpdate }.Min();

    internal ImmutableArray<Certificate> PckCrlIssuerChain { get; }

    internal ImmutableArray<Certificate> TcbInfoIssuerChain { get; }

    internal ImmutableArray<Certificate> QeIdentityIssuerChain { get; }

    /// <summary>
    /// Reads a bundle: a JSON object of chains (PEM), revocation lists (DER in hexadecimal), signed texts and signatures (r, then s,
    /// in hexadecimal). Members with other names are passed over. Never throws.
    /// </summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> bundle,
        [NotNullWhen(true)] out DcapCollateral? collateral,
        [NotNullWhen(false)] out EvidenceRefused? refusal)
    {
        if (bundle.Length > BundleLengthMaximum || CollateralJson.Read(bundle, ReadBundle) is not { } parts)
        {
            collateral = null;
            refusal = new EvidenceRefused(AttestationErrors.CollateralMalformed, "no bundle of nine members");
            return false;
        }

        return TryRead(parts, out collateral, out refusal);
    }

    /// <summary>Reads parts that came one by one. Never throws; the first part that cannot be read is named.</summary>
    public static bool TryCreate(
        DcapCollateralParts parts,
        [NotNullWhen(true)] out DcapCollateral? collateral,
        [NotNullWhen(false)] out EvidenceRefused? refusal)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Length > BundleLengthMaximum)
        {
            collateral = null;
            refusal = new EvidenceRefused(AttestationErrors.CollateralMalformed, $"parts of {parts.Length} bytes");
            return false;
        }

        // A copy, because signatures are checked later than the texts are read, and the caller's bytes are the caller's.
        return TryRead(parts.Copy(), out collateral, out refusal);
    }

    private static bool TryRead(
        DcapCollateralParts parts,
        [NotNullWhen(true)] out DcapCollateral? collateral,
        [NotNullWhen(false)] out EvidenceRefused? refusal)
    {
        collateral = null;
        refusal = null;
        if (!TryReadChain(parts.PckCrlIssuerChain, out var pckCrlIssuerChain)
            || !TryReadChain(parts.TcbInfo.IssuerChain, out var tcbInfoIssuerChain)
            || !TryReadChain(parts.QeIdentity.IssuerChain, out var qeIdentityIssuerChain)
            || parts.TcbInfo.Signature.Length != SignatureLength
            || parts.QeIdentity.Signature.Length != SignatureLength)
        {
            refusal = new(AttestationErrors.CollateralMalformed, "an issuer chain or a signature cannot be read");
        }
        else if (!CertificateRevocationList.TryParse(parts.RootCrl, out var rootCrl, out var error))
        {
            refusal = new(AttestationErrors.CrlMalformed, $"root CRL: {error}");
        }
        else if (!CertificateRevocationList.TryParse(parts.PckCrl, out var pckCrl, out error))
        {
            refusal = new(AttestationErrors.CrlMalformed, $"PCK CRL: {error}");
        }
        else if (!TcbInfo.TryParse(parts.TcbInfo.Text, out var tcbInfo))
        {
            refusal = new(AttestationErrors.TcbInfoMalformed, "no TCB info of version 2 or 3");
        }
        else if (!QeIdentity.TryParse(parts.QeIdentity.Text, out var qeIdentity))
        {
            refusal = new(AttestationErrors.QeIdentityMalformed, "no enclave identity of version 2");
        }
        else
        {
            collateral = new DcapCollateral(
                parts, pckCrlIssuerChain, tcbInfoIssuerChain, qeIdentityIssuerChain, (rootCrl, pckCrl), tcbInfo, qeIdentity);
        }

        return refusal is null;
    }

    private static bool TryReadChain(ReadOnlyMemory<byte> pem, out ImmutableArray<Certificate> chain)
    {
        chain = [];
        if (!CertificatePem.TryDecode(pem.Span, out var der))
        {
            return false;
        }

        var builder = ImmutableArray.CreateBuilder<Certificate>(der.Length);
        foreach (var bytes in der)
        {
            if (!Certificate.TryParse(bytes, out var certificate, out _))
            {
                return false;
            }

            builder.Add(certificate);
        }

        chain = builder.MoveToImmutable();
        return true;
    }

    private static DcapCollateralParts? ReadBundle(JsonElement json) =>
        TryReadBytes(json, "pck_crl_issuer_chain", out var pckCrlIssuerChain)
        && TryReadHex(json, "root_ca_crl", out var rootCrl)
        && TryReadHex(json, "pck_crl", out var pckCrl)
        && ReadSigned(json, "tcb_info") is { } tcbInfo
        && ReadSigned(json, "qe_identity") is { } qeIdentity
            ? new DcapCollateralParts
            {
                PckCrlIssuerChain = pckCrlIssuerChain,
                RootCrl = rootCrl,
                PckCrl = pckCrl,
                TcbInfo = tcbInfo,
                QeIdentity = qeIdentity,
            }
            : null;

    private static SignedText? ReadSigned(JsonElement json, string name) =>
        TryReadBytes(json, name, out var text)
        && TryReadHex(json, name + "_signature", out var signature)
        && TryReadBytes(json, name + "_issuer_chain", out var issuerChain)
            ? new SignedText(text, signature, issuerChain)
            : null;

    private static bool TryReadBytes(JsonElement json, string name, out byte[] bytes)
    {
        bytes = json.TryGetLongText(name, out var text) ? Encoding.UTF8.GetBytes(text) : [];
        return text is not null;
    }

    private static bool TryReadHex(JsonElement json, string name, out byte[] bytes)
    {
        bytes = json.TryGetLongText(name, out var text) ? new byte[text.Length / 2] : [];
        return text is not null
            && text.Length % 2 == 0
            && Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done;
    }
}
