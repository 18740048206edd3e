using System.Text;
using LazAI.Attestation;
using LazAI.Cli.Invocation;

namespace LazAI.Cli.Attestation;

/// <summary>The fields of certificates, with what Intel and AMD wrote into them of platforms.</summary>
internal static class CertificateFields
{
    public static IEnumerable<FieldGroup> OfPem(ReadOnlySpan<byte> pem) =>
        CertificatePem.TryDecode(pem, out var certificates)
            ? certificates.Select((der, index) => Of(der, $"Certificate {index + 1} of {certificates.Length}"))
            : [new FieldList().Add("Malformed", "no certificates in PEM").Named("Certificates")];

    public static FieldGroup Of(ReadOnlyMemory<byte> der, string name)
    {
        if (!Certificate.TryParse(der, out var certificate, out var error))
        {
            return new FieldList().Add("Malformed", error.ToString()).Named(name);
        }

        var fields = new FieldList()
            .Add("Subject", Text(certificate.SubjectCommonName))
            .Add("Issuer", Text(certificate.IssuerCommonName))
            .Add("Serial number", certificate.Serial.ToString())
            .Add("Not before", Time(certificate.Validity.NotBefore))
            .Add("Not after", Time(certificate.Validity.NotAfter))
            .Add("Key", certificate.KeyKind switch
            {
                CertificateKeyKind.P256 => "ECDSA P-256",
                CertificateKeyKind.P384 => "ECDSA P-384",
                _ => "RSA",
            })
            .Add("Signed by", certificate.SignatureAlgorithm.ToString())
            .Add("Authority", certificate.IsAuthority ? "yes" : "no");
        AddPlatform(fields, certificate);
        AddEndorsementKey(fields, certificate);
        return fields.Named($"{name}: {Text(certificate.SubjectCommonName)}");
    }

    public static FieldGroup Of(CertificateRevocationList list, string name) => new FieldList()
        .Add("Issuer", Text(list.IssuerCommonName))
        .Add("This update", Time(list.ThisUpdate))
        .Add("Next update", Time(list.NextUpdate))
        .Add("Revoked", list.Revoked.Count)
        .Named(name);

    public static string Time(DateTimeOffset time) => FormattableString.Invariant($"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z");

    private static void AddPlatform(FieldList fields, Certificate certificate)
    {
        if (PckExtension.Read(certificate) is not { } platform)
        {
            return;
        }

        fields.Add("FMSPC", platform.Fmspc).Add("PCEID", platform.PceId);
        for (var component = 0; component < TcbSvn.Count; component++)
        {
            fields.Add($"TCB component {component + 1:00}", platform.Components[component]);
        }

        fields.Add("PCESVN", platform.PceSvn).AddHex("CPUSVN", platform.CpuSvn);
        AddFlag("Dynamic platform", platform.IsDynamicPlatform);
        AddFlag("Cached keys", platform.HasCachedKeys);
        AddFlag("SMT enabled", platform.IsSmtEnabled);

        void AddFlag(string name, bool? value)
        {
            if (value is { } known)
            {
                fields.Add(name, known ? "yes" : "no");
            }
        }
    }

    private static void AddEndorsementKey(FieldList fields, Certificate certificate)
    {
        var kind = Text(certificate.SubjectCommonName) == "SEV-VLEK" ? SnpSigningKey.Vlek : SnpSigningKey.Vcek;
        var issuer = Text(certificate.IssuerCommonName);
        foreach (var product in Enum.GetValues<SnpProduct>())
        {
            if (issuer == $"SEV-{(kind == SnpSigningKey.Vlek ? "VLEK-" : "")}{product}"
                && SnpKeyExtensions.TryRead(certificate, product, kind, out var extensions))
            {
                fields.Add("Product", product.ToString()).Add("TCB", extensions.Tcb.ToString());
                if (extensions.ChipId is { } chip)
                {
                    fields.AddHex("hwID", chip);
                }
            }
        }
    }

    /// <summary>Somebody else's words.</summary>
    private static string Text(ReadOnlySpan<byte> utf8) => Printable.Of(Encoding.UTF8.GetString(utf8));
}
