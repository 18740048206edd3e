using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using LazAI.AppHost.Hosting;
using LazAI.Client;
using LazAI.Protocol;
using LazAI.Protocol.Api;

namespace LazAI.AppHost.Demo;

/// <summary>One load on its way through the system.</summary>
internal sealed class DigitRun(LocalSystem system, DigitLoad load)
{
    private const int ConcurrentReads = 4;

    private long _begunAt;

    public DigitLoad Load { get; } = load;

    public ImmutableArray<TaskId> Tasks { get; private set; } = [];

    public TaskCounts Counts { get; private set; }

    /// <summary>Time from the first submission to the last verification; null as long as that has not come.</summary>
    private TimeSpan? VerifiedAfter { get; set; }

    private TimeSpan EndedAfter { get; set; }

    public async Task SubmitAsync(SignedRequests requests, CancellationToken cancellationToken)
    {
        _begunAt = TimeProvider.System.GetTimestamp();
        Tasks = await Load.SubmitAsync(system.Client, requests, cancellationToken);
    }

    /// <summary>Asks how far its tasks are.</summary>
    public async Task<TaskCounts> LookAsync(CancellationToken cancellationToken)
    {
        var page = await system.Client.QueryTasksAsync(new QueryTasksRequest(Tasks), cancellationToken);
        var elapsed = TimeProvider.System.GetElapsedTime(_begunAt);
        if (!Counts.IsFinal)
        {
            (Counts, EndedAfter) = (TaskCounts.Of(Tasks.Length, page.Items), elapsed);
        }

        if (VerifiedAfter is null && Counts.Verified == Load.Count)
        {
            VerifiedAfter = elapsed;
        }

        return Counts;
    }

    /// <summary>What it promises.</summary>
    public async Task<IEnumerable<DemoCheck>> CheckAsync(CancellationToken cancellationToken)
    {
        var correct = Counts.Verified == Load.Count ? await CountCorrectAsync(cancellationToken) : 0;
        var throughput = VerifiedAfter is { TotalSeconds: var seconds }
            ? string.Create(CultureInfo.InvariantCulture, $" in {seconds:0.0} s: {Load.Count / seconds:0} tasks/s")
            : "";
        return
        [
            new($"{Load.Name} verified", Counts.Verified == Load.Count, $"{Counts.Verified} of {Load.Count}{throughput}"),
            new(
                $"{Load.Name} settled",
                Counts.Settled == Load.Count,
                string.Create(CultureInfo.InvariantCulture, $"{Counts.Settled} of {Load.Count}, {Counts.Lost} lost, in {EndedAfter.TotalSeconds:0.0} s")),
            new(
                $"{Load.Name} accuracy",
                correct >= Load.AccuracyMinimum * Load.Count,
                string.Create(CultureInfo.InvariantCulture, $"{correct} of {Load.Count} digits read correctly ({100.0 * correct / Load.Count:0.0} %)")),
        ];
    }

    private async Task<int> CountCorrectAsync(CancellationToken cancellationToken)
    {
        var correct = 0;
        await Parallel.ForAsync(
            0, Tasks.Length, new ParallelOptions { MaxDegreeOfParallelism = ConcurrentReads, CancellationToken = cancellationToken }, async (index, token) =>
            {
                var view = await system.Client.GetTaskAsync(Tasks[index], token);
                if (view.Output is { } output && ReadClass(output) == Load.Digits.Label(index))
                {
                    Interlocked.Increment(ref correct);
                }
            });
        return correct;
    }

    private static int ReadClass(ReadOnlyMemory<byte> output)
    {
        using var document = JsonDocument.Parse(output);
        return document.RootElement.GetProperty("class").GetInt32();
    }
}
