using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Gateway.Models;
using LazAI.Grains.EventLog;
using LazAI.Grains.Ledger;
using LazAI.Grains.Models;
using LazAI.Grains.Network;
using LazAI.Grains.Queries;
using LazAI.Grains.Workers;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Workers;

namespace LazAI.Gateway.Feed;

/// <summary>Asks for what the feed's events say. Each call is one round of questions; the publisher decides how often.</summary>
internal sealed class FeedSources(
    LiveTotals totals,
    IEventLog log,
    ITaskIndex index,
    IDirectoryIndex directory,
    IClusterClient grains,
    EligibleSessions sessions,
    INetwork network,
    IRuntimeStatistics statistics,
    IRuntimeDescription runtime)
{
    private const int WorkersMaximum = 100;

    private long _head;
    private volatile bool _answers = true;

    /// <summary>Asks the store how long the log is; whatever it fails with, it does not answer.</summary>
    public async Task ReadHeadAsync(CancellationToken cancellationToken)
    {
        try
        {
            Interlocked.Exchange(ref _head, await log.GetHeadPositionAsync(cancellationToken));
            _answers = true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            _answers = false;
        }
    }

    public FeedTotals? ReadTotals()
    {
        if (totals.Read() is not { } state)
        {
            return null;
        }

        var head = Math.Max(Interlocked.Read(ref _head), state.Position);
        return new FeedTotals(
            network.Now,
            state.Tasks,
            state.Rates,
            new FeedLog(_answers, state.Position, head, head - state.Position, state.EventsPerSecond));
    }

    public async Task<FeedTasks> ReadTasksAsync(CancellationToken cancellationToken)
    {
        var recent = totals.Read()?.Recent ?? [];
        var known = await index.GetAsync([.. recent.Select(task => task.TaskId)], cancellationToken);
        var byId = known.ToDictionary(task => task.TaskId);
        FeedTask[] tasks = [.. recent.Select(task => byId.TryGetValue(task.TaskId, out var summary)
            ? new FeedTask(task.TaskId, task.Status, summary.ModelId, summary.Worker, summary.Attempt, summary.SubmittedAt)
            : new FeedTask(task.TaskId, task.Status, null, null, null, null))];
        var waiting = tasks.Where(IsWaiting).Select(task => task.ModelId!.Value).Distinct();
        var eligible = (await Task.WhenAll(waiting.Select(CountEligibleAsync))).ToDictionary();
        return new FeedTasks([.. tasks.Select(task => IsWaiting(task) ? task with { EligibleSessions = eligible[task.ModelId!.Value] } : task)]);
    }

    private static bool IsWaiting(FeedTask task) => task is { Status: ComputeTaskStatus.Submitted, ModelId: not null };

    private async Task<KeyValuePair<ModelId, int?>> CountEligibleAsync(ModelId id)
    {
        var model = await grains.GetGrain<IModelGrain>(id.ToString()).GetAsync();
        return new(id, (await sessions.ReadAsync())?.CountEligible(model.Description!.Evidence, network.StartOf(network.Now)));
    }

    public async Task<FeedWorkers> ReadWorkersAsync(CancellationToken cancellationToken)
    {
        var inFlight = totals.Read()?.InFlight ?? ImmutableDictionary<Address, int>.Empty;
        var page = await directory.ListWorkersAsync(null, WorkersMaximum, cancellationToken);
        var workers = await Task.WhenAll(page.Items.Select(worker => ReadWorkerAsync(worker, inFlight.GetValueOrDefault(worker))));
        return new FeedWorkers([.. workers], page.NextCursor is not null);
    }

    public Task<LedgerTotals> ReadLedgerAsync() => grains.GetGrain<ILedgerGrain>(network.Rules.NativeAsset).GetTotalsAsync();

    public async Task<FeedGrains> ReadGrainsAsync(CancellationToken cancellationToken) =>
        new(runtime.Name, await statistics.MeasureAsync(cancellationToken));

    private async Task<FeedWorker> ReadWorkerAsync(Address worker, int inFlight)
    {
        var state = await grains.GetGrain<IWorkerGrain>(worker.ToString()).GetAsync();
        var stake = await grains.GetGrain<ILedgerGrain>(network.Rules.NativeAsset).GetBalanceAsync(LedgerAccount.Stake(worker));
        WorkerSession[] open = [.. state.Sessions.Values.Where(session => session.Until >= network.Now)];
        return new FeedWorker(
            worker,
            stake,
            open.Length,
            open.Sum(session => session.Capacity),
            inFlight,
            state.Record.ReputationUnder(network.Rules),
            state.Record.Accepted,
            state.Record.Failed,
            state.LastSeen,
            [.. open.Select(session => session.Evidence.Kind).Distinct().Order(StringComparer.Ordinal)],
            open.Any(session => session.Evidence.IsDevelopment),
            open.Any(session => session.Evidence.Debug));
    }
}
