using System.Collections.Immutable;
using System.Text.Json;
using LazAI.Gateway.Hosting;
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
    private static readonly TimeSpan SlowInterval = TimeSpan.FromSeconds(1);

    /// <summary>The order in which a client gets them.</summary>
    private static readonly string[] s_types = ["totals", "tasks", "workers", "ledger", "grains"];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, FeedFrame> _frames = [];
    private int _listeners;
    private long _version;
    private long? _askedAt;
    private TaskCompletionSource _joined = NewSignal();
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Counts a listener in, if there is room for one more.</summary>
    public bool TryJoin()
    {
        lock (_lock)
        {
            if (_listeners >= options.Value.FeedsMaximum)
            {
                return false;
            }

            _listeners++;
            _joined.TrySetResult();
            return true;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (--_listeners == 0)
            {
                // What the next listener finds must not be old.
                _joined = NewSignal();
                _askedAt = null;
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interval = TimeSpan.FromMilliseconds(options.Value.FeedIntervalMilliseconds);
        while (!stoppingToken.IsCancellationRequested)
        {
            Task joined;
            lock (_lock)
            {
                joined = _joined.Task;
            }

            try
            {
                await joined.WaitAsync(stoppingToken);
                Publish(await MakeFramesAsync(stoppingToken));
                await Task.Delay(interval, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<List<(string Type, byte[] Bytes)>> MakeFramesAsync(CancellationToken cancellationToken)
    {
        var frames = new List<(string, byte[])>();
        bool isDue;
        lock (_lock)
        {
            isDue = _askedAt is not { } asked || time.GetElapsedTime(asked) >= SlowInterval;
            _askedAt = isDue ? time.GetTimestamp() : _askedAt;
        }

        if (isDue)
        {
            await sources.ReadHeadAsync(cancellationToken);
        }

        if (sources.ReadTotals() is { } totals)
        {
            frames.Add(("totals", Write("totals", totals)));
        }

        if (isDue)
        {
            await AddAsync(frames, "tasks", () => sources.ReadTasksAsync(cancellationToken));
            await AddAsync(frames, "workers", () => sources.ReadWorkersAsync(cancellationToken));
            await AddAsync(frames, "ledger", sources.ReadLedgerAsync);
            await AddAsync(frames, "grains", () => sources.ReadGrainsAsync(cancellationToken));
        }

        return frames;
    }

    /// <summary>One source that fails takes nothing from the others; its last event stands.</summary>
    private async Task AddAsync<T>(List<(string, byte[])> frames, string type, Func<Task<T>> read)
    {
        try
        {
            frames.Add((type, Write(type, await read())));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogSourceFailed(type, exception);
        }
    }

    private byte[] Write<T>(string type, T message) =>
        [.. "event: "u8, .. System.Text.Encoding.ASCII.GetBytes(type), .. "\ndata: "u8,
            .. JsonSerializer.SerializeToUtf8Bytes(message, json.Value.SerializerOptions), .. "\n\n"u8];

    private void Publish(List<(string Type, byte[] Bytes)> frames)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            var differ = frames.FindAll(frame =>
                !_frames.TryGetValue(frame.Type, out var known) || !known.Bytes.Span.SequenceEqual(frame.Bytes));
            if (differ.Count == 0 || _listeners == 0)
            {
                return;
            }

            foreach (var (type, bytes) in differ)
            {
                _frames[type] = new FeedFrame(type, ++_version, bytes);
            }

            (changed, _changed) = (_changed, NewSignal());
        }

        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(1, LogLevel.Warning, "The live feed has nothing new for {Type}.")]
    private partial void LogSourceFailed(string type, Exception exception);
}
