using System.Collections.Concurrent;
using LazAI.AppHost.Hosting;
using LazAI.Client;
using LazAI.Engines.Digits;
using LazAI.Protocol;

namespace LazAI.EndToEnd.Benchmarks;

/// <summary>Submits signed batches of held-out digits as fast as the service takes them, with a bounded number under way.</summary>
internal sealed class TaskLoad(LocalSystem system, TaskTotals totals, BenchmarkOptions options)
{
    private const int Submitters = 16;

    private readonly ConcurrentBag<TaskId> _tasks = [];
    private long _sent;

    /// <summary>Every acknowledged task.</summary>
    public IReadOnlyCollection<TaskId> Tasks => _tasks;

    public async Task RunAsync(CancellationToken enough)
    {
        var digits = ReadDigits();
        var status = await system.Client.GetStatusAsync(CancellationToken.None);
        using var key = system.Network.Submitter.ReadKey();
        await Task.WhenAll(Enumerable.Range(0, Submitters).Select(submitter => Task.Run(
            () => SubmitAsync(submitter, digits, new SignedRequests(key, status.ChainId, new NetworkClock(status)), enough), CancellationToken.None)));
    }

    private async Task SubmitAsync(int next, HeldOutDigits digits, SignedRequests requests, CancellationToken enough)
    {
        var builder = new TaskSubmissionBuilder(requests);
        while (!enough.IsCancellationRequested)
        {
            var changed = totals.Changed;
            if (Volatile.Read(ref _sent) - totals.Settled - totals.Lost > options.OpenMaximum)
            {
                await Task.WhenAny(changed, Task.Delay(Timeout.Infinite, enough));
                continue;
            }

            for (var count = 0; count < options.BatchSize; count++, next += Submitters)
            {
                builder.Add(system.Digits.Id, digits.Pixels(next % digits.Count).ToArray(), DigitModel.Price);
            }

            Interlocked.Add(ref _sent, options.BatchSize);
            foreach (var task in (await system.Client.SubmitTasksAsync(builder.Build(), CancellationToken.None)).TaskIds)
            {
                _tasks.Add(task);
            }
        }
    }

    private static HeldOutDigits ReadDigits() =>
        HeldOutDigits.TryParse(File.ReadAllBytes(Path.Combine(RepositoryFiles.Digits, "heldout-500.bin")), out var digits, out var refusal)
            ? digits
            : throw new LocalSystemException($"The held-out digits cannot be read: {refusal}.");
}
