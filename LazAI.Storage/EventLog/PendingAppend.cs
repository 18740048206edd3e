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
    private CancellationTokenRegistration _withdrawal;

    public StreamName Stream => stream;

    public long ExpectedVersion => expectedVersion;

    public ImmutableArray<EventData> Events => events;

    public int PayloadBytes => payloadBytes;

    /// <summary>Time stamp of <see cref="TimeProvider.GetTimestamp"/> at which the caller came.</summary>
    public long StartedAt => startedAt;

    /// <summary>Withdraws the append if the token is cancelled while it still waits.</summary>
    public void WithdrawOn(CancellationToken cancellationToken) =>
        _withdrawal = cancellationToken.UnsafeRegister(static (state, token) => ((PendingAppend)state!).Withdraw(token), this);

    /// <summary>The writer claims the append. From here on it is no longer cancelled, since its outcome will be known.</summary>
    /// <returns>False if the caller has withdrawn it.</returns>
    public bool TryTake()
    {
        _withdrawal.Unregister();
        return Interlocked.CompareExchange(ref _stage, Taken, Waiting) == Waiting;
    }

    private void Withdraw(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _stage, Withdrawn, Waiting) == Waiting)
        {
            SetCanceled(cancellationToken);
        }
    }
}
