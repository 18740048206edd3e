using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using LazAI.Cli.Invocation;
using LazAI.Client;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Settlements;
using Spectre.Console;

namespace LazAI.Cli.Tasks;

/// <summary><c>lazai task settlement</c>: what a task has cost, earned and forfeited, worked out again on this machine.</summary>
internal static class SettlementCommand
{
    private static readonly Argument<string?> s_taskId = new("task") { Description = "Task id", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<string?> s_file = new("--file") { Description = "An explanation that --json has printed before; asks nobody" };

    public static Command Create() =>
        new Command("settlement", "Explain a task's payouts and work them out again") { s_taskId, s_file }.Runs(RunAsync);

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var explanation = await ReadAsync(context, cancellationToken);
        var findings = SettlementCheck.Check(explanation);
        if (context.Json)
        {
            context.Show(explanation, _ => { });
            return findings.Any(finding => finding.Holds == false) ? ExitCode.Refused : ExitCode.Success;
        }

        var sources = context.Parse.GetValue(s_file) is null
            ? await context.Client.CompareSourcesAsync(explanation, cancellationToken)
            : ImmutableArray<SettlementSource>.Empty;
        Print(context.Console, explanation, findings, sources);
        return findings.Any(finding => finding.Holds == false) || sources.Any(source => !source.Same) ? ExitCode.Refused : ExitCode.Success;
    }

    private static async Task<SettlementExplanation> ReadAsync(CommandContext context, CancellationToken cancellationToken)
    {
        switch (context.Parse.GetValue(s_taskId), context.Parse.GetValue(s_file))
        {
            case ({ } task, null):
                return await context.Client.GetSettlementAsync(Identifiers.Task(task), cancellationToken);
            case (null, { } file):
                try
                {
                    return CanonicalJson.Deserialize<SettlementExplanation>(await File.ReadAllBytesAsync(file, cancellationToken));
                }
                catch (JsonException failure)
                {
                    throw new CommandFailedException($"'{file}' holds no explanation: {failure.Message}", "Store one with 'lazai task settlement TASK --json'.");
                }

            default:
                throw new CommandFailedException("Which settlement?", "Give a task id, or a file with --file.");
        }
    }

    private static void Print(
        IAnsiConsole console, SettlementExplanation explanation, ImmutableArray<SettlementFinding> findings, ImmutableArray<SettlementSource> sources)
    {
        var fee = explanation.Fee;
        console.MarkupLineInterpolated($"Task {explanation.TaskId} is [bold]{explanation.Status.Value}[/]; amounts in the smallest unit");
        console.MarkupLineInterpolated($"  reserved  {fee.Inputs.Reservation.Value.Amount} of {fee.Inputs.Reservation.Value.Payer}");
        if (fee is { Charged: { } charged, Returned: { } returned })
        {
            console.MarkupLineInterpolated($"  charged   {charged} ({TokenAmount.Format(charged)} tokens)");
            console.MarkupLineInterpolated($"  returned  {returned}");
        }

        foreach (var line in fee.Lines)
        {
            console.MarkupLineInterpolated($"    {line.Purpose,-10}  {line.Amount} to {line.Account}");
            console.MarkupLineInterpolated($"                [grey]{line.Formula}[/]");
        }

        foreach (var slash in explanation.Slashes)
        {
            console.MarkupLineInterpolated($"  slash of {slash.Worker.Value}, attempt {slash.Attempt.Value}, {slash.Reason.Value}");
            foreach (var movement in slash.Movements)
            {
                console.MarkupLineInterpolated($"    {movement.Amount} from {movement.Debit} to {movement.Credit}");
            }
        }

        console.WriteLine();
        foreach (var finding in findings)
        {
            var verdict = finding.Holds switch { true => "[green]OK[/]     ", false => "[red]FAIL[/]   ", null => "[grey]pending[/]" };
            console.MarkupLine($"{verdict} {Markup.Escape(finding.Name)}: {Markup.Escape(finding.Detail)}");
        }

        foreach (var source in sources.Where(source => !source.Same))
        {
            console.MarkupLine($"[red]FAIL[/]    input: something else stands at {Markup.Escape(source.From)}");
        }

        console.MarkupLineInterpolated(sources.IsEmpty
            ? (FormattableString)$"[grey]Worked out from the inputs in the file alone; nobody was asked whether they are what they are said to be.[/]"
            : $"{sources.Count(source => source.Same)} of {sources.Length} inputs stand where they are said to be.");
    }
}
