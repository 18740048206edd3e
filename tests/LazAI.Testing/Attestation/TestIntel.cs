using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LazAI.Attestation;
using LazAI.Cryptography;

namespace LazAI.Testing.Attestation;

/// <summary>
/// Intel's certificates, platforms and collateral with throw-away keys: genuine in form, under the names that verifiers demand. Published
/// evidence has fixed report data, so that no session can be opened with it; this one's can carry any. It counts only for verifiers that
/// were given its root in the place of Intel's.
/// </summary>
public sealed class TestIntel : IDisposable
{
    internal const byte ComponentSvn = 5;
    internal const ushort PceSvn = 13;
    internal const string PceId = "0000";
    internal const ushort QeProductId = 2;
    internal const ushort QeSvn = 4;

    private const string Organization = ", O=Intel Corporation, L=Santa Clara, S=CA, C=US";

    private readonly ECDsa _rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _signerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DateTimeOffset _notBefore;
    private readonly DateTimeOffset _notAfter;
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _signer;

    /// <summary>All certificates are valid from the one time to the other, in whole seconds.</summary>
    public TestIntel(DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        (_notBefore, _notAfter) = (notBefore, notAfter);
        var (root, authority, signer) = (Name("Intel SGX Root CA"), Name("Intel SGX PCK Platform CA"), Name("Intel SGX TCB Signing"));
        _root = Issue(root, _rootKey, root, _rootKey, pathLength: 1);
        _authority = Issue(authority, _authorityKey, root, _rootKey, pathLength: 0);
        _signer = Issue(signer, _signerKey, root, _rootKey, pathLength: null);
        Root = new TrustedRoot(EvidenceRoot.Intel, new Bytes32(SHA256.HashData(_root.RawData)));
    }

    /// <summary>The root, to be trusted in the place of Intel's.</summary>
    public TrustedRoot Root { get; }

    // INIT, MODE64BIT, PROVISIONKEY, then XFRM.
    internal static byte[] QeAttributes { get; } = Convert.FromHexString("15000000000000000000000000000000");

    internal static byte[] QeSigner { get; } = SHA256.HashData("signer of the quoting enclave of a test"u8);

    /// <summary>A verifier that believes this root, and these development roots.</summary>
    public EvidenceVerifier CreateVerifier(params IEnumerable<Bytes32> developmentRoots) =>
        new(EvidenceTrust.Vendors(developmentRoots) with { Roots = [Root, .. developmentRoots.Select(TrustedRoot.Development)] });

    /// <summary>A platform with keys and certificate of its own.</summary>
    public IntelPlatform CreatePlatform(string fmspc = "00A06D080000") => new(fmspc, CertifyPlatform);

    /// <summary>The collateral of a family of platforms.</summary>
    public DcapCollateralParts Publish(string fmspc, IntelPublication publication)
    {
        ArgumentNullException.ThrowIfNull(publication);
        X509Certificate2?[] byRoot = [publication.IsAuthorityRevoked ? _authority : null, publication.IsSignerRevoked ? _signer : null];
        return new DcapCollateralParts
        {
            PckCrlIssuerChain = Pem(_authority, _root),
            RootCrl = List(_root, _rootKey, publication, byRoot.OfType<X509Certificate2>()),
            PckCrl = List(_authority, _authorityKey, publication, publication.RevokedPlatforms.Select(platform => platform.Pck)),
            TcbInfo = Sign(IntelTexts.TcbInfo(fmspc, publication)),
            QeIdentity = Sign(IntelTexts.QeIdentity(publication)),
        };
    }

    public void Dispose()
    {
        _root.Dispose();
        _authority.Dispose();
        _signer.Dispose();
        _rootKey.Dispose();
        _authorityKey.Dispose();
        _signerKey.Dispose();
    }

    private static X500DistinguishedName Name(string commonName) => new("CN=" + commonName + Organization);

    private static byte[] Pem(params X509Certificate2[] chain) =>
        Encoding.ASCII.GetBytes(string.Concat(chain.Select(certificate => certificate.ExportCertificatePem() + "\n")));

    private static byte[] List(
        X509Certificate2 issuer, ECDsa key, IntelPublication publication, IEnumerable<X509Certificate2> revoked)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (var certificate in revoked)
        {
            builder.AddEntry(certificate, publication.Issued);
        }

        // Intel's lists carry always the number 1.
        return builder.Build(
            issuer.SubjectName,
            X509SignatureGenerator.CreateForECDsa(key),
            1,
            publication.NextUpdate,
            HashAlgorithmName.SHA256,
            X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(
                issuer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single()),
            publication.Issued);
    }

    private SignedText Sign(byte[] text) => new(
        text,
        _signerKey.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
        Pem(_signer, _root));

    private (X509Certificate2 Pck, byte[] Chain) CertifyPlatform(ECDsa key, string fmspc)
    {
        var pck = Issue(
            Name("Intel SGX PCK Certificate"), key, _authority.SubjectName, _authorityKey, pathLength: null,
            new X509Extension(PckExtension.Oid, EncodePlatform(fmspc), critical: false));
        return (pck, Pem(pck, _authority, _root));
    }

    /// <param name="pathLength">How many authorities may follow; null for a certificate of no authority.</param>
    private X509Certificate2 Issue(
        X500DistinguishedName subject, ECDsa key, X500DistinguishedName issuer, ECDsa issuerKey, int? pathLength, X509Extension? more = null)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(pathLength is not null, pathLength is not null, pathLength ?? 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            pathLength is null
                ? X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation
                : X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
            critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        if (more is not null)
        {
            request.CertificateExtensions.Add(more);
        }

        var serial = RandomNumberGenerator.GetBytes(20);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        return request.Create(issuer, X509SignatureGenerator.CreateForECDsa(issuerKey), _notBefore, _notAfter, serial);
    }

    /// <summary>The SGX extension (Intel SGX PCK Certificate and CRL Profile, 1.3.5).</summary>
    private static byte[] EncodePlatform(string fmspc)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            Member(writer, "1", () => writer.WriteOctetString(new byte[16]));
            Member(writer, "2", () =>
            {
                using var tcb = writer.PushSequence();
                for (var component = 1; component <= TcbSvn.Count; component++)
                {
                    Member(writer, $"2.{component}", () => writer.WriteInteger(ComponentSvn));
                }

                Member(writer, "2.17", () => writer.WriteInteger(PceSvn));
                Member(writer, "2.18", () => writer.WriteOctetString(new byte[TcbSvn.Count]));
            });
            Member(writer, "3", () => writer.WriteOctetString(Convert.FromHexString(PceId)));
            Member(writer, "4", () => writer.WriteOctetString(Convert.FromHexString(fmspc)));
        }

        return writer.Encode();
    }

    private static void Member(AsnWriter writer, string number, Action write)
    {
        using var member = writer.PushSequence();
        writer.WriteObjectIdentifier($"{PckExtension.Oid}.{number}");
        write();
    }
}
