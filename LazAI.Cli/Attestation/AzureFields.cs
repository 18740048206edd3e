using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LazAI.Attestation;
using LazAI.Cli.Invocation;

namespace LazAI.Cli.Attestation;

/// <summary>The fields of what Azure hands out: reports of the paravisor, TPM quotes, tokens.</summary>
internal static class AzureFields
{
    private const int ValueLengthMaximum = 256;
    private const int TokenLengthMaximum = 256 * 1024;

    public static IEnumerable<FieldGroup> Of(HclReport report)
    {
        yield return new FieldList()
            .Add("Report type", (int)report.Type, report.Type == HclReportType.Snp ? "SEV-SNP report" : "TDREPORT, which only a TDX quote makes believable")
            .AddHex("Report data", report.ReportData)
            .Add("Hash type", "1", "SHA-256")
            .Add("Runtime data", report.RuntimeData.Length, VtpmQuoteVerifier.Binds(report.ReportData, report)
                ? "bytes, whose SHA-256 is the report data"
                : "bytes, whose SHA-256 is NOT the report data")
            .Named("Paravisor (HCL) report");
        yield return OfJson(report.RuntimeData, "Runtime data");
        if (report.Type == HclReportType.Snp && SnpReport.TryParse(report.HardwareReport, out var hardware, out _))
        {
            foreach (var group in SnpFields.Of(hardware, default))
            {
                yield return group with { Name = "SEV-SNP report, " + group.Name };
            }
        }
    }

    public static FieldGroup Of(in TpmQuote quote)
    {
        var selection = quote.PcrSelection;
        return new FieldList()
            .Add("magic", "ff544347", "TPM_GENERATED_VALUE")
            .Add("type", "8018", "TPM_ST_ATTEST_QUOTE")
            .Add("extraData", quote.ExtraData, "the nonce")
            .Add("pcrSelect", string.Join(' ', Enumerable.Range(0, TpmQuote.PcrCountMaximum).Where(pcr => (selection >> pcr & 1) != 0)), "SHA-256 bank")
            .AddHex("pcrDigest", quote.PcrDigest)
            .Named("TPMS_ATTEST");
    }

    /// <summary>Header and claims of a token; null when they cannot be read.</summary>
    public static IEnumerable<FieldGroup>? OfToken(ReadOnlyMemory<byte> token)
    {
        var segments = token.Length <= TokenLengthMaximum ? Encoding.ASCII.GetString(token.Span).Split('.') : [];
        if (segments.Length != 3)
        {
            return null;
        }

        try
        {
            return
            [
                OfJson(Base64Url.DecodeFromChars(segments[0]), "Header"),
                OfJson(Base64Url.DecodeFromChars(segments[1]), "Claims"),
                new FieldList().Add("Signature", Base64Url.DecodeFromChars(segments[2])).Named("Signature"),
            ];
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static FieldGroup OfJson(ReadOnlyMemory<byte> utf8, string name)
    {
        var fields = new FieldList();
        try
        {
            using var document = JsonDocument.Parse(utf8);
            Flatten(fields, "", document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            fields.Add("Malformed", Printable.Of(exception.Message));
        }

        return fields.Named(name);
    }

    /// <summary>Values with the path that leads to them. Times that tokens have in seconds are written out.</summary>
    private static void Flatten(FieldList fields, string path, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Flatten(fields, path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var element in value.EnumerateArray())
                {
                    Flatten(fields, $"{path}[{(index++).ToString(CultureInfo.InvariantCulture)}]", element);
                }

                break;
            default:
                var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
                fields.Add(
                    path,
                    text.Length > ValueLengthMaximum ? $"{text[..ValueLengthMaximum]}… ({text.Length} characters)" : text,
                    path is "iat" or "nbf" or "exp" && value.TryGetInt64(out var seconds) && seconds is >= 0 and < 253_402_300_800
                        ? CertificateFields.Time(DateTimeOffset.FromUnixTimeSeconds(seconds))
                        : null);
                break;
        }
    }
}
