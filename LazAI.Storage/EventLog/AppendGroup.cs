using LazAI.Grains.EventLog;

namespace LazAI.Storage;

/// <summary>The appends that one commit makes durable together, laid out as the arrays that <c>append_events</c> takes.
/// Used again for the next group, so that a commit allocates little.</summary>
internal sealed class AppendGroup(int eventsMaximum, int bytesMaximum)
{
    private readonly List<PendingAppend> _appends = [];
    private readonly Dictionary<StreamName, long> _versions = [];
    private long _bytes;

    public IReadOnlyList<PendingAppend> Appends => _appends;

    public List<string> AppendStreams { get; } = [];

    public List<long> ExpectedVersions { get; } = [];

    public List<string> EventStreams { get; } = [];

    public List<long> EventVersions { get; } = [];

    public List<string> EventTypes { get; } = [];

    public List<ReadOnlyMemory<byte>> EventPayloads { get; } = [];

    public int EventCount => EventTypes.Count;

    /// <summary>Whether there is room; an append over the limits fits into an empty group.</summary>
    public bool HasRoomFor(PendingAppend append) =>
        _appends.Count == 0
        || (EventCount + append.Events.Length <= eventsMaximum && _bytes + append.PayloadBytes <= bytesMaximum);

    /// <summary>A group holds one append a stream: a second one is decided by what comes of the first.</summary>
    public bool Holds(StreamName stream) => _versions.ContainsKey(stream);

    public void Add(PendingAppend append)
    {
        var stream = append.Stream.Value;
        _appends.Add(append);
        _versions.Add(append.Stream, append.ExpectedVersion);
        _bytes += append.PayloadBytes;
        AppendStreams.Add(stream);
        ExpectedVersions.Add(append.ExpectedVersion);
        var version = append.ExpectedVersion;
        foreach (var data in append.Events)
        {
            EventStreams.Add(stream);
            EventVersions.Add(++version);
            EventTypes.Add(data.Type);
            EventPayloads.Add(data.Payload);
        }
    }

    /// <summary>How many events the stream of an append in this group holds after its commit.</summary>
    public long VersionAfterCommit(StreamName stream) => _versions[stream];

    /// <summary>Answers every caller.</summary>
    /// <returns>How many events were written.</returns>
    public int Complete(GroupCommit commit)
    {
        var position = commit.PreviousHead;
        for (var i = 0; i < _appends.Count; i++)
        {
            var append = _appends[i];
            var actual = commit.ActualVersions[i];
            if (actual != append.ExpectedVersion)
            {
                _versions[append.Stream] = actual;
                append.SetResult(new AppendConflict(actual));
                continue;
            }

            position += append.Events.Length;
            var version = actual + append.Events.Length;
            _versions[append.Stream] = version;
            append.SetResult(new Appended(position, version));
        }

        return (int)(position - commit.PreviousHead);
    }

    /// <summary>The events that the commit has written, as a reader would find them.</summary>
    public RecordedEvent[] Written(GroupCommit commit)
    {
        var written = new List<RecordedEvent>(EventCount);
        for (var i = 0; i < _appends.Count; i++)
        {
            var append = _appends[i];
            if (commit.ActualVersions[i] != append.ExpectedVersion)
            {
                continue;
            }

            var version = append.ExpectedVersion;
            foreach (var data in append.Events)
            {
                var position = commit.PreviousHead + written.Count + 1;
                written.Add(new RecordedEvent(position, append.Stream, ++version, data.Type, data.Payload, commit.WrittenAt, data.Event));
            }
        }

        return [.. written];
    }

    /// <summary>Tells every caller that has no answer yet.</summary>
    public void Fail(Func<Exception> reason)
    {
        foreach (var append in _appends)
        {
            append.TrySetException(reason());
        }
    }

    public void Clear()
    {
        _appends.Clear();
        _versions.Clear();
        _bytes = 0;
        AppendStreams.Clear();
        ExpectedVersions.Clear();
        EventStreams.Clear();
        EventVersions.Clear();
        EventTypes.Clear();
        EventPayloads.Clear();
    }
}

/// <summary>What <c>append_events</c> answers.</summary>
/// <param name="PreviousHead">The newest position before the group; the group's events follow it without a gap.</param>
/// <param name="WrittenAt">When the group was written (UTC).</param>
/// <param name="ActualVersions">For each append, how many events its stream held before the group.</param>
internal sealed record GroupCommit(long PreviousHead, DateTimeOffset WrittenAt, long[] ActualVersions);
