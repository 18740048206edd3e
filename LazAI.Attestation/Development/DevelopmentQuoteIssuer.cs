using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LazAI.Attestation.Development;

/// <summary>
/// INSECURE by nature: stands in for a TDX platform where there is none. Makes quotes of version 4 that are genuine in structure,
/// certificates, bindings and signatures, under a <see cref="DevelopmentRoot"/> in the place of Intel's.
/// </summary>
public sealed class DevelopmentQuoteIssuer : IDisposable
{
    private const int AuthenticationDataLength = 32;
    private const ushort QeProductId = 2;
    private const int SignedLength = QuoteHeader.Length + TdReport.Length;
    private const int SignatureDataOffset = SignedLength + sizeof(uint);
    private const ushort Version = 4;
    private const ulong QeAttributes = 0x15; // INIT, MODE64BIT, PROVISIONKEY, as genuine quoting enclaves have them.

    private static readonly PckExtension Platform = new("00000000DE00", "0000", default, 0, default);

    // One native key object must not be used by two threads at once.
    private readonly Lock _gate = new();
    private readonly ECDsa _attestationKey;
    private readonly byte[] _signatureDataTail;

    private DevelopmentQuoteIssuer(ECDsa attestationKey, byte[] signatureDataTail)
    {
        _attestationKey = attestationKey;
        _signatureDataTail = signatureDataTail;
    }

    /// <summary>
    /// Sets a platform up as Intel's provisioning does: PCK key, certificates for it, quoting enclave, attestation key. All keys are
    /// fresh; no certificate outlives the given period.
    /// </summary>
    public static DevelopmentQuoteIssuer Create(
        DevelopmentRoot root, RandomNumberGenerator random, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(random);
        using var issuerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var pckKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var validity = new ValidityPeriod(notBefore, notAfter);
        using var issuer = DevelopmentCertificates.Issuer(issuerKey, root.Key, validity, random);
        using var pck = DevelopmentCertificates.Pck(pckKey, Platform, issuerKey, validity, random);
        return Provision(pckKey, [pck.RawDataMemory, issuer.RawDataMemory, root.Certificate]);
    }

    /// <summary>A platform with a fresh attestation key, certified by the given PCK key and chain of DER certificates.</summary>
    internal static DevelopmentQuoteIssuer Provision(ECDsa pckKey, ReadOnlySpan<ReadOnlyMemory<byte>> chain)
    {
        var pem = new StringBuilder();
        foreach (var certificate in chain)
        {
            pem.Append(PemEncoding.Write("CERTIFICATE", certificate.Span)).Append('\n');
        }

        var attestationKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var certification = CertifyAttestationKey(attestationKey, pckKey, Encoding.ASCII.GetBytes(pem.ToString()));
        return new DevelopmentQuoteIssuer(attestationKey, certification);
    }

    /// <summary>A quote that says of the trust domain what it is told to say.</summary>
    public byte[] Issue(DevelopmentTrustDomain domain, ReportData reportData)
    {
        ArgumentNullException.ThrowIfNull(domain);
        var quote = new byte[SignatureDataOffset + DcapQuote.EcdsaLength + _signatureDataTail.Length];
        WriteHeader(quote);
        WriteReport(quote.AsSpan(QuoteHeader.Length, TdReport.Length), domain, reportData);
        BinaryPrimitives.WriteUInt32LittleEndian(quote.AsSpan(SignedLength), (uint)(quote.Length - SignatureDataOffset));
        lock (_gate)
        {
            Sign(_attestationKey, quote.AsSpan(0, SignedLength)).CopyTo(quote, SignatureDataOffset);
        }

        _signatureDataTail.CopyTo(quote, SignatureDataOffset + DcapQuote.EcdsaLength);
        return quote;
    }

    /// <summary>Forgets the attestation key.</summary>
    public void Dispose() => _attestationKey.Dispose();

    /// <summary>What follows the quote's signature: attestation key, QE report that binds it, PCK signature, PCK chain.</summary>
    private static byte[] CertifyAttestationKey(ECDsa attestationKey, ECDsa pckKey, byte[] chain)
    {
        var point = attestationKey.ExportParameters(false).Q;
        byte[] key = [.. point.X!, .. point.Y!];
        var authenticationData = new byte[AuthenticationDataLength];
        var qeReport = new byte[EnclaveReport.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(qeReport.AsSpan(EnclaveReport.AttributesOffset), QeAttributes);
        SHA256.HashData("LazAI development quoting enclave"u8, qeReport.AsSpan(EnclaveReport.MrEnclaveOffset));
        SHA256.HashData("LazAI development quoting enclave signer"u8, qeReport.AsSpan(EnclaveReport.MrSignerOffset));
        BinaryPrimitives.WriteUInt16LittleEndian(qeReport.AsSpan(EnclaveReport.IsvProdIdOffset), QeProductId);
        SHA256.HashData([.. key, .. authenticationData], qeReport.AsSpan(EnclaveReport.ReportDataOffset));

        byte[] certification =
        [
            .. qeReport,
            .. Sign(pckKey, qeReport),
            .. UInt16(AuthenticationDataLength),
            .. authenticationData,
            .. Record((ushort)CertificationDataType.PckCertificateChain, chain),
        ];
        return [.. key, .. Record(DcapQuote.QeReportCertification, certification)];
    }

    private static void WriteHeader(Span<byte> header)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(header, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], QuoteHeader.EcdsaP256KeyType);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], QuoteHeader.TdxTeeType);
        QuoteHeader.IntelQeVendorId.CopyTo(header[QuoteHeader.QeVendorIdOffset..]);
        "DEVELOPMENT-ONLY"u8.CopyTo(header[QuoteHeader.UserDataOffset..]);
    }

    private static void WriteReport(Span<byte> report, DevelopmentTrustDomain domain, ReportData reportData)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(report[TdReport.TdAttributesOffset..], domain.Attributes.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(report[TdReport.XfamOffset..], domain.Xfam);
        domain.MrTd.AsSpan().CopyTo(report[TdReport.MrTdOffset..]);
        domain.MrConfigId.AsSpan().CopyTo(report[TdReport.MrConfigIdOffset..]);
        domain.MrOwner.AsSpan().CopyTo(report[TdReport.MrOwnerOffset..]);
        domain.MrOwnerConfig.AsSpan().CopyTo(report[TdReport.MrOwnerConfigOffset..]);
        ReadOnlySpan<Measurement48> registers = [domain.Rtmr0, domain.Rtmr1, domain.Rtmr2, domain.Rtmr3];
        for (var register = 0; register < registers.Length; register++)
        {
            registers[register].AsSpan().CopyTo(report[(TdReport.RtmrOffset + register * Measurement48.Length)..]);
        }

        reportData.AsSpan().CopyTo(report[TdReport.ReportDataOffset..]);
    }

    private static byte[] Record(ushort type, byte[] content)
    {
        var length = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)content.Length);
        return [.. UInt16(type), .. length, .. content];
    }

    private static byte[] UInt16(ushort value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] Sign(ECDsa key, ReadOnlySpan<byte> data) =>
        key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
}
