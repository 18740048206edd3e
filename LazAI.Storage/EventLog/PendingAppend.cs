using System.Collections.Immutable;
using LazAI.Grains.EventLog;

namespace LazAI.Storage;

/// <summary>One caller's append on its way through the writer; its task is the caller's answer.</summary>
internal sealed class PendingAppend(StreamName stream, long expectedVersion, ImmutableArray<EventData> events, int payloadBytes, long startedAt)
    : TaskCompletionSource<AppendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Withdrawn = 2;

    private int _stage;

    public StreamName Stream => stream;

    public long ExpectedVersion => expectedVersion;

    public ImmutableArray<EventData> Events => events;

    public int PayloadBytes => payloadBytes;

    /// <summary>Time stamp of <see cref="TimeProvider.GetTimestamp"/> at which the caller came.</summary>
    public long StartedAt => startedAt;

    /// <summary>The writer claims the append. From here on it is no longer cancelled, since its outcome will be known.</summary>
    /// <returns>False if the caller has withdrawn it.</returns>
    public bool TryTake() => Interlocked.CompareExchange(ref _stage, Taken, Waiting) == Waiting;

    /// <summary>The caller gives up while the append still waits.</summary>
    public void Withdraw(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _stage, Withdrawn, Waiting) == Waiting)
        {
            TrySetCanceled(cancellationToken);
        }
    }
}
