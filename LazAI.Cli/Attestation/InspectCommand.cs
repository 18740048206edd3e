using System.CommandLine;
using LazAI.Attestation;
using LazAI.Cli.Invocation;

namespace LazAI.Cli.Attestation;

/// <summary><c>lazai attest inspect</c>: what stands in evidence, without judging it.</summary>
internal static class InspectCommand
{
    private const string Nothing =
        "Nothing above has been verified, no signature, certificate or time: anybody can write such a file. 'lazai attest verify' verifies it.";

    private static readonly Argument<FileInfo> s_file = new("file") { Description = $"Any of: {EvidenceReader.Kinds}" };

    public static Command Create() =>
        new Command("inspect", "Show what stands in evidence, unverified") { s_file }.Runs(RunAsync);

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var file = await EvidenceReader.ReadAsync(context.Parse.GetRequiredValue(s_file), cancellationToken);
        var inspection = Inspect(file);
        context.Show(inspection, inspection.Print);
        return ExitCode.Success;
    }

    private static Inspection Inspect(EvidenceFile file) => file.Format switch
    {
        EvidenceFileFormat.Quote => DcapQuote.TryParse(file.Bytes, out var quote, out var error)
            ? Shown(DcapFields.KindOf(quote), file, quote.Bytes.Length, DcapFields.Of(quote), "Whether the platform is up to date is not in a quote: collateral says it.")
            : throw EvidenceReader.Malformed("an SGX or TDX quote", error.ToString()),
        EvidenceFileFormat.SnpReport when !SnpCertificateTable.TryParse(file.Rest, out _) =>
            throw EvidenceReader.Malformed("an SEV-SNP report", "what follows its 1,184 bytes is no certificate table"),
        EvidenceFileFormat.SnpReport => SnpReport.TryParse(file.Bytes, out var report, out var error)
            ? Shown(
                SnpFields.KindOf(report) + (file.Rest.IsEmpty ? "" : " with a certificate table"), file, report.Bytes.Length, SnpFields.Of(report, file.Rest),
                report.Processor is null ? "Version 2 does not name the processor; TCB versions are shown as Milan and Genoa have them." : null)
            : throw EvidenceReader.Malformed("an SEV-SNP report", error.ToString()),
        EvidenceFileFormat.HclReport => HclReport.TryParse(file.Bytes, out var report, out var error)
            ? Shown("Azure paravisor (HCL) report", file, file.Bytes.Length, [.. AzureFields.Of(report), .. Behind(file)], null)
            : throw EvidenceReader.Malformed("a report of Azure's paravisor", error.ToString()),
        EvidenceFileFormat.TpmQuote => TpmQuote.TryParse(file.Bytes, out var quote, out var error)
            ? Shown("TPM quote", file, file.Bytes.Length, [AzureFields.Of(quote)], "Its signature lies elsewhere, and its key's owner in the paravisor's report.")
            : throw EvidenceReader.Malformed("a quote of a TPM", error.ToString()),
        EvidenceFileFormat.CertificateTable => SnpCertificateTable.TryParse(file.Bytes, out _)
            ? Shown("SEV-SNP certificate table", file, file.Bytes.Length, SnpFields.OfTable(file.Bytes), null)
            : throw EvidenceReader.Malformed("a certificate table", "entries overlap, repeat, reach outside or do not end"),
        EvidenceFileFormat.CollateralBundle => CollateralBundle.TryParse(file.Bytes, out var bundle, out var refusal)
            ? Shown("Collateral bundle", file, file.Bytes.Length, BundleFields.Of(bundle), null)
            : throw EvidenceReader.Malformed("a collateral bundle", refusal.Detail),
        _ => AzureFields.OfToken(file.Bytes) is { } groups
            ? Shown("Azure Attestation token", file, file.Bytes.Length, groups, "A token is Azure's word about evidence that is not in it.")
            : throw EvidenceReader.Malformed("a token of Azure Attestation", "not three segments of base64url, or too long"),
    };

    /// <summary>What a worker sends behind the paravisor's report, or the hardware's evidence alone.</summary>
    private static IEnumerable<FieldGroup> Behind(EvidenceFile file) => ParavisorEvidence.TryParse(file.Bytes, file.Rest, out var whole, out _)
        ? [.. OfHardware(whole.Hardware), AzureFields.Of(whole.TpmQuote)]
        : OfHardware(file.Rest);

    private static IEnumerable<FieldGroup> OfHardware(ReadOnlyMemory<byte> evidence) =>
        evidence.IsEmpty ? []
        : DcapQuote.TryParse(evidence, out var quote, out _) ? DcapFields.Of(quote)
        : CertificateFields.OfPem(evidence.Span);

    private static Inspection Shown(string kind, EvidenceFile file, int length, IEnumerable<FieldGroup> groups, string? besides) =>
        new(kind, file.Encoding, length, [.. groups], besides is null ? [Nothing] : [Nothing, besides]);
}
