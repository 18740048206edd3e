using System.Collections.Immutable;
using LazAI.Cli.Invocation;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using Spectre.Console;

namespace LazAI.Cli.Tasks;

/// <summary>Follows tasks until each has come to its end.</summary>
internal static class TaskWatch
{
    private const int QueryMaximum = 1_000;

    private const int ShownMaximum = 10;

    /// <summary>Rounds of questions between two looks at who could run what still waits.</summary>
    private const int RoundsBetweenChecks = 4;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    /// <summary>0 when all were settled, 1 when some were not.</summary>
    public static async Task<int> RunAsync(CommandContext context, IReadOnlyList<TaskId> taskIds, CancellationToken cancellationToken)
    {
        var known = new Dictionary<TaskId, TaskSummary>(taskIds.Count);
        if (context.Json)
        {
            await FollowAsync(context, taskIds, known, () => { }, cancellationToken);
        }
        else
        {
            await context.Console.Progress().HideCompleted(false)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
                .StartAsync(progress => ShowProgressAsync(progress, context, taskIds, known, cancellationToken));
        }

        ImmutableArray<TaskSummary> summaries = [.. taskIds.Where(known.ContainsKey).Select(taskId => known[taskId])];
        if (context.Json)
        {
            context.Show(summaries, _ => { });
        }
        else
        {
            await PrintAsync(context, summaries, cancellationToken);
        }

        return summaries.Length == taskIds.Count && summaries.All(task => task.Status == ComputeTaskStatus.Settled)
            ? ExitCode.Success
            : ExitCode.Refused;
    }

    private static async Task ShowProgressAsync(
        ProgressContext progress, CommandContext context, IReadOnlyList<TaskId> taskIds, Dictionary<TaskId, TaskSummary> known,
        CancellationToken cancellationToken)
    {
        var verified = progress.AddTask("verified", maxValue: taskIds.Count);
        var settled = progress.AddTask("settled", maxValue: taskIds.Count);
        await FollowAsync(context, taskIds, known, Update, cancellationToken);

        void Update()
        {
            verified.Value = known.Values.Count(task => task.Status is >= ComputeTaskStatus.Verified and <= ComputeTaskStatus.Settled);
            settled.Value = known.Values.Count(task => IsOver(task.Status));
        }
    }

    private static async Task FollowAsync(
        CommandContext context, IReadOnlyList<TaskId> taskIds, Dictionary<TaskId, TaskSummary> known, Action update,
        CancellationToken cancellationToken)
    {
        var warned = new HashSet<ModelId>();
        for (var round = 0; ; round++)
        {
            foreach (var asked in taskIds.Where(taskId => !known.TryGetValue(taskId, out var task) || !IsOver(task.Status)).Chunk(QueryMaximum))
            {
                var page = await context.Client.QueryTasksAsync(new QueryTasksRequest([.. asked]), cancellationToken);
                foreach (var task in page.Items)
                {
                    known[task.TaskId] = task;
                }
            }

            update();
            if (taskIds.All(taskId => known.TryGetValue(taskId, out var task) && IsOver(task.Status)))
            {
                return;
            }

            if (round % RoundsBetweenChecks == 0)
            {
                await WarnAsync(context, known.Values, warned, cancellationToken);
            }

            await Task.Delay(s_interval, cancellationToken);
        }
    }

    /// <summary>Says once for each model that its tasks wait and nobody is there to run them.</summary>
    private static async Task WarnAsync(
        CommandContext context, IEnumerable<TaskSummary> known, HashSet<ModelId> warned, CancellationToken cancellationToken)
    {
        var waitingTasks = known.Where(task => task.Status == ComputeTaskStatus.Submitted && !warned.Contains(task.ModelId));
        foreach (var waiting in waitingTasks.GroupBy(task => task.ModelId))
        {
            var model = await context.Client.GetModelAsync(waiting.Key, cancellationToken);
            if (!NoWorkerWarning.IsDue(model))
            {
                continue;
            }

            warned.Add(waiting.Key);
            var status = await context.Client.GetStatusAsync(cancellationToken);
            var task = await context.Client.GetTaskAsync(waiting.First().TaskId, cancellationToken);
            context.Warn(NoWorkerWarning.For(model, status, task.TaskId, task.Request.DeadlineSlot, waiting.Count() - 1));
        }
    }

    private static bool IsOver(ComputeTaskStatus status) =>
        status is ComputeTaskStatus.Settled or ComputeTaskStatus.Expired or ComputeTaskStatus.Invalid;

    private static async Task PrintAsync(CommandContext context, ImmutableArray<TaskSummary> tasks, CancellationToken cancellationToken)
    {
        foreach (var group in tasks.GroupBy(task => task.Status).OrderBy(group => group.Key))
        {
            context.Console.MarkupLineInterpolated($"{group.Count()} {group.Key}");
        }

        foreach (var summary in tasks.Take(ShownMaximum))
        {
            var task = await context.Client.GetTaskAsync(summary.TaskId, cancellationToken);
            var output = task.Output is { } bytes ? OutputText.Of(bytes.Span) : "no output";
            context.Console.MarkupLineInterpolated($"[grey]{task.TaskId}[/] {task.Status}: {output}");
        }

        if (tasks.Length > ShownMaximum)
        {
            context.Console.MarkupLineInterpolated($"[grey]… and {tasks.Length - ShownMaximum} more; 'lazai task show' has each, --json lists them[/]");
        }
    }
}
