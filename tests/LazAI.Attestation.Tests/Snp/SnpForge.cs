using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LazAI.Cryptography;

namespace LazAI.Attestation.Tests;

/// <summary>Authorities, an endorsement key and reports in AMD's forms under throw-away keys, each part of them open to change.</summary>
internal sealed class SnpForge : IDisposable
{
    public static readonly DateTimeOffset Now = DevelopmentPlatform.Now;

    private const string Arc = "1.3.6.1.4.1.3704.1";

    private readonly RSA _rootKey = RSA.Create(2048);
    private readonly RSA _signerKey = RSA.Create(2048);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    public SnpProduct Product { get; init; } = SnpProduct.Milan;

    public string RootName { get; init; } = "ARK-Milan";

    public string SignerName { get; init; } = "SEV-Milan";

    public string KeyName { get; init; } = "SEV-VCEK";

    /// <summary>Security versions by the number under which a certificate has them.</summary>
    public Dictionary<int, int> SecurityVersions { get; } = new() { [1] = 4, [2] = 0, [3] = 24, [8] = 219 };

    public byte[]? HardwareId { get; init; } = Enumerable.Repeat((byte)0xc1, 64).ToArray();

    public bool SignerIsAuthority { get; init; } = true;

    public SnpReportVerifier Verifier => new([Root]);

    public SnpTrustedRoot Root => new(Product, new Bytes32(SHA256.HashData(_rootKey.ExportSubjectPublicKeyInfo())));

    public EvidenceVerification Verify(byte[] report, CertificateRevocationList? list = null, DateTimeOffset? at = null) =>
        Verifier.Verify(report, Certificates(), list, at ?? Now);

    public SnpCertificates Certificates()
    {
        using var root = Authority(RootName, _rootKey, isAuthority: true).Create(
            Name(RootName), Generator(_rootKey), DevelopmentPlatform.NotBefore, DevelopmentPlatform.NotAfter, [1]);
        using var signer = Authority(SignerName, _signerKey, SignerIsAuthority).Create(
            Name(RootName), Generator(_rootKey), DevelopmentPlatform.NotBefore, DevelopmentPlatform.NotAfter, [2]);
        var request = new CertificateRequest(Name(KeyName), _key, HashAlgorithmName.SHA384);
        foreach (var (number, value) in SecurityVersions)
        {
            var writer = new AsnWriter(AsnEncodingRules.DER);
            writer.WriteInteger(value);
            request.CertificateExtensions.Add(new X509Extension($"{Arc}.3.{number}", writer.Encode(), critical: false));
        }

        if (HardwareId is not null)
        {
            request.CertificateExtensions.Add(new X509Extension($"{Arc}.4", HardwareId, critical: false));
        }

        using var leaf = request.Create(
            Name(SignerName), Generator(_signerKey), DevelopmentPlatform.NotBefore, DevelopmentPlatform.NotAfter, [3]);
        return new SnpCertificates(leaf.RawData, signer.RawData, root.RawData);
    }

    /// <summary>A list of the root that revokes these serial numbers.</summary>
    public CertificateRevocationList RevocationList(params byte[] serials)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (var serial in serials)
        {
            builder.AddEntry([serial]);
        }

        var der = builder.Build(
            Name(RootName),
            Generator(_rootKey),
            1,
            DevelopmentPlatform.NotAfter,
            HashAlgorithmName.SHA384,
            X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(new X509SubjectKeyIdentifierExtension([1, 2], false)),
            DevelopmentPlatform.NotBefore);
        Assert.True(CertificateRevocationList.TryParse(der, out var list, out var error), error.ToString());
        return list;
    }

    /// <summary>A report of version 3 whose fields agree with the certificates, changed, and then signed.</summary>
    public byte[] Report(Action<byte[]>? change = null)
    {
        var bytes = new byte[SnpReport.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, 3);
        bytes[0x00a] = 3;
        bytes[0x034] = 1;
        (bytes[0x188], bytes[0x189]) = (0x19, 1);
        (bytes[0x180], bytes[0x186], bytes[0x187]) = (4, 24, 219);
        bytes.AsSpan(0x1a0, 64).Fill(0xc1);
        change?.Invoke(bytes);

        var signature = _key.SignData(
            bytes.AsSpan(0, SnpReport.SignedLength), HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        signature.AsSpan(0, 48).Reverse();
        signature.AsSpan(48).Reverse();
        signature.AsSpan(0, 48).CopyTo(bytes.AsSpan(0x2a0));
        signature.AsSpan(48).CopyTo(bytes.AsSpan(0x2e8));
        return bytes;
    }

    public void Dispose()
    {
        _rootKey.Dispose();
        _signerKey.Dispose();
        _key.Dispose();
    }

    private static X500DistinguishedName Name(string commonName) => new($"O=Advanced Micro Devices, CN={commonName}");

    private static X509SignatureGenerator Generator(RSA key) => X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pss);

    private static CertificateRequest Authority(string name, RSA key, bool isAuthority)
    {
        var request = new CertificateRequest(Name(name), key, HashAlgorithmName.SHA384, RSASignaturePadding.Pss);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        return request;
    }
}
