using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using LazAI.AppHost.Hosting;
using LazAI.Client;
using LazAI.Engines.Digits;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Ledger;
using Spectre.Console;

namespace LazAI.AppHost.Demo;

/// <summary>The main job once: genuine digits that the model was not trained on go through the whole system, and everything that
/// it promises about them is checked from outside.</summary>
internal sealed class DigitDemo(LocalSystem system, IAnsiConsole console)
{
    private const int BatchSize = 100;
    private const int ConcurrentReads = 4;
    private const double AccuracyMinimum = 0.95;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SettlementTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Runs it; every promise that it could look at is in the outcome.</summary>
    public async Task<DemoOutcome> RunAsync(CancellationToken cancellationToken)
    {
        var digits = ReadDigits();
        var payer = LedgerAccount.User(system.Network.Submitter.Address);
        var before = (await system.Client.GetBalanceAsync(payer, cancellationToken)).Balance;
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Sending {digits.Count} handwritten digits that the model has not seen, in signed batches of {BatchSize}."));

        var run = await ProgressDisplay.RunAsync(console, digits.Count, show => SubmitAndFollowAsync(digits, show, cancellationToken));
        var correct = run.Counts.Verified == digits.Count ? await CountCorrectAsync(digits, run.Tasks, cancellationToken) : 0;
        var checks = new List<DemoCheck>
        {
            Check("all verified", run.Counts.Verified == digits.Count, $"{run.Counts.Verified} of {digits.Count}{run.Throughput(digits.Count)}"),
            Check("all settled", run.Counts.Settled == digits.Count, $"{run.Counts.Settled} of {digits.Count}, {run.Counts.Lost} lost, in {run.Ended.TotalSeconds:0.0} s; a slot is {SlotSeconds:0.#} s"),
            Check("accuracy", correct >= AccuracyMinimum * digits.Count, $"{correct} of {digits.Count} digits read correctly ({100.0 * correct / digits.Count:0.0} %)"),
        };
        if (run.Counts.Settled > 0)
        {
            checks.AddRange(await new ReceiptDemo(system, console).RunAsync(run.Tasks[0], cancellationToken));
        }

        checks.AddRange(await LedgerDemo.RunAsync(system, payer, before, run.Counts, cancellationToken));
        return new DemoOutcome(checks);
    }

    private static DemoCheck Check(string what, bool held, FormattableString found) =>
        new(what, held, found.ToString(CultureInfo.InvariantCulture));

    private static HeldOutDigits ReadDigits()
    {
        var file = Path.Combine(RepositoryFiles.Digits, "heldout-500.bin");
        return HeldOutDigits.TryParse(File.ReadAllBytes(file), out var digits, out var refusal)
            ? digits
            : throw new LocalSystemException($"{file} holds no digits: {refusal}.");
    }

    private async Task<DemoRun> SubmitAndFollowAsync(HeldOutDigits digits, Action<TaskCounts> show, CancellationToken cancellationToken)
    {
        var tasks = ImmutableArray.CreateBuilder<TaskId>(digits.Count);
        var status = await system.Client.GetStatusAsync(cancellationToken);
        using var key = system.Network.Submitter.ReadKey();
        var builder = new TaskSubmissionBuilder(new SignedRequests(key, status.ChainId, new NetworkClock(status)));
        var startedAt = TimeProvider.System.GetTimestamp();
        for (var index = 0; index < digits.Count; index++)
        {
            builder.Add(system.Digits.Id, digits.Pixels(index).ToArray(), DigitModel.Price);
            if (builder.Count == BatchSize || index == digits.Count - 1)
            {
                tasks.AddRange((await system.Client.SubmitTasksAsync(builder.Build(), cancellationToken)).TaskIds);
                show(await CountAsync(tasks.ToImmutable(), cancellationToken));
            }
        }

        TimeSpan? verified = null;
        while (true)
        {
            var counts = await CountAsync(tasks.ToImmutable(), cancellationToken);
            var elapsed = TimeProvider.System.GetElapsedTime(startedAt);
            show(counts);
            if (verified is null && counts.Verified == digits.Count)
            {
                verified = elapsed;
            }

            if (counts.IsFinal || elapsed > SettlementTimeout)
            {
                return new DemoRun(tasks.ToImmutable(), counts, verified, elapsed);
            }

            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    private async Task<TaskCounts> CountAsync(ImmutableArray<TaskId> tasks, CancellationToken cancellationToken)
    {
        var page = await system.Client.QueryTasksAsync(new QueryTasksRequest(tasks), cancellationToken);
        return TaskCounts.Of(tasks.Length, page.Items);
    }

    private async Task<int> CountCorrectAsync(HeldOutDigits digits, ImmutableArray<TaskId> tasks, CancellationToken cancellationToken)
    {
        var correct = 0;
        await Parallel.ForAsync(
            0, tasks.Length, new ParallelOptions { MaxDegreeOfParallelism = ConcurrentReads, CancellationToken = cancellationToken }, async (index, token) =>
            {
                var view = await system.Client.GetTaskAsync(tasks[index], token);
                if (view.Output is { } output && ReadClass(output) == digits.Label(index))
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

    private double SlotSeconds => system.Network.Genesis.Rules.SlotMilliseconds / 1_000.0;

    /// <param name="Verified">Time from the first submission to the last verification; null if that never came.</param>
    /// <param name="Ended">Time to the last settlement, or until waiting ended.</param>
    private sealed record DemoRun(ImmutableArray<TaskId> Tasks, TaskCounts Counts, TimeSpan? Verified, TimeSpan Ended)
    {
        public string Throughput(int count) => Verified is { TotalSeconds: var seconds }
            ? string.Create(CultureInfo.InvariantCulture, $" in {seconds:0.0} s: {count / seconds:0} tasks/s")
            : "";
    }
}
