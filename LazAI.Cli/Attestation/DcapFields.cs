using LazAI.Attestation;

namespace LazAI.Cli.Attestation;

/// <summary>The fields of SGX and TDX quotes, by the names of Intel's documents.</summary>
internal static class DcapFields
{
    public static string KindOf(in DcapQuote quote) => $"{(quote.IsTdx ? "TDX" : "SGX")} quote of version {quote.Header.Version}";

    public static IEnumerable<FieldGroup> Of(DcapQuote quote)
    {
        yield return OfHeader(quote.Header);
        yield return quote.IsTdx ? OfTdReport(quote) : OfEnclave(quote.EnclaveReport, "Enclave report");
        yield return new FieldList()
            .Add("ECDSA signature", quote.Signature, "over header and body, by the attestation key")
            .Add("Attestation key", quote.AttestationKey)
            .Add("QE report signature", quote.QeReportSignature, "by the PCK key")
            .Add("QE authentication data", quote.QeAuthenticationData)
            .Named("Signature data");
        yield return OfEnclave(quote.QeReport, "QE report");
        yield return OfCertification(quote);
        if (quote.CertificationDataType is CertificationDataType.PckCertificate or CertificationDataType.PckCertificateChain)
        {
            foreach (var group in CertificateFields.OfPem(quote.CertificationData))
            {
                yield return group;
            }
        }
    }

    private static FieldGroup OfHeader(QuoteHeader header) => new FieldList()
        .Add("Version", header.Version)
        .Add("Attestation key type", header.AttestationKeyType, header.AttestationKeyType == QuoteHeader.EcdsaP256KeyType ? "ECDSA over P-256" : null)
        .AddBits("TEE type", header.TeeType, 8, (header.TeeType == QuoteHeader.TdxTeeType, "TDX"), (header.TeeType == QuoteHeader.SgxTeeType, "SGX"))
        .Add("Reserved", header.Reserved, "QE SVN and PCE SVN in version 3")
        .Add("QE vendor ID", header.QeVendorId, header.QeVendorId.SequenceEqual(QuoteHeader.IntelQeVendorId) ? "Intel" : "not Intel's")
        .Add("User data", header.UserData)
        .Named("Header");

    private static FieldGroup OfTdReport(in DcapQuote quote)
    {
        var report = quote.TdReport;
        var attributes = report.Attributes;
        var fields = new FieldList()
            .AddHex("TEE_TCB_SVN", report.TeeTcbSvn, $"TDX module {report.TeeTcbSvn[1]}.{report.TeeTcbSvn[0]}")
            .AddHex("MRSEAM", report.MrSeam)
            .AddHex("MRSIGNERSEAM", report.MrSignerSeam, report.MrSignerSeam.IsZero ? "Intel" : null)
            .AddBits("SEAMATTRIBUTES", report.SeamAttributes, 16)
            .AddBits(
                "TDATTRIBUTES", attributes.Value, 16, (attributes.IsUnderDebug, "DEBUG: nothing is secret from the host"),
                (attributes.IsSeptVeDisabled, "SEPT_VE_DISABLE"), (attributes.IsMigratable, "MIGRATABLE"), (attributes.HasProtectionKeys, "PKS"),
                (attributes.HasKeyLocker, "KL"), (attributes.HasPerformanceMonitoring, "PERFMON"), (attributes.HasReservedBits, "reserved bits"))
            .AddBits("XFAM", report.Xfam, 16)
            .AddHex("MRTD", report.MrTd)
            .AddHex("MRCONFIGID", report.MrConfigId)
            .AddHex("MROWNER", report.MrOwner)
            .AddHex("MROWNERCONFIG", report.MrOwnerConfig);
        for (var register = 0; register < TdReport.RtmrCount; register++)
        {
            fields.AddHex($"RTMR{register}", report.Rtmr(register));
        }

        fields.AddHex("REPORTDATA", report.ReportData);
        if (report is { TeeTcbSvn2: { } svn, MrServiceTd: { } service })
        {
            fields.AddHex("TEE_TCB_SVN2", svn, $"TDX module {svn[1]}.{svn[0]}").AddHex("MRSERVICETD", service);
        }

        return fields.Named(quote.BodyType == QuoteBodyType.TdReport15 ? "TD report 1.5" : "TD report 1.0");
    }

    private static FieldGroup OfEnclave(EnclaveReport report, string name)
    {
        var flags = report.AttributeFlags;
        return new FieldList()
            .AddHex("CPUSVN", report.CpuSvn)
            .AddBits("MISCSELECT", report.MiscSelect, 8)
            .AddBits(
                "ATTRIBUTES.FLAGS", flags, 16, ((flags & 1) != 0, "INIT"), (report.IsDebug, "DEBUG: nothing is secret from the host"),
                ((flags & 4) != 0, "MODE64BIT"), ((flags & 0x10) != 0, "PROVISIONKEY"), ((flags & 0x20) != 0, "EINITTOKENKEY"), ((flags & 0x80) != 0, "KSS"))
            .AddBits("ATTRIBUTES.XFRM", report.Xfrm, 16)
            .AddHex("MRENCLAVE", report.MrEnclave)
            .AddHex("MRSIGNER", report.MrSigner)
            .Add("CONFIGID", report.ConfigId)
            .Add("ISVPRODID", report.IsvProdId)
            .Add("ISVSVN", report.IsvSvn)
            .Add("CONFIGSVN", report.ConfigSvn)
            .Add("ISVFAMILYID", report.IsvFamilyId)
            .AddHex("REPORTDATA", report.ReportData)
            .Named(name);
    }

    private static FieldGroup OfCertification(in DcapQuote quote)
    {
        var type = quote.CertificationDataType;
        var fields = new FieldList()
            .Add("Type", (int)type, type switch
            {
                CertificationDataType.Ppid => "PPID: the PCK certificate has to be fetched",
                CertificationDataType.PpidEncryptedRsa2048 => "PPID encrypted under RSA-2048: the PCK certificate has to be fetched",
                CertificationDataType.PpidEncryptedRsa3072 => "PPID encrypted under RSA-3072: the PCK certificate has to be fetched",
                CertificationDataType.PckCertificate => "PCK certificate without its issuers",
                CertificationDataType.PckCertificateChain => "PCK certificate chain",
                CertificationDataType.PlatformManifest => "platform manifest",
                _ => null,
            })
            .Add("Size", quote.CertificationData.Length);
        return type is CertificationDataType.PckCertificate or CertificationDataType.PckCertificateChain
            ? fields.Named("Certification data")
            : fields.Add("Data", quote.CertificationData).Named("Certification data");
    }
}
