namespace LazAI.Grains.Aggregates;

/// <summary>Tries something again in a grain until it succeeds: after a second, then with pauses that double up to a minute.</summary>
/// <param name="grain">Stays active while something is to be tried: nothing else may ever call it again.</param>
/// <param name="attempt">Whether it has succeeded.</param>
internal sealed class RetryTimer(IGrainBase grain, Func<Task<bool>> attempt)
{
    private static readonly TimeSpan s_delayMinimum = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_delayMaximum = TimeSpan.FromMinutes(1);

    private IGrainTimer? _timer;
    private TimeSpan _delay = s_delayMinimum;

    /// <summary>Makes the next attempt after the pause that is due.</summary>
    public void Schedule()
    {
        if (_timer is null)
        {
            _timer = grain.RegisterGrainTimer(
                AttemptAsync, new GrainTimerCreationOptions(_delay, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        }
        else
        {
            _timer.Change(_delay, Timeout.InfiniteTimeSpan);
        }

        _delay = _delay < s_delayMaximum / 2 ? _delay * 2 : s_delayMaximum;
    }

    private async Task AttemptAsync()
    {
        Schedule();
        if (await attempt())
        {
            _timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _delay = s_delayMinimum;
        }
    }
}
