namespace LazAI.Validator.Checking;

/// <summary>How fast results are checked here, as a moving average over the batches. Safe for any number of threads.</summary>
/// <param name="lanes">Batches that are checked at the same time.</param>
internal sealed class Pace(int lanes)
{
    /// <summary>Weight of the newest batch.</summary>
    private const double Newest = 0.1;

    private readonly Lock _gate = new();
    private double _secondsPerResult;

    /// <summary>Results a second when there is nothing to wait for; null before the first batch.</summary>
    public double? ResultsPerSecond
    {
        get
        {
            lock (_gate)
            {
                return _secondsPerResult > 0 ? lanes / _secondsPerResult : null;
            }
        }
    }

    /// <summary>One lane has needed this long for so many results, fetching included.</summary>
    public void Record(int results, TimeSpan duration)
    {
        if (results > 0)
        {
            var seconds = Math.Max(duration.TotalSeconds, 1e-9) / results;
            lock (_gate)
            {
                _secondsPerResult = _secondsPerResult > 0 ? _secondsPerResult + (Newest * (seconds - _secondsPerResult)) : seconds;
            }
        }
    }

    /// <summary>How many results can be checked in that time; everything before the first batch is known.</summary>
    public int ResultsIn(TimeSpan time) => (int)Math.Min((ResultsPerSecond ?? double.MaxValue) * Math.Max(0, time.TotalSeconds), int.MaxValue);
}
