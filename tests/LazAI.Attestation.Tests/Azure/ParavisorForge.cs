using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using LazAI.Cryptography;

namespace LazAI.Attestation.Tests;

/// <summary>A paravisor and its TPM under a key of the test's own: the parts of its evidence, each open to change before they are written.</summary>
internal sealed record ParavisorForge(byte[] Report, byte[] Hardware, byte[] Quote, byte[] Signature, ImmutableArray<Bytes32> Pcrs)
{
    /// <summary>What the guest wants its evidence bound to.</summary>
    public static readonly ReportData UserData = new(SHA512.HashData("session"u8));

    /// <summary>The quoted registers: 0, 4, 7 and 11.</summary>
    public const uint Selection = 0b1000_1001_0001;

    private const int RuntimeDataOffset = 1236;

    /// <summary>One key for all tests, since it takes long to make.</summary>
    private static readonly RSA s_key = RSA.Create(2048);

    public static ImmutableArray<Bytes32> QuotedValues { get; } = [.. new byte[] { 0x10, 0x14, 0x17, 0x1b }.Select(DevelopmentPlatform.FilledBytes32)];

    public static byte[] Nonce => SHA256.HashData(UserData.AsSpan());

    /// <summary>The paravisor of an SEV-SNP guest, with the certificates as Azure's metadata service gives them.</summary>
    public static ParavisorForge OfSnp(SnpForge snp, string? runtimeData = null)
    {
        var text = Encoding.UTF8.GetBytes(runtimeData ?? RuntimeData(s_key));
        var hash = SHA256.HashData(text);
        var report = snp.Report(bytes => hash.CopyTo(bytes.AsSpan(SnpReport.ReportDataOffset)));
        return Of(HclReport(text, HclReportType.Snp, report), Pem(snp.Certificates()));
    }

    /// <summary>The paravisor of a trust domain under a development root.</summary>
    public static ParavisorForge OfTrustDomain(DevelopmentPlatform platform)
    {
        var text = Encoding.UTF8.GetBytes(RuntimeData(s_key));
        var reportData = new ReportData(SHA256.HashData(text));
        return Of(HclReport(text, HclReportType.Tdx, TdReport(reportData)), platform.Issuer.Issue(DevelopmentPlatform.Domain, reportData));
    }

    /// <summary>A token about a trust domain, and its paravisor.</summary>
    public static ParavisorToken TokenAboutTrustDomain()
    {
        var text = Encoding.UTF8.GetBytes(RuntimeData(s_key));
        var reportData = new ReportData(SHA256.HashData(text));
        var claims = TokenForge.Claims();
        claims["tdx_report_data"] = reportData.ToString()[2..];
        return new ParavisorToken(TokenForge.Own.Sign(claims), Of(HclReport(text, HclReportType.Tdx, TdReport(reportData)), []), reportData);
    }

    public byte[] Write() => ParavisorEvidence.Write(
        Report, Hardware, Quote, Signature, Pcrs.Select(pcr => new ReadOnlyMemory<byte>(pcr.AsSpan().ToArray())));

    /// <summary>The same with another quote of the TPM.</summary>
    public ParavisorForge Requoted(byte[] nonce, uint selection, ImmutableArray<Bytes32> quoted, ImmutableArray<Bytes32>? given = null)
    {
        var quote = TpmQuote(nonce, selection, SHA256.HashData([.. quoted.SelectMany(value => value.AsSpan().ToArray())]));
        return this with { Quote = quote, Signature = Sign(s_key, quote), Pcrs = given ?? quoted };
    }

    public static string RuntimeData(RSA key, string? userData = null)
    {
        var numbers = key.ExportParameters(includePrivateParameters: false);
        var (exponent, modulus) = (Base64Url.EncodeToString(numbers.Exponent), Base64Url.EncodeToString(numbers.Modulus));
        return $$"""{"keys":[{"kid":"HCLAkPub","key_ops":["sign"],"kty":"RSA","e":"{{exponent}}","n":"{{modulus}}"}],"user-data":"{{userData ?? UserData.ToString()[2..].ToUpperInvariant()}}"}""";
    }

    /// <summary>The paravisor's report around the hardware's.</summary>
    public static byte[] HclReport(byte[] runtimeData, HclReportType type, byte[] hardwareReport)
    {
        var bytes = new byte[RuntimeDataOffset + runtimeData.Length];
        "HCLA"u8.CopyTo(bytes);
        hardwareReport.CopyTo(bytes.AsSpan(32));
        foreach (var (offset, value) in new[]
        {
            (4, 2), (8, bytes.Length), (12, 2), (1216, 20 + runtimeData.Length), (1220, 1), (1224, (int)type), (1228, 1), (1232, runtimeData.Length),
        })
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);
        }

        runtimeData.CopyTo(bytes.AsSpan(RuntimeDataOffset));
        return bytes;
    }

    /// <summary>Magic, type, signer of 4 bytes, nonce, clock and firmware version, one selection of SHA-256, digest.</summary>
    public static byte[] TpmQuote(byte[] nonce, uint selection, byte[] digest) =>
    [
        0xff, 0x54, 0x43, 0x47, 0x80, 0x18, 0, 4, 1, 2, 3, 4, 0, (byte)nonce.Length, .. nonce, .. new byte[25],
        0, 0, 0, 1, 0, 0x0b, 3, (byte)selection, (byte)(selection >> 8), (byte)(selection >> 16), 0, 32, .. digest,
    ];

    public static byte[] Sign(RSA key, byte[] quote) => key.SignData(quote, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static ParavisorForge Of(byte[] report, byte[] hardware)
    {
        Assert.Equal(QuotedValues.Length, BitOperations.PopCount(Selection));
        return new ParavisorForge(report, hardware, [], [], []).Requoted(Nonce, Selection, QuotedValues);
    }

    private static byte[] TdReport(ReportData reportData)
    {
        var report = new byte[1024];
        reportData.AsSpan().CopyTo(report.AsSpan(128));
        return report;
    }

    private static byte[] Pem(SnpCertificates certificates) => Encoding.ASCII.GetBytes(string.Join('\n', new[]
    {
        certificates.EndorsementKey, certificates.SigningKey, certificates.RootKey,
    }.Select(der => PemEncoding.WriteString("CERTIFICATE", der.Span))) + "\n");
}
