using System.Collections.Immutable;
using LazAI.Grains.EventLog;

namespace LazAI.Storage;

/// <summary>The newest events of the log in memory, shared by all followers of this process, so that five followers do not
/// mean five times the database reads. Bounded: a follower that falls behind its start reads from the database.</summary>
/// <remarks>Invariant: the window holds every event behind <c>_from</c> up to and including <c>_head</c>. It does not
/// assume that positions are free of gaps.</remarks>
internal sealed class LogTail(int eventsMaximum, long bytesMaximum)
{
    private readonly Lock _lock = new();
    private RecordedEvent[] _ring = [];
    private int _first;
    private int _count;
    private long _bytes;
    private long _from;
    private long _head;
    private long _announced;
    private volatile bool _isOpen;
    private TaskCompletionSource _grown = NewSignal();

    /// <summary>Whether there is a window yet; without a follower nobody pays for one.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>The window is complete up to this position.</summary>
    public long Head => Interlocked.Read(ref _head);

    /// <summary>Highest position known to be committed.</summary>
    public long Announced => Math.Max(Interlocked.Read(ref _announced), Head);

    /// <summary>Starts an empty window behind <paramref name="head"/>.</summary>
    public void Open(long head)
    {
        TaskCompletionSource grown;
        lock (_lock)
        {
            _ring = new RecordedEvent[eventsMaximum];
            _from = head;
            Interlocked.Exchange(ref _head, head);
            _isOpen = true;
            (grown, _grown) = (_grown, NewSignal());
        }

        grown.SetResult();
    }

    /// <summary>Takes note that events up to <paramref name="position"/> are committed, though they are not in the window yet.</summary>
    public void Announce(long position)
    {
        lock (_lock)
        {
            Interlocked.Exchange(ref _announced, Math.Max(_announced, position));
        }
    }

    /// <summary>Adds the events that follow <paramref name="after"/> without a hole; what the window has already is skipped.</summary>
    /// <returns>False, with nothing added, if the window does not reach up to <paramref name="after"/>.</returns>
    public bool TryAdd(long after, ReadOnlySpan<RecordedEvent> events)
    {
        TaskCompletionSource grown;
        lock (_lock)
        {
            if (!_isOpen || after > _head)
            {
                return false;
            }

            var head = _head;
            foreach (var recorded in events)
            {
                if (recorded.Position > head)
                {
                    Add(recorded);
                    head = recorded.Position;
                }
            }

            if (head == _head)
            {
                return true;
            }

            Interlocked.Exchange(ref _head, head);
            (grown, _grown) = (_grown, NewSignal());
        }

        grown.SetResult();
        return true;
    }

    /// <summary>What the window holds behind <paramref name="after"/>, at most <paramref name="maximumCount"/> events.</summary>
    public TailRead Read(long after, int maximumCount)
    {
        lock (_lock)
        {
            if (!_isOpen || after < _from)
            {
                return new TailRead(IsInWindow: false, [], _grown.Task);
            }

            if (after >= _head)
            {
                return new TailRead(IsInWindow: true, [], _grown.Task);
            }

            var start = FirstBehind(after);
            var count = Math.Min(maximumCount, _count - start);
            var events = ImmutableArray.CreateBuilder<RecordedEvent>(count);
            for (var i = 0; i < count; i++)
            {
                events.Add(At(start + i));
            }

            return new TailRead(IsInWindow: true, events.MoveToImmutable(), _grown.Task);
        }
    }

    private void Add(RecordedEvent recorded)
    {
        while (_count == _ring.Length || (_count > 0 && _bytes + recorded.Payload.Length > bytesMaximum))
        {
            var oldest = _ring[_first];
            _ring[_first] = null!;
            _first = (_first + 1) % _ring.Length;
            _count--;
            _bytes -= oldest.Payload.Length;
            _from = oldest.Position;
        }

        _ring[(_first + _count) % _ring.Length] = recorded;
        _count++;
        _bytes += recorded.Payload.Length;
    }

    private RecordedEvent At(int index) => _ring[(_first + index) % _ring.Length];

    // Binary search, since positions may have gaps.
    private int FirstBehind(long after)
    {
        var (low, high) = (0, _count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (At(middle).Position > after)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What a <see cref="LogTail"/> answers.</summary>
/// <param name="IsInWindow">False if the events asked for are older than the window.</param>
/// <param name="Events">Empty if there is nothing newer.</param>
/// <param name="Grown">Completes when the window next grows.</param>
internal readonly record struct TailRead(bool IsInWindow, ImmutableArray<RecordedEvent> Events, Task Grown);
