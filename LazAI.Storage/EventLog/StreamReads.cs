using LazAI.Grains.EventLog;

namespace LazAI.Storage;

/// <summary>Reads the beginnings of streams. What is asked for while reads are under way is read together: after a restart thousands of aggregates
/// want their few events at once, and a query for each would cost more than all that they hold.</summary>
internal sealed class StreamReads(EventReader reader)
{
    /// <summary>Streams of one query.</summary>
    public const int StreamsMaximum = 64;

    /// <summary>Events of one stream that come together with others'; few streams are longer.</summary>
    public const int RowsMaximum = 16;

    private const int QueriesMaximum = 4;

    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = [];
    private int _running;

    /// <summary>The first page behind <paramref name="afterVersion"/>, read after this call.</summary>
    public Task<StreamPage> ReadAsync(StreamName stream, long afterVersion, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(stream, afterVersion);
        lock (_lock)
        {
            _waiting.Enqueue(waiting);
            if (_running < QueriesMaximum)
            {
                _running++;

                // Not on the caller's scheduler: others wait for these reads, too.
                _ = Task.Run(RunAsync, CancellationToken.None);
            }
        }

        return waiting.Page.Task.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        while (Take() is { Length: > 0 } taken)
        {
            try
            {
                var pages = await reader.ReadStreamsAsync(
                    Array.ConvertAll(taken, asked => asked.Stream), Array.ConvertAll(taken, asked => asked.AfterVersion), RowsMaximum);
                for (var i = 0; i < taken.Length; i++)
                {
                    taken[i].Page.SetResult(pages[i]);
                }
            }
            catch (Exception exception)
            {
                foreach (var asked in taken)
                {
                    asked.Page.TrySetException(exception);
                }
            }
        }
    }

    /// <summary>What is asked for next; when it is nothing, this run is over.</summary>
    private Waiting[] Take()
    {
        lock (_lock)
        {
            var taken = new Waiting[Math.Min(_waiting.Count, StreamsMaximum)];
            for (var i = 0; i < taken.Length; i++)
            {
                taken[i] = _waiting.Dequeue();
            }

            if (taken.Length == 0)
            {
                _running--;
            }

            return taken;
        }
    }

    private sealed record Waiting(StreamName Stream, long AfterVersion)
    {
        public TaskCompletionSource<StreamPage> Page { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
