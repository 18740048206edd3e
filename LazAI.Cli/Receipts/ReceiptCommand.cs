using System.CommandLine;
using LazAI.Cli.Invocation;
using LazAI.Client.Receipts;
using LazAI.Protocol.Encoding;
using Spectre.Console;

namespace LazAI.Cli.Receipts;

/// <summary><c>lazai receipt</c>: fetch one, and check one offline.</summary>
internal static class ReceiptCommand
{
    private const string RootUntrusted = "attestation/root-untrusted";

    private static readonly Argument<string> s_taskId = new("task") { Description = "Task id" };

    private static readonly Option<FileInfo?> s_output = new("-o", "--output") { Description = "File to write; standard output if absent" };

    private static readonly Argument<FileInfo> s_file = new("file") { Description = "The receipt" };

    private static readonly Option<string[]> s_developmentRoots = new("--trust-development-root")
    {
        Description = "A development root to trust: its PEM certificate file or SHA-256 fingerprint. Proves nothing about hardware",
    };

    private static readonly Option<FileInfo?> s_network = new("--network")
    {
        Description = "What you know of the network: the output of 'lazai status --json' of a service that you trust",
    };

    private static readonly Option<string[]> s_descriptions = new("--accept-model")
    {
        Description = "Hash of a model description that you accept ('lazai models list')",
    };

    public static Command Create() => new("receipt", "Fetch receipts, and check them offline")
    {
        new Command("fetch", "Fetch the receipt of a verified task") { s_taskId, s_output }.Runs(FetchAsync),
        new Command("verify", "Check a receipt without asking anybody; exit code 0 only if it holds")
        {
            s_file, s_developmentRoots, s_network, s_descriptions,
        }.Runs(VerifyAsync),
    };

    private static async Task<int> FetchAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var receipt = await context.Client.GetReceiptAsync(
            Identifiers.Task(context.Parse.GetRequiredValue(s_taskId)), cancellationToken);
        var json = CanonicalJson.Serialize(receipt);
        if (context.Parse.GetValue(s_output) is not { } file)
        {
            context.Parse.InvocationConfiguration.Output.WriteLine(System.Text.Encoding.UTF8.GetString(json));
            return ExitCode.Success;
        }

        await File.WriteAllBytesAsync(file.FullName, json, cancellationToken);
        context.Show(new Fetched(receipt.TaskId.ToString(), file.FullName, json.Length), console =>
        {
            console.MarkupLineInterpolated($"{json.Length} bytes written to {file.FullName}.");
            console.MarkupLineInterpolated($"[grey]Check it with: lazai receipt verify {file}[/]");
        });
        return ExitCode.Success;
    }

    private static async Task<int> VerifyAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var trust = await TrustReader.ReadAsync(
            context.Parse.GetValue(s_developmentRoots) ?? [],
            context.Parse.GetValue(s_network),
            context.Parse.GetValue(s_descriptions) ?? [],
            cancellationToken);
        var json = await File.ReadAllBytesAsync(context.Parse.GetRequiredValue(s_file).FullName, cancellationToken);
        var verification = new ReceiptVerifier(trust).Verify(json);
        context.Show(
            new Verified(
                verification.IsValid, verification.IsPartial, verification.RestsOnDevelopmentEvidence, verification.TaskId?.ToString(),
                [.. verification.Checks.Select(check => new CheckShown(check.Number, check.Name, check.Outcome.ToString(), check.Explanation))]),
            console => Print(console, verification));
        return verification.IsValid ? ExitCode.Success : ExitCode.Refused;
    }

    private static void Print(IAnsiConsole console, ReceiptVerification verification)
    {
        var table = new Table().AddColumn(new TableColumn("#").RightAligned()).AddColumn("Check").AddColumn("").AddColumn("What was found");
        foreach (var check in verification.Checks)
        {
            table.AddRow(
                check.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
                Markup.Escape(check.Name),
                check.Outcome switch
                {
                    CheckOutcome.Passed => "[green]ok[/]",
                    CheckOutcome.Failed => "[red]FAIL[/]",
                    _ => "[yellow]not checked[/]",
                },
                Markup.Escape(check.Explanation));
        }

        console.Write(table);
        console.MarkupLineInterpolated(
            verification.IsValid ? (FormattableString)$"[bold]{ReceiptReport.Verdict(verification)}[/]" : $"[bold red]{ReceiptReport.Verdict(verification)}[/]");
        if (verification.Checks.Any(check => check.Outcome == CheckOutcome.Failed && check.Explanation.Contains(RootUntrusted, StringComparison.Ordinal)))
        {
            console.WriteLine(
                "A network that you have started yourself signs with its own development root: name it by --trust-development-root. "
                + "'LazAI.AppHost' prints where its file lies.");
        }

        if (verification.IsValid)
        {
            console.WriteLine();
            console.WriteLine("Not proven by a receipt:");
            foreach (var limit in ReceiptVerification.NotProven)
            {
                console.WriteLine("- " + limit);
            }

            console.WriteLine("- The service's own word: " + string.Join(", ", verification.StatedByService) + ".");
        }
    }

    private sealed record Fetched(string TaskId, string File, int Bytes);

    private sealed record Verified(bool Valid, bool Partial, bool DevelopmentEvidence, string? TaskId, CheckShown[] Checks);

    private sealed record CheckShown(int Number, string Name, string Outcome, string Explanation);
}
