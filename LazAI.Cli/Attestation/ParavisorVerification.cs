using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using LazAI.Attestation;
using LazAI.Cli.Invocation;
using LazAI.Cryptography;

namespace LazAI.Cli.Attestation;

/// <summary>Verifies reports of Azure's paravisor: the hardware's evidence, that it vouches for the runtime data, and a quote of the TPM.</summary>
internal sealed class ParavisorVerification(CommandContext context, HardwareVerification verifier)
{
    private const int PcrsMaximum = 64;

    public async Task<Verification> VerifyAsync(EvidenceFile file, CertificateFiles along, CancellationToken cancellationToken)
    {
        if (!HclReport.TryParse(file.Bytes, out var report, out var error))
        {
            return new Verification(
                new EvidenceRefused(AttestationErrors.HclReportMalformed, error.ToString()), VerificationPlan.Paravisor, null);
        }

        // Either all that a worker sends, or the report with nothing or the hardware's evidence behind it.
        var behind = ParavisorEvidence.TryParse(file.Bytes, file.Rest, out var whole, out _) ? whole.Hardware : file.Rest;
        var verification = report.Type == HclReportType.Snp
            ? await verifier.VerifyReportAsync(report.HardwareReport, along with { Certificates = along.Certificates ?? CertificatesOf(behind) }, cancellationToken)
            : await verifier.VerifyQuoteAsync(await ReadQuoteAsync(behind, cancellationToken), cancellationToken);
        verification = verification with { Plan = verification.Plan.Then(VerificationPlan.Paravisor), Vtpm = new VtpmFacts([]) };
        if (verification.ReportData is not { } reportData)
        {
            return verification;
        }

        if (!VtpmQuoteVerifier.Binds(reportData, report))
        {
            return verification with
            {
                Result = new EvidenceRefused(AttestationErrors.HclRuntimeDataMismatch, "the report data is not the hash of the runtime data"),
            };
        }

        return await VerifyTpmAsync(file, verification, reportData, whole, cancellationToken);
    }

    private async Task<Verification> VerifyTpmAsync(
        EvidenceFile file, Verification hardware, ReportData reportData, ParavisorEvidence? whole, CancellationToken cancellationToken)
    {
        var parse = context.Parse;
        if (whole is not null)
        {
            var nonceOfGuest = SHA256.HashData(whole.UserData.AsSpan());
            return Conclude(
                hardware with { GuestData = whole.UserData },
                VtpmQuoteVerifier.Verify(file.Bytes, reportData, whole.TpmQuote.Bytes, whole.TpmSignature.Span, nonceOfGuest, whole.Pcrs));
        }

        if (parse.GetValue(VerifyOptions.TpmQuote) is not { } quoteFile)
        {
            const string Unsaid = "No quote of the TPM was given: nothing is said about the software that was started, nor about a nonce.";
            return hardware with { Remarks = [.. hardware.Remarks, Unsaid] };
        }

        if (parse.GetValue(VerifyOptions.TpmSignature) is not { } signatureFile || VerifyOptions.Hex(parse, VerifyOptions.TpmNonce) is not { } nonce)
        {
            throw new CommandFailedException("A TPM quote is verified by its signature and nonce.", "Give --tpm-signature and --tpm-nonce beside --tpm-quote.");
        }

        var quote = await EvidenceReader.ReadBytesAsync(quoteFile, cancellationToken);
        var signature = await EvidenceReader.ReadBytesAsync(signatureFile, cancellationToken);
        var pcrs = parse.GetValue(VerifyOptions.Pcrs) is { } pcrFile ? ReadPcrs(await EvidenceReader.ReadBytesAsync(pcrFile, cancellationToken)) : [];
        var result = VtpmQuoteVerifier.Verify(file.Bytes, reportData, quote, signature, nonce, pcrs);
        var both = Conclude(hardware, result);
        if (pcrs.IsEmpty)
        {
            both.NotChecked[VerificationPlan.Tpm.Steps[^1].Name] = "no PCR values were given (--pcrs)";
        }

        return both;
    }

    private static Verification Conclude(Verification hardware, EvidenceVerification tpm)
    {
        var both = hardware with { Plan = hardware.Plan.Then(VerificationPlan.Tpm) };
        return tpm is VtpmQuoteVerified quote ? both with { Vtpm = VtpmFacts.Of(quote) } : both with { Result = tpm };
    }

    private async Task<ReadOnlyMemory<byte>> ReadQuoteAsync(ReadOnlyMemory<byte> behind, CancellationToken cancellationToken)
    {
        if (context.Parse.GetValue(VerifyOptions.Quote) is { } quoteFile)
        {
            var quote = await EvidenceReader.ReadAsync(quoteFile, cancellationToken);
            return quote.Format == EvidenceFileFormat.Quote ? quote.Bytes : throw new CommandFailedException($"{quoteFile.Name} is no quote.", "Give the TDX quote.");
        }

        return !behind.IsEmpty
            ? behind
            : throw new CommandFailedException(
                "The TDREPORT in a report of Azure's paravisor is not signed.",
                "Have a quote made of it (POST http://169.254.169.254/acc/tdquote in the guest), and give it by --quote.");
    }

    /// <summary>What Azure's metadata service gives to guests: endorsement key, signing key, root key.</summary>
    private static SnpCertificates? CertificatesOf(ReadOnlyMemory<byte> pem) =>
        CertificatePem.TryDecode(pem.Span, out var certificates) && certificates.Length == 3
            ? new SnpCertificates(certificates[0], certificates[1], certificates[2])
            : null;

    private static ImmutableArray<Bytes32> ReadPcrs(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var values = document.RootElement.GetProperty("pcrs");
            return values.GetArrayLength() <= PcrsMaximum
                ? [.. values.EnumerateArray().Select(value => new Bytes32(Convert.FromHexString(value.GetString()!)))]
                : throw new FormatException($"more than {PcrsMaximum} values");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new CommandFailedException(
                $"The PCR values cannot be read: {exception.Message}", "Write them as {\"pcrs\":[\"…\",…]}, 64 hexadecimal digits each, from PCR 0 on.");
        }
    }
}
