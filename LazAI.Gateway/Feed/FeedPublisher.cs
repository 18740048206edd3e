using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using LazAI.Gateway.Hosting;
using LazAI.Gateway.Problems;
using LazAI.Protocol;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace LazAI.Gateway.Feed;

/// <summary>
/// Makes the live feed's events while somebody listens, and none otherwise. Every event is a whole state, so a client needs only the
/// newest of each type: a slow one skips, and nothing is ever queued for it.
/// </summary>
internal sealed partial class FeedPublisher(
    FeedSources sources, IOptions<GatewayOptions> options, IOptions<JsonOptions> json, TimeProvider time, ILogger<FeedPublisher> logger)
    : BackgroundService
{
    /// <summary>Between two questions to grains or the database.</summary>
    private static readonly TimeSpan QuestionInterval = TimeSpan.FromSeconds(1);

    /// <summary>The order in which a client gets them.</summary>
    private static readonly string[] s_types = ["totals", "tasks", "workers", "ledger", "grains"];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, FeedFrame> _frames = [];
    private readonly ConcurrentDictionary<string, bool> _failing = [];
    private readonly Dictionary<string, int> _byCaller = new(StringComparer.Ordinal);
    private int _listeners;
    private long _version;
    private TaskCompletionSource _joined = NewSignal();
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Counts a listener in and answers null, or says why there is no room for one more.</summary>
    public Rejection? Join(string caller)
    {
        lock (_lock)
        {
            if (_listeners >= options.Value.FeedsMaximum)
            {
                return new Rejection(GatewayErrors.FeedsExhausted, "All live feeds of this service are taken.");
            }

            var held = _byCaller.GetValueOrDefault(caller);
            if (held >= options.Value.FeedsPerCallerMaximum)
            {
                return new Rejection(GatewayErrors.RateLimited, $"One caller may follow {held} live feeds at a time.");
            }

            _byCaller[caller] = held + 1;
            _listeners++;
            _joined.TrySetResult();
            return null;
        }
    }

    public void Leave(string caller)
    {
        lock (_lock)
        {
            if (--_byCaller[caller] == 0)
            {
                _byCaller.Remove(caller);
            }

            if (--_listeners == 0)
            {
                // What the next listener finds must not be old.
                _joined = NewSignal();
                _frames.Clear();
            }
        }
    }

    /// <summary>The newest event of each type, and a task that ends when one of them is replaced.</summary>
    public (ImmutableArray<FeedFrame> Frames, Task Changed) Read()
    {
        lock (_lock)
        {
            return ([.. s_types.Where(_frames.ContainsKey).Select(type => _frames[type])], _changed.Task);
        }
    }

    /// <summary>Two loops, so that a grain or a database that is slow to answer never holds up the totals.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        RepeatAsync(TimeSpan.FromMilliseconds(options.Value.FeedIntervalMilliseconds), PublishTotalsAsync, stoppingToken),
        RepeatAsync(QuestionInterval, AskAsync, stoppingToken));

    private async Task RepeatAsync(TimeSpan interval, Func<CancellationToken, Task> publish, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Joined().WaitAsync(cancellationToken);
                await publish(cancellationToken);
                await Task.Delay(interval, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private Task PublishTotalsAsync(CancellationToken cancellationToken) =>
        TryPublishAsync("totals", () => Task.FromResult(sources.ReadTotals()), cancellationToken);

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        await sources.ReadHeadAsync(cancellationToken);
        await TryPublishAsync("tasks", () => sources.ReadTasksAsync(cancellationToken), cancellationToken);
        await TryPublishAsync("workers", () => sources.ReadWorkersAsync(cancellationToken), cancellationToken);
        await TryPublishAsync("ledger", sources.ReadLedgerAsync, cancellationToken);
        await TryPublishAsync("grains", () => sources.ReadGrainsAsync(cancellationToken), cancellationToken);
    }

    /// <summary>One source that fails takes nothing from the others, and its last event stands. Null is nothing to say yet.</summary>
    private async Task TryPublishAsync<T>(string type, Func<Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            if (await read() is { } message)
            {
                Publish(type, Write(type, message));
            }

            _failing.TryRemove(type, out _);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (_failing.TryAdd(type, true))
            {
                LogSourceFailed(type, exception);
            }
        }
    }

    private byte[] Write<T>(string type, T message) =>
        [.. "event: "u8, .. System.Text.Encoding.ASCII.GetBytes(type), .. "\ndata: "u8,
            .. JsonSerializer.SerializeToUtf8Bytes(message, json.Value.SerializerOptions), .. "\n\n"u8];

    private void Publish(string type, byte[] bytes)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            if (_listeners == 0 || (_frames.TryGetValue(type, out var known) && known.Bytes.Span.SequenceEqual(bytes)))
            {
                return;
            }

            _frames[type] = new FeedFrame(type, ++_version, bytes);
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.SetResult();
    }

    private Task Joined()
    {
        lock (_lock)
        {
            return _joined.Task;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(1, LogLevel.Warning, "The live feed has nothing new for {Type}.")]
    private partial void LogSourceFailed(string type, Exception exception);
}
