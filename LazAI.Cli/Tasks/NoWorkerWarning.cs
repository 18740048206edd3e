using System.Globalization;
using LazAI.Cli.Invocation;
using LazAI.Protocol;
using LazAI.Protocol.Api;

namespace LazAI.Cli.Tasks;

/// <summary>Says that tasks wait for a worker that is not there, and what becomes of them (PROTOCOL §4, Deadlines; §8).</summary>
internal static class NoWorkerWarning
{
    public const string Code = "cli/no-eligible-worker";

    /// <summary>Whether the service knows that nobody can run the model now. Where it does not say, there is nothing to warn of.</summary>
    public static bool IsDue(ModelView model) => model.EligibleSessions == 0;

    /// <param name="task">One of the tasks.</param>
    /// <param name="others">How many more tasks wait for the same model.</param>
    /// <param name="deadline">The deadline of <paramref name="task"/>.</param>
    public static Diagnostic For(ModelView model, NetworkStatus status, TaskId task, Slot deadline, int others)
    {
        var description = model.Description;
        var at = DateTimeOffset.FromUnixTimeSeconds(status.GenesisTime).AddMilliseconds((double)deadline.Number * status.Rules.SlotMilliseconds);
        var when = at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        var tasks = others == 0 ? $"Task {task} waits" : $"Task {task} and {others} more wait";
        return new Diagnostic(
            Code,
            $"Warning: no worker whose measurement {description.Name} {description.Version} accepts has an open session. {tasks} for one.",
            $"A task that no worker has taken by its deadline, here slot {deadline} ({when} UTC), expires then, and its whole fee is refunded. "
            + $"'lazai models show {model.ModelId}' lists the measurements that are accepted.");
    }
}
