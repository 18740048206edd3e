using System.CommandLine;
using LazAI.Cli.Invocation;
using LazAI.Protocol.Api;
using Spectre.Console;

namespace LazAI.Cli.Tasks;

/// <summary><c>lazai task</c>: submit, list, watch, show, settlement.</summary>
internal static class TaskCommand
{
    private static readonly Argument<string[]> s_taskIds = new("task")
    {
        Description = "Task ids",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Argument<string> s_taskId = new("task") { Description = "Task id" };

    public static Command Create() => new("task", "Submit tasks and follow them")
    {
        SubmitCommand.Create(),
        ListCommand.Create(),
        new Command("watch", "Wait until tasks are settled") { s_taskIds }.Runs(async (context, cancellationToken) =>
            await TaskWatch.RunAsync(
                context, [.. context.Parse.GetRequiredValue(s_taskIds).Select(Identifiers.Task)], cancellationToken)),
        new Command("show", "Show a task's record") { s_taskId }.Runs(ShowAsync),
        SettlementCommand.Create(),
    };

    private static async Task<int> ShowAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var task = await context.Client.GetTaskAsync(Identifiers.Task(context.Parse.GetRequiredValue(s_taskId)), cancellationToken);
        var failures = context.Json ? [] : (await context.Client.ListFailuresAsync(task.TaskId, cancellationToken)).Items;
        context.Show(task, console =>
        {
            Print(console, task);
            foreach (var failure in failures)
            {
                console.MarkupLineInterpolated(
                    $"  attempt {failure.Attempt} failed in slot {failure.At}: {Printable.Of(failure.Detail)} ({failure.Worker}, {Printable.Of(failure.Reason.Value)})");
            }
        });
        return ExitCode.Success;
    }

    private static void Print(IAnsiConsole console, TaskView task)
    {
        var table = new Table().HideHeaders().AddColumns("", "").Border(TableBorder.None);
        table.AddRow("Task", task.TaskId.ToString());
        table.AddRow("Status", $"[bold]{task.Status}[/], attempt {task.Attempt}");
        table.AddRow("Submitter", task.Request.Submitter.ToString());
        table.AddRow("Model", task.Request.ModelId.ToString());
        table.AddRow("Mode", task.Request.VerifyMode.ToString());
        table.AddRow("Input", Markup.Escape($"{Printable.Of(task.Request.DataLocation)}, {task.Request.DataHash}"));
        if (task.Assignment is { } assignment)
        {
            table.AddRow("Worker", $"{assignment.Worker}, lease until slot {assignment.Until}");
        }

        if (task.Output is { } output)
        {
            table.AddRow("Output", Markup.Escape(OutputText.Of(output.Span)));
        }

        table.AddRow("Fee", task.Fee is { } fee
            ? $"{TokenAmount.Format(fee.Charged)} charged, {TokenAmount.Format(fee.Refunded)} returned"
            : $"at most {TokenAmount.Format(task.Request.FeeMaximum)}");
        table.AddRow("History", string.Join(" → ", task.History.Select(change => $"{change.Status} ({change.Slot})")));
        console.Write(table);
    }
}
