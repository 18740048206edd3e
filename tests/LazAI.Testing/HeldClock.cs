namespace LazAI.Testing;

/// <summary>A clock that goes on by itself from any time, and that a test can hold and put forward. Waits take their real time.</summary>
/// <param name="ahead">How far it is ahead of the machine's clock.</param>
public sealed class HeldClock(TimeSpan ahead = default) : TimeProvider
{
    private readonly Lock _gate = new();
    private TimeSpan _ahead = ahead;
    private DateTimeOffset? _held;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _held ?? System.GetUtcNow() + _ahead;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <summary>Stands from now on, until it is released.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _held ??= System.GetUtcNow() + _ahead;
        }
    }

    /// <summary>Goes on from this much later than where it is or stands.</summary>
    public void Release(TimeSpan later = default)
    {
        lock (_gate)
        {
            _ahead = (_held - System.GetUtcNow() ?? _ahead) + later;
            _held = null;
        }
    }
}
