using System.Globalization;
using Spectre.Console;

namespace LazAI.AppHost.Demo;

/// <summary>Shows how far the tasks are: moving bars in a terminal, a line for each change elsewhere.</summary>
internal static class ProgressDisplay
{
    /// <param name="console">Where.</param>
    /// <param name="total">Tasks that there will be.</param>
    /// <param name="work">The work; it is given what to call with each new count.</param>
    public static async Task<T> RunAsync<T>(IAnsiConsole console, int total, Func<Action<TaskCounts>, Task<T>> work)
    {
        if (console.Profile.Capabilities is not { Interactive: true, Ansi: true })
        {
            var last = default(TaskCounts);
            return await work(counts =>
            {
                if (counts != last)
                {
                    last = counts;
                    console.WriteLine(Line(counts));
                }
            });
        }

        return await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(context =>
            {
                var submitted = context.AddTask("submitted", maxValue: total);
                var executed = context.AddTask("executed", maxValue: total);
                var verified = context.AddTask("verified", maxValue: total);
                var settled = context.AddTask("settled", maxValue: total);
                return work(counts =>
                {
                    submitted.Value = counts.Submitted;
                    executed.Value = counts.Executed;
                    verified.Value = counts.Verified;
                    settled.Value = counts.Settled;
                });
            });
    }

    private static string Line(TaskCounts counts) => string.Create(
        CultureInfo.InvariantCulture,
        $"submitted {counts.Submitted}, executed {counts.Executed}, verified {counts.Verified}, settled {counts.Settled}");
}
