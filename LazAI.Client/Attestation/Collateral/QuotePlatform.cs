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
    /// Types 1 to 3 (Intel SGX DCAP ECDSA Quote Library API, A.4): PPID, plain or encrypted, CPUSVN, PCESVN, PCEID. Only the PPID that is
    /// encrypted under RSA-3072 is passed on: services ask for no other, and look platforms up by their quoting enclave, too.
    /// </remarks>
    public static PckChainKey? KeyOf(in DcapQuote quote)
    {
        const int CpuSvnLength = 16, NumberLength = 2, QeIdLength = 16;
        const int Behind = CpuSvnLength + 2 * NumberLength;
        var ppidLength = quote.CertificationDataType switch
        {
            CertificationDataType.Ppid => 16,
            CertificationDataType.PpidEncryptedRsa2048 => 256,
            CertificationDataType.PpidEncryptedRsa3072 => 384,
            _ => -1,
        };
        var data = quote.CertificationData;
        if (ppidLength < 0 || data.Length != ppidLength + Behind)
        {
            return null;
        }

        // Services want the numbers in the order of their bytes in memory, as Intel's own client sends them.
        var rest = data[ppidLength..];
        return new PckChainKey(
            Convert.ToHexString(quote.Header.UserData[..QeIdLength]),
            quote.CertificationDataType == CertificationDataType.PpidEncryptedRsa3072 ? Convert.ToHexString(data[..ppidLength]) : "",
            Convert.ToHexString(rest[..CpuSvnLength]),
            Convert.ToHexString(rest.Slice(CpuSvnLength, NumberLength)),
            Convert.ToHexString(rest[(CpuSvnLength + NumberLength)..]));
    }
}
