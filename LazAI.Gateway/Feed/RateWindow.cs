using System.Collections.Immutable;

namespace LazAI.Gateway.Feed;

/// <summary>Counts in whole seconds, the last <see cref="Seconds"/> of them. Not safe for several threads.</summary>
internal sealed class RateWindow
{
    public const int Seconds = 60;

    // One more for the second that still runs.
    private readonly long[] _counts = new long[Seconds + 1];
    private long _second;

    public void Add(long second, long count)
    {
        MoveTo(second);
        _counts[IndexOf(_second)] += count;
    }

    /// <summary>The counts of the last complete seconds before <paramref name="second"/>, oldest first.</summary>
    public ImmutableArray<long> Read(long second)
    {
        MoveTo(second);
        var counts = ImmutableArray.CreateBuilder<long>(Seconds);
        for (var past = _second - Seconds; past < _second; past++)
        {
            counts.Add(_counts[IndexOf(past)]);
        }

        return counts.MoveToImmutable();
    }

    private void MoveTo(long second)
    {
        if (second - _second > Seconds)
        {
            Array.Clear(_counts);
            _second = second;
        }

        while (_second < second)
        {
            _counts[IndexOf(++_second)] = 0;
        }
    }

    private int IndexOf(long second) => (int)((second + _counts.Length) % _counts.Length);
}
