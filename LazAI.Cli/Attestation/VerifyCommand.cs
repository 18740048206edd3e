using System.Collections.Immutable;
using System.CommandLine;
using LazAI.Attestation;
using LazAI.Cli.Invocation;
using LazAI.Client;
using LazAI.Cryptography;

namespace LazAI.Cli.Attestation;

/// <summary><c>lazai attest verify</c>: whether evidence is authentic, how up to date its platform is, and what a policy says of it.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var command = new Command(
            "verify",
            "Verify evidence on this machine. Exit code 0: authentic and accepted by --policy; 1: authentic, but refused; "
            + "2: arguments or collateral are missing, or a file is nothing that is known here; 3: a collateral service did not answer; "
            + "4: not authentic at that time; 5: authentic, and no policy was given")
        {
            VerifyOptions.File,
        };
        foreach (var option in VerifyOptions.All)
        {
            command.Add(option);
        }

        return command.Runs(RunAsync);
    }

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        // All arguments before the network: a mistake should not wait for it.
        var parse = context.Parse;
        var file = await EvidenceReader.ReadAsync(parse.GetRequiredValue(VerifyOptions.File), cancellationToken);
        var at = VerifyOptions.Time(parse, VerifyOptions.At) ?? TimeProvider.System.GetUtcNow();
        var judge = await PolicyJudge.ReadAsync(context, cancellationToken);
        var roots = await TrustedRoots.ReadAsync(context, cancellationToken);
        using var sources = await CollateralSources.OpenAsync(context, roots, at, cancellationToken);
        Verification verification;
        try
        {
            verification = await VerifyAsync(context, file, roots, sources, at, cancellationToken);
        }
        catch (LazAIException failure)
        {
            return ReportFetchFailure(context, failure);
        }

        var report = Conclude(file, verification, judge, roots, at);
        await ExportAsync(context, verification, cancellationToken);
        context.Show(report, report.Print);
        if (report.Verdict == VerificationReport.Undecided || report.Code == AttestationErrors.PckChainRequired)
        {
            new Diagnostic(report.Code!, report.Detail!, Advise(report.Code!)).Write(parse);
        }

        return report.ExitCode;
    }

    private static async Task<Verification> VerifyAsync(
        CommandContext context, EvidenceFile file, TrustedRoots roots, CollateralSources sources, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var certificates = await CertificateFiles.ReadAsync(context, cancellationToken);
        if (certificates.IsGiven && file.Format is not (EvidenceFileFormat.SnpReport or EvidenceFileFormat.HclReport))
        {
            throw new CommandFailedException(
                "--certificates and --crl are for SEV-SNP reports.", "Give a quote's collateral by --collateral, and a token's keys by --jwks and --issuer.");
        }

        var verifier = new HardwareVerification(roots, sources, at);
        return file.Format switch
        {
            EvidenceFileFormat.Quote => await verifier.VerifyQuoteAsync(file.Bytes, cancellationToken),
            EvidenceFileFormat.SnpReport => await verifier.VerifyReportAsync(
                file.Bytes, certificates.Table.IsEmpty ? certificates with { Table = file.Rest } : certificates, cancellationToken),
            EvidenceFileFormat.HclReport => await new ParavisorVerification(context, verifier).VerifyAsync(file, certificates, cancellationToken),
            EvidenceFileFormat.AzureToken => await TokenVerification.VerifyAsync(context, sources, file, at, cancellationToken),
            EvidenceFileFormat.TpmQuote => throw new CommandFailedException(
                "A quote of a TPM proves nothing without the hardware's evidence.", "Verify the paravisor's report, and give this file by --tpm-quote."),
            EvidenceFileFormat.CertificateTable => throw new CommandFailedException(
                "A certificate table is no evidence.", "Verify the report, and give this file by --certificates."),
            _ => throw new CommandFailedException("A collateral bundle is no evidence.", "Verify the evidence, and give this file by --collateral."),
        };
    }

    private static VerificationReport Conclude(
        EvidenceFile file, Verification verification, PolicyJudge judge, TrustedRoots roots, DateTimeOffset at)
    {
        var hash = Keccak256.Hash(file.Bytes.Span);
        var steps = verification.Plan.Show(verification.Refusal, verification.NotChecked);
        var judgement = verification.Facts(hash) is { } facts ? judge.Judge(facts, at) : null;
        var mismatch = verification.Refusal is null && judge.Policy is null ? judge.MismatchOf(verification.ReportData) : null;
        var (verdict, code, detail) = verification.Refusal is { } refusal
                ? (IsUndecided(verification, refusal.Code) ? VerificationReport.Undecided : VerificationReport.NotAuthentic, refusal.Code, refusal.Detail)
            : mismatch is not null ? (VerificationReport.Refused, AttestationErrors.ReportDataMismatch, mismatch)
            : judgement is null ? (VerificationReport.Authentic, default(string), default(string))
            : judgement.Reason is { } reason ? (VerificationReport.Refused, reason.Code, reason.Message)
            : (VerificationReport.Accepted, null, null);
        return new VerificationReport(
            KindOf(file), hash.ToString(), CertificateFields.Time(at), verdict, code, detail, steps,
            verification.ReportData?.ToString()[2..],
            TcbOf(verification.Result),
            ConditionsOf(verification.Result),
            judgement is null ? null : Shown(judgement),
            RemarksOf(verification, judge, judgement, roots),
            verification.Bundle?.ComputeHash().ToString());
    }

    /// <summary>Nothing is said against the evidence: what to verify it with is missing, or is something else.</summary>
    private static bool IsUndecided(Verification verification, string code) => code == AttestationErrors.CollateralMalformed
        || (verification.Bundle is null && code is AttestationErrors.CollateralRequired or AttestationErrors.PckChainRequired);

    private static string KindOf(EvidenceFile file) => file.Format switch
    {
        EvidenceFileFormat.Quote => DcapQuote.TryParse(file.Bytes, out var quote, out _) ? DcapFields.KindOf(quote) : "SGX or TDX quote",
        EvidenceFileFormat.SnpReport => SnpReport.TryParse(file.Bytes, out var report, out _) ? SnpFields.KindOf(report) : "SEV-SNP report",
        EvidenceFileFormat.HclReport => "Azure paravisor (HCL) report",
        _ => "Azure Attestation token",
    };

    private static TcbShown? TcbOf(EvidenceVerification result) => result is DcapQuoteVerified { Tcb: { } tcb }
        ? new TcbShown(
            tcb.Status.ToString(), tcb.AdvisoryIds, [.. tcb.Shortfalls.Select(shortfall => shortfall.ToString())], tcb.Fmspc,
            tcb.TcbEvaluationDataNumber, CertificateFields.Time(tcb.CollateralNextUpdate))
        : null;

    private static ImmutableArray<string> ConditionsOf(EvidenceVerification result)
    {
        var conditions = ImmutableArray.CreateBuilder<string>();
        void Add(bool holds, string condition)
        {
            if (holds)
            {
                conditions.Add(condition);
            }
        }

        switch (result)
        {
            case DcapQuoteVerified quote:
                Add(quote.IsDebug, "debug: nothing is secret from the host");
                Add(quote.TrustDomain?.Attributes.IsMigratable == true, "migratable: a migration domain may move it, and must be trusted, too");
                break;
            case SnpReportVerified report:
                var held = report.Claims.Conditions;
                Add(held.HasFlag(SnpConditions.DebugAllowed), "debug is allowed: nothing is secret from the host");
                Add(held.HasFlag(SnpConditions.MigrationAllowed), "migration is allowed: an agent may move it, and must be trusted, too");
                Add(held.HasFlag(SnpConditions.FirmwareProvisional), "provisional firmware: the host can go back to an older one");
                Add(held.HasFlag(SnpConditions.ChipIdMasked), "the chip's identifier is masked");
                Add(!report.RevocationChecked, "revocation was not checked");
                break;
            case AzureTokenVerified token:
                Add(token.Claims.Tee is null, "the token speaks of no confidential hardware");
                Add(token.Claims.Tee?.IsDebug == true, "debug: nothing is secret from the host");
                break;
        }

        return conditions.ToImmutable();
    }

    private static ImmutableArray<string> RemarksOf(
        Verification verification, PolicyJudge judge, EvidenceJudgement? judgement, TrustedRoots roots)
    {
        var remarks = verification.Remarks;
        if (verification.Refusal is null && judge.Challenge is null)
        {
            remarks = remarks.Add("Nothing ties this evidence to you: without --report-data it may be an old one, or another's.");
        }

        if (judge.Challenge is { TimestampSeconds: null } && judgement?.Reasons.Any(reason => reason.Component == "timestamp") == true)
        {
            remarks = remarks.Add("The policy limits the age of evidence: say by --challenged-at when it was asked for.");
        }

        return roots.IsDangerous ? remarks.Insert(0, "DANGEROUS ROOT: given in the place of the vendor's; this proves nothing about hardware.") : remarks;
    }

    private static JudgementShown Shown(EvidenceJudgement judgement) => new(
        judgement.IsAccepted,
        [.. judgement.Reasons.Select(reason => new ReasonShown(
            reason.Code, reason.Component, reason.Found, reason.Demanded, reason.Message, reason.ShortBy))],
        [.. judgement.Tolerances.Select(tolerance => new LimitShown(
            tolerance.Component, CertificateFields.Time(tolerance.Until), tolerance.Message))],
        [.. judgement.Warnings.Select(warning => new LimitShown(
            warning.Component, warning.Until is { } until ? CertificateFields.Time(until) : null, warning.Message))],
        judgement.AcceptedUntil is { } end ? CertificateFields.Time(end) : null);

    private static async Task ExportAsync(CommandContext context, Verification verification, CancellationToken cancellationToken)
    {
        if (context.Parse.GetValue(VerifyOptions.ExportBundle) is not { } file)
        {
            return;
        }

        // What does not verify anything is not worth keeping.
        if (verification.Bundle is null || verification.Refusal is not null)
        {
            context.Warn(new Diagnostic("cli/no-bundle", $"{file.Name} was not written.", "Only collateral that verifies the evidence is exported."));
            return;
        }

        await File.WriteAllBytesAsync(file.FullName, verification.Bundle.Serialize(), cancellationToken);
    }

    private static int ReportFetchFailure(CommandContext context, LazAIException failure)
    {
        var missing = failure.Status == 404;
        new Diagnostic(failure.Code.Value, failure.Detail, missing
            ? "The service does not know this platform: is it the right service, and is the platform registered there?"
            : failure.Code == ClientErrors.ResponseMalformed
                ? "The service gave something else than it should, or of another time than --at: for evidence of the past give a bundle by --collateral."
                : "Try again later, have another service give it (--pcs, --pccs, --kds), or give a bundle by --collateral.").Write(context.Parse);
        return missing ? ExitCode.Unusable : ExitCode.Unreachable;
    }

    private static string Advise(string code) => code switch
    {
        AttestationErrors.CollateralRequired =>
            "Give it by --collateral, or have it fetched: --pcs or --pccs for Intel, --kds for AMD ('lazai attest verify --help').",
        AttestationErrors.PckChainRequired => "A PCCS of the platform's data centre has its certificate: --pccs.",
        _ => $"The code '{code}' is explained in docs/errors.md.",
    };
}
