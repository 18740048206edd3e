using System.Collections.Immutable;
using LazAI.Attestation;
using LazAI.Cli.Invocation;
using Spectre.Console;

namespace LazAI.Cli.Attestation;

/// <summary>What <c>lazai attest verify</c> found; its JSON is this record.</summary>
/// <param name="Kind">What the file is.</param>
/// <param name="EvidenceHash">Keccak-256 of the evidence.</param>
/// <param name="At">The time of verification.</param>
/// <param name="Verdict">
/// <c>accepted</c>, <c>refused</c> (authentic, but not as demanded), <c>authentic</c> (no policy), <c>notAuthentic</c> (or not
/// shown to be authentic by the collateral that was given), <c>undecided</c> (what to verify it with is missing, or is something else).
/// </param>
/// <param name="Code">Why not; absent when nothing speaks against it.</param>
/// <param name="Steps">The steps in trust order.</param>
/// <param name="Tcb">How up to date the platform is, where the evidence says so.</param>
/// <param name="Conditions">What a relying party must not overlook although all signatures hold.</param>
/// <param name="Judgement">The policy's answer; absent without a policy.</param>
/// <param name="Remarks">What is unusual about how it was verified.</param>
/// <param name="BundleHash">Keccak-256 of the collateral bundle; absent where none was used.</param>
internal sealed record VerificationReport(
    string Kind,
    string EvidenceHash,
    string At,
    string Verdict,
    string? Code,
    string? Detail,
    ImmutableArray<VerificationStep> Steps,
    string? ReportData,
    TcbShown? Tcb,
    ImmutableArray<string> Conditions,
    JudgementShown? Judgement,
    ImmutableArray<string> Remarks,
    string? BundleHash)
{
    public const string Accepted = "accepted";
    public const string Refused = "refused";
    public const string Authentic = "authentic";
    public const string NotAuthentic = "notAuthentic";
    public const string Undecided = "undecided";

    public int ExitCode => Verdict switch
    {
        Accepted => Invocation.ExitCode.Success,
        Refused => Invocation.ExitCode.Refused,
        Authentic => Invocation.ExitCode.Unjudged,
        NotAuthentic => Invocation.ExitCode.NotAuthentic,
        _ => Invocation.ExitCode.Unusable,
    };

    public void Print(IAnsiConsole console)
    {
        console.MarkupLineInterpolated($"[bold]{Kind}[/]  {EvidenceHash}, at {At}");
        var table = new Table().AddColumn(new TableColumn("#").RightAligned()).AddColumn("Step").AddColumn("").AddColumn("What was found");
        foreach (var step in Steps)
        {
            table.AddRow(
                step.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
                Markup.Escape(step.Name),
                step.Outcome switch
                {
                    VerificationStep.Passed => "[green]ok[/]",
                    VerificationStep.Failed => "[red]FAIL[/]",
                    _ => "[yellow]not checked[/]",
                },
                Markup.Escape(Printable.Of(step.Explanation)));
        }

        console.Write(table);
        Tcb?.Print(console);
        Judgement?.Print(console);
        foreach (var condition in Conditions)
        {
            console.MarkupLineInterpolated($"[yellow]Mind: {condition}[/]");
        }

        foreach (var remark in Remarks)
        {
            console.MarkupLineInterpolated($"[yellow]{Printable.Of(remark)}[/]");
        }

        if (BundleHash is not null)
        {
            console.MarkupLineInterpolated($"Collateral bundle {BundleHash}");
        }

        PrintVerdict(console);
    }

    private void PrintVerdict(IAnsiConsole console)
    {
        switch (Verdict)
        {
            case Accepted:
                console.MarkupLine("[bold green]ACCEPTED: authentic, and as the policy demands.[/]");
                break;
            case Authentic:
                console.MarkupLine("[bold]AUTHENTIC. No policy was given: whether this is what you want to talk to has not been judged (--policy).[/]");
                break;
            case Refused:
                console.MarkupLineInterpolated($"[bold red]REFUSED: authentic, but not acceptable. {Printable.Of(Detail ?? "")} ({Code})[/]");
                break;
            case NotAuthentic:
                console.MarkupLineInterpolated($"[bold red]NOT AUTHENTIC: {Printable.Of(Detail ?? "")} ({Code})[/]");
                break;
            default:
                console.MarkupLineInterpolated($"[bold red]UNDECIDED: {Printable.Of(Detail ?? "")} ({Code})[/]");
                break;
        }
    }
}

/// <summary>How up to date an Intel platform is.</summary>
internal sealed record TcbShown(
    string Status, ImmutableArray<string> AdvisoryIds, ImmutableArray<string> Shortfalls, string Fmspc, int TcbEvaluationDataNumber, string CollateralNextUpdate)
{
    public void Print(IAnsiConsole console)
    {
        console.MarkupLineInterpolated(
            $"TCB status [bold]{Status}[/] (FMSPC {Fmspc}, TCB evaluation data {TcbEvaluationDataNumber}, collateral until {CollateralNextUpdate})");
        if (!AdvisoryIds.IsEmpty)
        {
            console.WriteLine("  Advisories: " + string.Join(", ", AdvisoryIds.Select(Printable.Of)));
        }

        foreach (var shortfall in Shortfalls)
        {
            console.WriteLine("  Short: " + Printable.Of(shortfall));
        }
    }
}
