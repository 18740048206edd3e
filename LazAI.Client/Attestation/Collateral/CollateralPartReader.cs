using System.Diagnostics.CodeAnalysis;
using System.Text;
using LazAI.Attestation;

namespace LazAI.Client.Attestation.Collateral;

/// <summary>Reads answers of the services: nothing is kept or used that is malformed or something else than was asked for.</summary>
internal static class CollateralPartReader
{
    /// <summary>Never throws; a fault is for people.</summary>
    /// <param name="issuerChain">PEM in which any character may be percent-encoded; empty without one.</param>
    public static bool TryRead(
        CollateralKey key, ReadOnlyMemory<byte> body, string issuerChain, [NotNullWhen(true)] out CollateralPart? part, out string fault)
    {
        fault = "";
        part = key switch
        {
            TcbInfoKey wanted => ReadTcbInfo(wanted, body, issuerChain, out fault),
            QeIdentityKey wanted => ReadQeIdentity(wanted, body, issuerChain, out fault),
            PckCrlKey { Authority: PckAuthority.Platform } => ReadList(key, body, issuerChain, "Intel SGX PCK Platform CA", out fault),
            PckCrlKey => ReadList(key, body, issuerChain, "Intel SGX PCK Processor CA", out fault),
            RootCrlKey => ReadList(key, body, issuerChain: null, "Intel SGX Root CA", out fault),
            PckChainKey => ReadPckChain(key, body, issuerChain, out fault),
            SnpAuthoritiesKey wanted => ReadAuthorities(wanted, body, out fault),
            SnpRevocationListKey wanted => ReadList(key, body, issuerChain: null, $"ARK-{wanted.Product}", out fault),
            VcekKey => ReadVcek(key, body, out fault),
            _ => throw new ArgumentOutOfRangeException(nameof(key), key, "No such part."),
        };
        return part is not null;
    }

    private static CollateralPart? ReadTcbInfo(TcbInfoKey key, ReadOnlyMemory<byte> body, string issuerChain, out string fault)
    {
        fault = !PcsResponse.TryReadTcbInfo(body, issuerChain, out var signed) || !TcbInfo.TryParse(signed.Text, out var info)
                ? "no signed TCB info"
            : info.IsTdx != key.IsTdx ? $"TCB info for {(info.IsTdx ? "TDX" : "SGX")}"
            : info.Fmspc != key.Fmspc ? $"TCB info of FMSPC {info.Fmspc}"
            : !HasCertificates(issuerChain, 2) ? "no chain of two certificates in the header"
            : "";
        return fault.Length > 0 || !TcbInfo.TryParse(signed!.Text, out info)
            ? null
            : new CollateralPart(key, body, Uri.UnescapeDataString(issuerChain)) { Made = info.IssueDate, NextUpdate = info.NextUpdate };
    }

    private static CollateralPart? ReadQeIdentity(QeIdentityKey key, ReadOnlyMemory<byte> body, string issuerChain, out string fault)
    {
        fault = !PcsResponse.TryReadQeIdentity(body, issuerChain, out var signed) || !QeIdentity.TryParse(signed.Text, out var identity)
                ? "no signed enclave identity"
            : identity.Id != (key.IsTdx ? QeIdentity.TdxId : QeIdentity.SgxId) ? $"the identity of '{identity.Id}'"
            : !HasCertificates(issuerChain, 2) ? "no chain of two certificates in the header"
            : "";
        return fault.Length > 0 || !QeIdentity.TryParse(signed!.Text, out identity)
            ? null
            : new CollateralPart(key, body, Uri.UnescapeDataString(issuerChain)) { Made = identity.IssueDate, NextUpdate = identity.NextUpdate };
    }

    /// <param name="issuerChain">Null where the service gives none.</param>
    private static CollateralPart? ReadList(
        CollateralKey key, ReadOnlyMemory<byte> body, string? issuerChain, string issuer, out string fault)
    {
        if (!RevocationListText.TryDecode(body, out var der) || !CertificateRevocationList.TryParse(der, out var list, out _))
        {
            fault = "no revocation list";
            return null;
        }

        fault = Encoding.UTF8.GetString(list.IssuerCommonName) != issuer ? $"a revocation list of '{Encoding.UTF8.GetString(list.IssuerCommonName)}'"
            : issuerChain is not null && !HasCertificates(issuerChain, 2) ? "no chain of two certificates in the header"
            : "";
        return fault.Length > 0
            ? null
            : new CollateralPart(key, der, Uri.UnescapeDataString(issuerChain ?? "")) { Made = list.ThisUpdate, NextUpdate = list.NextUpdate };
    }

    private static CollateralPart? ReadPckChain(CollateralKey key, ReadOnlyMemory<byte> body, string issuerChain, out string fault)
    {
        fault = CertificatePem.TryDecode(body.Span, out var certificates)
            && certificates.Length == 1
            && Certificate.TryParse(certificates[0], out var certificate, out _)
            && PckExtension.Read(certificate) is not null
            && HasCertificates(issuerChain, 2)
                ? ""
                : "no PCK certificate with a chain of two in the header";
        return fault.Length > 0 ? null : new CollateralPart(key, body, Uri.UnescapeDataString(issuerChain));
    }

    private static CollateralPart? ReadAuthorities(SnpAuthoritiesKey key, ReadOnlyMemory<byte> body, out string fault)
    {
        var signer = key.Kind == SnpSigningKey.Vlek ? $"SEV-VLEK-{key.Product}" : $"SEV-{key.Product}";
        fault = CertificatePem.TryDecode(body.Span, out var certificates)
            && certificates.Length == 2
            && IsNamed(certificates[0], signer)
            && IsNamed(certificates[1], $"ARK-{key.Product}")
                ? ""
                : $"no certificates of {signer} and ARK-{key.Product}";
        return fault.Length > 0 ? null : new CollateralPart(key, body, "");
    }

    private static CollateralPart? ReadVcek(CollateralKey key, ReadOnlyMemory<byte> body, out string fault)
    {
        var der = SnpCertificates.Unwrap(body);
        fault = IsNamed(der, "SEV-VCEK") ? "" : "no certificate of a VCEK";
        return fault.Length > 0 ? null : new CollateralPart(key, der, "");
    }

    private static bool HasCertificates(string pem, int count) =>
        pem.Length <= CertificatePem.LengthMaximum
        && CertificatePem.TryDecode(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(pem)), out var certificates)
        && certificates.Length == count
        && certificates.All(der => Certificate.TryParse(der, out _, out _));

    private static bool IsNamed(ReadOnlyMemory<byte> der, string commonName) =>
        Certificate.TryParse(der, out var certificate, out _) && Encoding.UTF8.GetString(certificate.SubjectCommonName) == commonName;
}
