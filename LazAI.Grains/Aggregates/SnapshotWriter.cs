using LazAI.Grains.EventLog;
using LazAI.Protocol.Encoding;

namespace LazAI.Grains.Aggregates;

/// <summary>Writes the snapshots of one stream beside the work: one at a time, and only when the log has grown enough since the last.</summary>
/// <remarks>
/// A snapshot costs what the state holds, not what has changed. So besides a number of events it waits for a multiple of its own size in events: writing
/// stays a fixed share of the log's cost however large the state, and what a restart reads stays a fixed multiple of the state. A lost snapshot costs time only.
/// </remarks>
/// <param name="eventsMinimum">Fewest events between two snapshots of a state that is small.</param>
public sealed class SnapshotWriter(AggregateServices services, StreamName stream, int schema, int eventsMinimum)
{
    /// <summary>Bytes of events before the next snapshot, as a multiple of the last one's.</summary>
    private const int LogToStateMinimum = 8;

    private long _events;
    private long _eventBytes;
    private long _stateBytes;
    private Task _writing = Task.CompletedTask;

    /// <summary>Whether the next snapshot should be written.</summary>
    public bool IsDue => _writing.IsCompleted
        && (_events >= services.SnapshotOptions.EventsMaximum
            || (_events >= eventsMinimum && _eventBytes >= LogToStateMinimum * Interlocked.Read(ref _stateBytes)));

    /// <summary>The newest snapshot, or null where there is none of this shape.</summary>
    public async Task<(T State, long Version)?> ReadAsync<T>()
    {
        if (await services.Snapshots.ReadAsync(stream) is not { } snapshot || snapshot.Schema != schema)
        {
            return null;
        }

        Begin();
        _stateBytes = snapshot.State.Length;
        return (CanonicalJson.Deserialize<T>(snapshot.State.Span), snapshot.Version);
    }

    /// <summary>Counts an event that is not in the last snapshot.</summary>
    public void Count(int payloadBytes)
    {
        _events++;
        _eventBytes += payloadBytes;
    }

    /// <summary>Writes <paramref name="state"/>, which must not change any more, without being waited for.</summary>
    public void Write<T>(T state, long version)
    {
        Begin();
        _writing = Task.Factory.StartNew(
            () => TryWriteAsync(state, version), CancellationToken.None, TaskCreationOptions.DenyChildAttach, services.Background).Unwrap();
    }

    /// <summary>Writes the last one, after whatever is being written.</summary>
    public async Task WriteLastAsync<T>(T state, long version)
    {
        await _writing;
        Begin();
        await TryWriteAsync(state, version);
    }

    private void Begin() => (_events, _eventBytes) = (0, 0);

    private async Task TryWriteAsync<T>(T state, long version)
    {
        try
        {
            var bytes = CanonicalJson.Serialize(state);
            Interlocked.Exchange(ref _stateBytes, bytes.Length);
            await services.Snapshots.WriteAsync(stream, new Snapshot(version, schema, bytes));
        }
        catch (Exception exception)
        {
            AggregateLog.SnapshotFailed(services.Logger, stream.Value, version, exception);
        }
    }
}
