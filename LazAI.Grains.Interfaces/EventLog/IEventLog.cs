using System.Collections.Immutable;

namespace LazAI.Grains.EventLog;

/// <summary>
/// The append-only log that every aggregate is event-sourced into. One global, strictly increasing position orders all
/// events; a stream (one aggregate) numbers its own events from 1.
/// </summary>
/// <remarks>
/// Implementations promise: an append is all or nothing and is answered only after it is durable; positions become
/// visible in order, so that a follower that has read position n never sees an event below n appear later.
/// Positions may have gaps, stream versions have none.
/// </remarks>
public interface IEventLog
{
    /// <summary>Appends <paramref name="events"/> to <paramref name="stream"/> if the stream holds exactly
    /// <paramref name="expectedVersion"/> events (0 = the stream does not exist yet).</summary>
    /// <returns><see cref="Appended"/>, or <see cref="AppendConflict"/> with nothing written.</returns>
    /// <exception cref="EventLogUnavailableException">The outcome is unknown or the store is down; reload and decide again.</exception>
    /// <exception cref="ArgumentException">No events, or a size limit of <see cref="EventLogLimits"/> is exceeded.</exception>
    ValueTask<AppendOutcome> AppendAsync(
        StreamName stream, long expectedVersion, ImmutableArray<EventData> events, CancellationToken cancellationToken = default);

    /// <summary>Reads one stream in version order, starting behind <paramref name="afterVersion"/>.</summary>
    IAsyncEnumerable<RecordedEvent> ReadStreamAsync(
        StreamName stream, long afterVersion = 0, CancellationToken cancellationToken = default);

    /// <summary>Reads up to <paramref name="maximumCount"/> events of all streams behind <paramref name="afterPosition"/>,
    /// in position order. An empty answer means that the reader has caught up.</summary>
    ValueTask<ImmutableArray<RecordedEvent>> ReadAllAsync(
        long afterPosition, int maximumCount, CancellationToken cancellationToken = default);

    /// <summary>Follows the log from <paramref name="afterPosition"/> for ever, in batches of at most
    /// <paramref name="maximumBatch"/>; waits (without polling hot) when there is nothing new.</summary>
    IAsyncEnumerable<ImmutableArray<RecordedEvent>> FollowAsync(
        long afterPosition, int maximumBatch = 1024, CancellationToken cancellationToken = default);

    /// <summary>The position of the newest event, 0 for an empty log.</summary>
    ValueTask<long> GetHeadPositionAsync(CancellationToken cancellationToken = default);
}

/// <summary>The name of an event stream: <c>kind/key</c>, for instance <c>task/0x…</c> or <c>ledger/LCAI</c>.</summary>
public readonly record struct StreamName
{
    /// <summary>Longest accepted name, in characters.</summary>
    public const int MaximumLength = 200;

    public StreamName(string kind, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (kind.Contains('/', StringComparison.Ordinal) || kind.Length + key.Length + 1 > MaximumLength)
        {
            throw new ArgumentException($"A stream name is kind/key, at most {MaximumLength} characters, without '/' in the kind.");
        }

        Value = kind + "/" + key;
    }

    private StreamName(string value) => Value = value;

    /// <summary>The whole name, <c>kind/key</c>.</summary>
    public string Value { get; }

    public ReadOnlySpan<char> Kind => Value.AsSpan(0, Value.IndexOf('/', StringComparison.Ordinal));

    public ReadOnlySpan<char> Key => Value.AsSpan(Value.IndexOf('/', StringComparison.Ordinal) + 1);

    /// <summary>Reads back what a store has written.</summary>
    /// <exception cref="FormatException">There is no <c>/</c> in it, or an empty part.</exception>
    public static StreamName Parse(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < value.Length - 1 && value.Length <= MaximumLength
            ? new StreamName(value)
            : throw new FormatException($"'{value}' is not a stream name of the form kind/key.");
    }

    public override string ToString() => Value;
}

/// <summary>An event to append: its type name and its payload, RFC 8785 canonical JSON in UTF-8.</summary>
/// <param name="Event">What the payload was encoded from; null where the writer does not have it. Not stored: followers in this process need not
/// decode the payload then.</param>
/// <remarks>The log keeps payload and event for its followers: they must not change after the append was called.</remarks>
public readonly record struct EventData(string Type, ReadOnlyMemory<byte> Payload, object? Event = null);

/// <summary>An event as the log holds it.</summary>
/// <param name="Position">Global position, from 1.</param>
/// <param name="Stream">The aggregate that it belongs to.</param>
/// <param name="Version">Its number in that stream, from 1.</param>
/// <param name="Type">The event's type name.</param>
/// <param name="Payload">The bytes that were appended, unchanged.</param>
/// <param name="RecordedAt">When the store wrote it (UTC). For people; no rule may read it.</param>
/// <param name="Event">What was encoded into the payload, for followers in the process that has appended it; null for everybody else.
/// <see cref="EventCodecExtensions.Read"/> takes it into account.</param>
public sealed record RecordedEvent(
    long Position, StreamName Stream, long Version, string Type, ReadOnlyMemory<byte> Payload, DateTimeOffset RecordedAt, object? Event = null);

/// <summary>What came of an append.</summary>
public abstract record AppendOutcome;

/// <summary>The events are durable; they hold the positions up to <paramref name="LastPosition"/> and the stream now has
/// <paramref name="StreamVersion"/> events.</summary>
public sealed record Appended(long LastPosition, long StreamVersion) : AppendOutcome;

/// <summary>Nothing was written: the stream holds <paramref name="ActualVersion"/> events.</summary>
public sealed record AppendConflict(long ActualVersion) : AppendOutcome;

/// <summary>The store could not say whether it has written; the caller reloads the stream and decides again.</summary>
public sealed class EventLogUnavailableException : Exception
{
    public EventLogUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>Size limits of the event log.</summary>
public static class EventLogLimits
{
    /// <summary>Largest payload of one event, in bytes.</summary>
    public const int PayloadBytesMaximum = 4 * 1024 * 1024;

    /// <summary>Most events in one append.</summary>
    public const int EventsPerAppendMaximum = 4096;

    /// <summary>Most payload bytes in one append, all its events together.</summary>
    public const int AppendBytesMaximum = 64 * 1024 * 1024;

    /// <summary>Longest event type name, in characters.</summary>
    public const int TypeLengthMaximum = 100;
}
