using System.Globalization;
using Spectre.Console;

namespace LazAI.AppHost.Demo;

/// <summary>Shows how far the loads are: moving bars in a terminal, a line for each change elsewhere.</summary>
internal static class ProgressDisplay
{
    private const int LineMilliseconds = 1_000;

    /// <param name="console">Where.</param>
    /// <param name="runs">What to show.</param>
    /// <param name="work">The work; it is given what to call when the runs have got further.</param>
    public static async Task RunAsync(IAnsiConsole console, IReadOnlyList<DigitRun> runs, Func<Action, Task> work)
    {
        if (console.Profile.Capabilities is not { Interactive: true, Ansi: true })
        {
            await WriteLinesAsync(console, runs, work);
            return;
        }

        await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(context =>
            {
                var bars = runs
                    .Select(run => (
                        Run: run,
                        Verified: context.AddTask($"{run.Load.Name} verified", maxValue: run.Load.Count),
                        Settled: context.AddTask($"{run.Load.Name} settled", maxValue: run.Load.Count)))
                    .ToArray();
                return work(() =>
                {
                    foreach (var (run, verified, settled) in bars)
                    {
                        (verified.Value, settled.Value) = (run.Counts.Verified, run.Counts.Settled);
                    }
                });
            });
    }

    private static async Task WriteLinesAsync(IAnsiConsole console, IReadOnlyList<DigitRun> runs, Func<Action, Task> work)
    {
        var (last, lastAt) = ("", 0L);
        await work(() =>
        {
            var line = string.Join("; ", runs.Where(run => run.Counts.Submitted > 0).Select(Line));
            var isLast = runs.All(run => run.Counts is { Submitted: > 0, IsFinal: true });
            if (line != last && (isLast || TimeProvider.System.GetElapsedTime(lastAt).TotalMilliseconds >= LineMilliseconds))
            {
                (last, lastAt) = (line, TimeProvider.System.GetTimestamp());
                console.WriteLine(line);
            }
        });
    }

    private static string Line(DigitRun run) => string.Create(
        CultureInfo.InvariantCulture, $"{run.Load.Name}: {run.Counts.Verified} verified, {run.Counts.Settled} settled of {run.Load.Count}");
}
