using LazAI.Protocol;
using LazAI.Protocol.Api;

namespace LazAI.Client;

/// <summary>
/// The service's slots as seen from here: the last slot that it has named and the time that has passed since. Independent of
/// how this machine's clock is set, and at most one slot behind the service.
/// </summary>
public sealed class NetworkClock
{
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private Slot _slot;
    private long _timestamp;

    public NetworkClock(NetworkStatus status, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(status);
        _time = time ?? TimeProvider.System;
        SlotDuration = TimeSpan.FromMilliseconds(status.Rules.SlotMilliseconds);
        _slot = status.Slot;
        _timestamp = _time.GetTimestamp();
    }

    /// <summary>How long a slot lasts.</summary>
    public TimeSpan SlotDuration { get; }

    /// <summary>The slot that the service is in, or the one before.</summary>
    public Slot Now
    {
        get
        {
            lock (_gate)
            {
                return _slot + (_time.GetElapsedTime(_timestamp).Ticks / SlotDuration.Ticks);
            }
        }
    }

    /// <summary>Takes in a slot that the service has just named.</summary>
    public void Observe(Slot slot)
    {
        lock (_gate)
        {
            _slot = slot;
            _timestamp = _time.GetTimestamp();
        }
    }

    /// <summary>How many slots cover <paramref name="duration"/>, rounded up, at least 1.</summary>
    public long SlotsFor(TimeSpan duration) => Math.Max(1, (duration.Ticks + SlotDuration.Ticks - 1) / SlotDuration.Ticks);
}
