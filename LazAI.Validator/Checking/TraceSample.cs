using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LazAI.Validator.Checking;

/// <summary>
/// Of which results of one model the whole trace is computed again. The output of every one is; a trace root of some models takes many times as long, and no
/// way of computing it is shorter. Who is drawn cannot be known before a worker signs, and the odds are those at which traces take no more than their share of
/// the time of plain re-execution. What both take is measured. Safe for any number of threads.
/// </summary>
/// <param name="share">Time for traces, as a share of that of plain re-execution.</param>
/// <param name="oddsMinimum">What the odds never fall below, whatever traces cost.</param>
/// <param name="random">Draws; whoever can foresee it knows which traces nobody looks at.</param>
internal sealed class TraceSample(double share, double oddsMinimum, RandomNumberGenerator random)
{
    /// <summary>Odds before both costs are known: enough to know them soon, few enough for the most expensive model.</summary>
    private const double OddsUnknown = 0.1;

    /// <summary>Where every trace is checked, plain re-execution would never be measured again; so it is, beside one batch of traces in so many.</summary>
    private const int BatchesPerComparison = 16;

    private readonly Lock _gate = new();
    private readonly Cost _plain = new();
    private readonly Cost _traced = new();
    private int _batchesSincePlain = BatchesPerComparison;

    /// <summary>The odds that a result is drawn.</summary>
    public double Odds
    {
        get
        {
            lock (_gate)
            {
                return Math.Clamp(FindOdds(), oddsMinimum, 1);
            }
        }
    }

    /// <summary>Whether to measure plain re-execution beside the next batch of traces.</summary>
    public bool IsComparisonDue
    {
        get
        {
            lock (_gate)
            {
                return share > 0 && oddsMinimum < 1 && _batchesSincePlain >= BatchesPerComparison;
            }
        }
    }

    /// <summary>Which of so many results are drawn.</summary>
    public bool[] Draw(int count)
    {
        // Of 2³² numbers so many win; all at once, since asking for randomness takes as long as a small model.
        var winning = (ulong)(Odds * (1UL << 32));
        var drawn = new bool[count];
        var numbers = new byte[sizeof(uint) * count];
        lock (_gate)
        {
            random.GetBytes(numbers);
        }

        for (var i = 0; i < count; i++)
        {
            drawn[i] = BinaryPrimitives.ReadUInt32LittleEndian(numbers.AsSpan(sizeof(uint) * i)) < winning;
        }

        return drawn;
    }

    /// <summary>Plain re-execution of so many results has taken this long.</summary>
    public void RecordPlain(int results, TimeSpan duration)
    {
        lock (_gate)
        {
            _plain.Record(results, duration);
            _batchesSincePlain = 0;
        }
    }

    /// <summary>Re-execution of so many results with their trace roots has taken this long.</summary>
    public void RecordTraced(int results, TimeSpan duration)
    {
        lock (_gate)
        {
            _traced.Record(results, duration);
            _batchesSincePlain++;
        }
    }

    private double FindOdds() =>
        share <= 0 ? 0
        : (_plain.SecondsPerResult, _traced.SecondsPerResult) is not ({ } plain, { } traced) ? OddsUnknown
        : traced - plain <= share * plain ? 1
        : share * plain / (traced - plain);

    /// <summary>
    /// The median of the last batches. Not their mean: a batch of a small model takes microseconds, and one that the operating system interrupts for milliseconds
    /// would make the model look a hundred times as slow for all that follow.
    /// </summary>
    private sealed class Cost
    {
        private const int BatchesKept = 32;
        private const int BatchesMinimum = 3;

        private readonly Queue<double> _last = new();

        public double? SecondsPerResult => _last.Count >= BatchesMinimum ? _last.Order().ElementAt(_last.Count / 2) : null;

        public void Record(int results, TimeSpan duration)
        {
            if (_last.Count == BatchesKept)
            {
                _last.Dequeue();
            }

            _last.Enqueue(duration.TotalSeconds / results);
        }
    }
}
