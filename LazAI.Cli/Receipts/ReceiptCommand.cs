using System.Collections.Immutable;
using System.CommandLine;
using LazAI.Cli.Invocation;
using LazAI.Client.Receipts;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using Spectre.Console;

namespace LazAI.Cli.Receipts;

/// <summary><c>lazai receipt</c>: fetch one, and check one offline.</summary>
internal static class ReceiptCommand
{
    private const string RootUntrusted = "attestation/root-untrusted";

    /// <summary>Inputs that lie elsewhere have no limit of the protocol's; this one is the machine's memory.</summary>
    private const int InputBytesMaximum = 1 << 30;

    private static readonly Argument<string> s_taskId = new("task") { Description = "Task id" };

    private static readonly Option<FileInfo?> s_output = new("-o", "--output") { Description = "File to write; standard output if absent" };

    private static readonly Argument<FileInfo> s_file = new("file") { Description = "The receipt" };

    private static readonly Option<string[]> s_developmentRoots = new("--trust-development-root")
    {
        Description = "A development root to trust: its PEM certificate file or SHA-256 fingerprint. Proves nothing about hardware",
    };

    private static readonly Option<string[]> s_azureKeys = new("--trust-azure-keys")
    {
        Description = "Hash of a collateral bundle with the keys of an instance of Azure Attestation, which you have compared with https://INSTANCE/certs",
    };

    private static readonly Option<FileInfo?> s_network = new("--network")
    {
        Description = "What you know of the network: the output of 'lazai status --json' of a service that you trust",
    };

    private static readonly Option<string[]> s_descriptions = new("--accept-model")
    {
        Description = "Hash of a model description that you accept ('lazai models list')",
    };

    private static readonly Option<string[]> s_setups = new("--trust-setup")
    {
        Description = "Hash of a verification key whose ceremony you trust: for receipts of mode TEE_ZK",
    };

    private static readonly Option<string[]> s_developmentSetups = new("--trust-development-setup")
    {
        Description = "Hash of a verification key of a development set-up. Whoever made it can prove anything",
    };

    private static readonly Option<FileInfo?> s_weights = new("--weights")
    {
        Description = "The model's weight file: run the model again, and compare. Proves the result whoever has signed it",
    };

    private static readonly Option<FileInfo?> s_input = new("--input")
    {
        Description = "The task's input, where it does not lie in the receipt",
    };

    public static Command Create() => new("receipt", "Fetch receipts, and check them offline")
    {
        new Command("fetch", "Fetch the receipt of a verified task") { s_taskId, s_output }.Runs(FetchAsync),
        new Command("verify", "Check a receipt without asking anybody; exit code 0 only if it holds")
        {
            s_file, s_developmentRoots, s_azureKeys, s_network, s_descriptions, s_setups, s_developmentSetups, s_weights, s_input,
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
        trust = trust with
        {
            AzureKeys = [.. (context.Parse.GetValue(s_azureKeys) ?? []).Select(hash => Identifiers.Hash(hash, "bundle hash"))],
            Setups = Keys(context.Parse.GetValue(s_setups)),
            DevelopmentSetups = Keys(context.Parse.GetValue(s_developmentSetups)),
        };
        var json = await BoundedFile.ReadAsync(context.Parse.GetRequiredValue(s_file), ReceiptVerifier.DocumentBytesMaximum, cancellationToken);
        var files = new ReceiptFiles(
            await ReadAsync(context.Parse.GetValue(s_weights), ModelAggregate.WeightsBytesMaximum, cancellationToken),
            await ReadAsync(context.Parse.GetValue(s_input), InputBytesMaximum, cancellationToken));
        var verification = new ReceiptVerifier(trust).Verify(json, files);
        context.Show(
            new Verified(
                verification.IsValid, verification.IsPartial, verification.RestsOnDevelopmentEvidence, verification.RestsOnDevelopmentSetup, verification.IsRecomputed,
                verification.FalseResult.ToString(),
                verification.TaskId?.ToString(),
                [.. verification.Checks.Select(check => new CheckShown(check.Number, check.Name, check.Outcome.ToString(), check.Explanation))],
                verification.IsValid ? [.. verification.NotProven] : [],
                verification.IsValid ? [.. verification.StatedByService] : []),
            console => Print(console, verification));
        return verification.IsValid ? ExitCode.Success : ExitCode.Refused;
    }

    private static ImmutableArray<Bytes32> Keys(string[]? hashes) =>
        [.. (hashes ?? []).Select(hash => Identifiers.Hash(hash, "verification key's hash"))];

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(FileInfo? file, long bytesMaximum, CancellationToken cancellationToken) =>
        file is null ? default(ReadOnlyMemory<byte>?) : await BoundedFile.ReadAsync(file, bytesMaximum, cancellationToken);

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
            console.WriteLine("What this does not prove:");
            foreach (var limit in verification.NotProven)
            {
                console.WriteLine("- " + limit);
            }

            console.WriteLine("- The service's own word: " + string.Join(", ", verification.StatedByService) + ".");
        }
    }

    private sealed record Fetched(string TaskId, string File, int Bytes);

    private sealed record Verified(
        bool Valid, bool Partial, bool DevelopmentEvidence, bool DevelopmentSetup, bool Recomputed, string FalseResult, string? TaskId, CheckShown[] Checks,
        string[] NotProven, string[] StatedByService);

    private sealed record CheckShown(int Number, string Name, string Outcome, string Explanation);
}
