using System.Text;
using LazAI.Attestation;

namespace LazAI.Client.Attestation.Collateral;

/// <summary>Which platform a quote is of, as far as it says itself: enough to ask for collateral.</summary>
internal sealed record QuotePlatform(bool IsTdx, string Fmspc, PckAuthority Authority)
{
    /// <summary>The platform by its PCK certificate; null when it is none of Intel's.</summary>
    public static QuotePlatform? Of(bool isTdx, ReadOnlySpan<byte> pckCertificates)
    {
        if (!CertificatePem.TryDecode(pckCertificates, out var certificates)
            || !Certificate.TryParse(certificates[0], out var pck, out _)
            || PckExtension.Read(pck) is not { } extension)
        {
            return null;
        }

        PckAuthority? authority = Encoding.UTF8.GetString(pck.IssuerCommonName) switch
        {
            "Intel SGX PCK Platform CA" => PckAuthority.Platform,
            "Intel SGX PCK Processor CA" => PckAuthority.Processor,
            _ => null,
        };
        return authority is { } known ? new QuotePlatform(isTdx, extension.Fmspc, known) : null;
    }

    /// <summary>What the PCK certificate is asked for by; null when the quote's certification data does not name the platform.</summary>
    /// <remarks>
    /// Types 1 to 3 (Intel SGX DCAP ECDSA Quote Library API, A.4): PPID, CPUSVN, PCESVN, PCEID. An RSA-3072-encrypted PPID has 384 bytes;
    /// the other two forms are left out, since services look platforms up by their quoting enclave, too.
    /// </remarks>
    public static PckChainKey? KeyOf(in DcapQuote quote)
    {
        const int CpuSvnLength = 16, NumberLength = 2, QeIdLength = 16, EncryptedLength = 384;
        const int Behind = CpuSvnLength + 2 * NumberLength;
        var data = quote.CertificationData;
        if (quote.CertificationDataType is not (CertificationDataType.Ppid or CertificationDataType.PpidEncryptedRsa2048
                or CertificationDataType.PpidEncryptedRsa3072)
            || data.Length < Behind)
        {
            return null;
        }

        // Services want the numbers in the order of their bytes in memory, as Intel's own client sends them.
        var ppid = data[..^Behind];
        var rest = data[^Behind..];
        return new PckChainKey(
            Convert.ToHexString(quote.Header.UserData[..QeIdLength]),
            ppid.Length == EncryptedLength ? Convert.ToHexString(ppid) : "",
            Convert.ToHexString(rest[..CpuSvnLength]),
            Convert.ToHexString(rest.Slice(CpuSvnLength, NumberLength)),
            Convert.ToHexString(rest[(CpuSvnLength + NumberLength)..]));
    }
}
