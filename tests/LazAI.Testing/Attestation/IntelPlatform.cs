using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LazAI.Attestation;

namespace LazAI.Testing.Attestation;

/// <summary>
/// A TDX platform that a <see cref="TestIntel"/> has certified: PCK key and quoting enclave. It makes quotes of version 4 of whatever it is
/// told, in every other respect as a genuine platform does.
/// </summary>
public sealed class IntelPlatform : IDisposable
{
    private readonly ECDsa _pckKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _attestationKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _certification;

    internal IntelPlatform(string fmspc, Func<ECDsa, string, (X509Certificate2 Pck, byte[] Chain)> certify)
    {
        Fmspc = fmspc;
        (Pck, var chain) = certify(_pckKey, fmspc);
        _certification = Certify(chain);
    }

    /// <summary>The family of platforms: 12 upper-case hexadecimal digits.</summary>
    public string Fmspc { get; }

    internal X509Certificate2 Pck { get; }

    /// <summary>A quote of a domain with these measurements.</summary>
    public byte[] Quote(ReportData reportData, IntelTrustDomain domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        byte[] signed = [.. Header(), .. domain.Report(reportData)];
        byte[] signatureData = [.. Sign(_attestationKey, signed), .. _certification];
        return [.. signed, .. BitConverter.GetBytes((uint)signatureData.Length), .. signatureData];
    }

    public void Dispose()
    {
        Pck.Dispose();
        _pckKey.Dispose();
        _attestationKey.Dispose();
    }

    /// <summary>Version 4, ECDSA over P-256, TDX, Intel's quoting enclave.</summary>
    private static byte[] Header()
    {
        var header = new byte[48];
        header[0] = 4;
        header[2] = 2;
        header[4] = 0x81;
        Convert.FromHexString("939a7233f79c4ca9940a0db3957f0607").CopyTo(header, 12);
        return header;
    }

    /// <summary>What follows the quote's signature: attestation key, and the QE report that binds it under the PCK key (type 6 over type 5).</summary>
    private byte[] Certify(byte[] chain)
    {
        var point = _attestationKey.ExportParameters(false).Q;
        byte[] key = [.. point.X!, .. point.Y!];
        byte[] authentication = [.. Enumerable.Range(0, 32).Select(value => (byte)value)];
        var report = new byte[384];
        TestIntel.QeAttributes.CopyTo(report, 48);
        TestIntel.QeSigner.CopyTo(report, 128);
        BitConverter.TryWriteBytes(report.AsSpan(256), TestIntel.QeProductId);
        BitConverter.TryWriteBytes(report.AsSpan(258), TestIntel.QeSvn);
        SHA256.HashData([.. key, .. authentication], report.AsSpan(320));
        return
        [
            .. key,
            .. Record(6,
            [
                .. report, .. Sign(_pckKey, report),
                .. BitConverter.GetBytes((ushort)authentication.Length), .. authentication, .. Record(5, chain),
            ]),
        ];
    }

    private static byte[] Record(ushort type, byte[] content) =>
        [.. BitConverter.GetBytes(type), .. BitConverter.GetBytes((uint)content.Length), .. content];

    private static byte[] Sign(ECDsa key, byte[] data) =>
        key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
}
