using System.CommandLine;
using LazAI.Cli.Invocation;
using LazAI.Client;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using Spectre.Console;

namespace LazAI.Cli.Tasks;

/// <summary><c>lazai task list</c>: execution records by what they have in common.</summary>
internal static class ListCommand
{
    private static readonly Option<string?> s_submitter = new("--submitter") { Description = "Only tasks of this account" };

    private static readonly Option<string?> s_worker = new("--worker") { Description = "Only tasks that this worker holds, or whose result it has given" };

    private static readonly Option<string?> s_model = new("--model") { Description = "Only tasks for this model" };

    private static readonly Option<string?> s_mode = new("--mode") { Description = "Only tasks verified in this mode: TEE, TEE_ZK or OP" };

    private static readonly Option<string?> s_status = new("--status") { Description = "Only tasks in this status, for instance Settled or Invalid" };

    private static readonly Option<long?> s_from = new("--from-slot") { Description = "Submitted in this slot or later" };

    private static readonly Option<long?> s_until = new("--until-slot") { Description = "Submitted in this slot or before" };

    private static readonly Option<int> s_count = new("--count") { Description = "How many at most", DefaultValueFactory = _ => 20 };

    public static Command Create() =>
        new Command("list", "List tasks, newest first") { s_submitter, s_worker, s_model, s_mode, s_status, s_from, s_until, s_count }.Runs(ListAsync);

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancellationToken)
    {
        const int PageMaximum = 500;
        var parse = context.Parse;
        var filter = new TaskFilter(
            parse.GetValue(s_submitter) is { } submitter ? Identifiers.Account(submitter) : null,
            parse.GetValue(s_worker) is { } worker ? Identifiers.Account(worker) : null,
            parse.GetValue(s_model) is { } model ? Identifiers.Model(model) : null,
            parse.GetValue(s_status) is { } status ? Identifiers.Name<ComputeTaskStatus>(status, "status of a task") : null,
            parse.GetValue(s_mode) is { } mode ? Identifiers.Name<VerifyMode>(mode, "mode") : null,
            parse.GetValue(s_from) is { } from ? new Slot(from) : null,
            parse.GetValue(s_until) is { } until ? new Slot(until) : null);
        var count = parse.GetValue(s_count);
        var tasks = new List<TaskSummary>();
        string? cursor = null;
        do
        {
            // A page of a rare filter may be short, even empty, before the end.
            var page = await context.Client.ListTasksAsync(filter, cursor, Math.Clamp(count - tasks.Count, 1, PageMaximum), cancellationToken);
            tasks.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null && tasks.Count < count);

        context.Show(tasks, console => Print(console, tasks, cursor is not null));
        return ExitCode.Success;
    }

    private static void Print(IAnsiConsole console, List<TaskSummary> tasks, bool more)
    {
        if (tasks.Count == 0)
        {
            console.WriteLine("No task fits.");
            return;
        }

        var table = new Table().AddColumns("Task", "Status", "Mode").AddColumn(new TableColumn("Submitted in slot").RightAligned()).AddColumn("Worker");
        foreach (var task in tasks)
        {
            table.AddRow(
                task.TaskId.ToString(), $"{task.Status}", ModeName(task.VerifyMode), $"{task.SubmittedAt}", task.Worker?.ToString() ?? "nobody");
        }

        console.Write(table);
        if (more)
        {
            console.WriteLine("There are more; --count sets how many are listed.");
        }
    }

    private static string ModeName(VerifyMode mode) => System.Text.Json.JsonSerializer.Serialize(mode).Trim('"');
}
