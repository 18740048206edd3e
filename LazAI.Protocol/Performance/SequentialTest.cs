namespace LazAI.Protocol.Performance;

/// <summary>
/// Wald's sequential probability ratio test of a rate of misses (PROTOCOL §17: performance is judged by a statistic, never by 'n misses').
/// </summary>
/// <remarks>
/// <para>
/// A. Wald, Sequential Tests of Statistical Hypotheses, Annals of Mathematical Statistics 16 (1945). With p0 the miss rate that is
/// acceptable and p1 the one that is not, each outcome adds to a sum: a miss ln(p1 / p0), anything else ln((1 - p1) / (1 - p0)). At
/// ln((1 - β) / α) or above the rate counts as unacceptable, at ln(β / (1 - α)) or below as acceptable; in between the next outcome
/// decides. Who misses at rate p0 is found with probability at most α / (1 - β), who misses at rate p1 is overlooked with at most
/// β / (1 - α), in each test; no test with these error rates needs fewer outcomes on average.
/// </para>
/// <para>
/// All numbers are multiples of 2^-32. Each increment is off by less than 0.51 units (<see cref="NaturalLogarithm.OfRatio"/>), so after
/// a million outcomes the sum is off by less than 0.00012.
/// </para>
/// </remarks>
public sealed class SequentialTest
{
    /// <param name="acceptable">p0, the miss rate of those who must not be found.</param>
    /// <param name="unacceptable">p1, the miss rate of those who must be found.</param>
    /// <param name="falseAlarm">α, how often a test may find one who misses at rate p0.</param>
    /// <param name="overlooked">β, how often a test may overlook one who misses at rate p1.</param>
    public SequentialTest(BasisPoints acceptable, BasisPoints unacceptable, BasisPoints falseAlarm, BasisPoints overlooked)
    {
        const int Whole = (int)BasisPoints.Whole;
        Invariant.Require(
            acceptable.Value >= 1 && unacceptable.Value > acceptable.Value && unacceptable.Value < Whole,
            "the acceptable miss rate is positive and below the unacceptable one, which is below 1");
        Invariant.Require(
            falseAlarm.Value >= 1 && overlooked.Value >= 1 && falseAlarm.Value + overlooked.Value < Whole,
            "both error rates are positive and their sum is below 1");
        MissedIncrement = NaturalLogarithm.OfRatio(unacceptable.Value, acceptable.Value);
        DoneIncrement = NaturalLogarithm.OfRatio(Whole - unacceptable.Value, Whole - acceptable.Value);
        UnacceptableBound = NaturalLogarithm.OfRatio(Whole - overlooked.Value, falseAlarm.Value);
        AcceptableBound = NaturalLogarithm.OfRatio(overlooked.Value, Whole - falseAlarm.Value);
    }

    /// <summary>What a miss adds.</summary>
    public long MissedIncrement { get; }

    /// <summary>What a duty done adds; it is negative.</summary>
    public long DoneIncrement { get; }

    /// <summary>From this sum on the rate is unacceptable.</summary>
    public long UnacceptableBound { get; }

    /// <summary>From this sum down the rate is acceptable; it is negative.</summary>
    public long AcceptableBound { get; }

    /// <summary>Takes the next outcome. After a verdict the next test starts from <see cref="SequentialTestState.Initial"/>.</summary>
    public (SequentialTestState State, SequentialVerdict Verdict) Observe(SequentialTestState state, bool missed)
    {
        ArgumentNullException.ThrowIfNull(state);
        var after = missed
            ? state with { LogLikelihoodRatio = state.LogLikelihoodRatio + MissedIncrement, Missed = state.Missed + 1 }
            : state with { LogLikelihoodRatio = state.LogLikelihoodRatio + DoneIncrement, Done = state.Done + 1 };
        var verdict = after.LogLikelihoodRatio >= UnacceptableBound ? SequentialVerdict.Unacceptable
            : after.LogLikelihoodRatio <= AcceptableBound ? SequentialVerdict.Acceptable
            : SequentialVerdict.Undecided;
        return (after, verdict);
    }
}

/// <summary>What a test has seen so far.</summary>
/// <param name="LogLikelihoodRatio">The sum of the increments, in units of 2^-32.</param>
public sealed record SequentialTestState(long LogLikelihoodRatio, long Done, long Missed)
{
    public static SequentialTestState Initial { get; } = new(0, 0, 0);
}

/// <summary>What a sequential test says after an outcome.</summary>
public enum SequentialVerdict
{
    /// <summary>Neither yet; the next outcome goes on.</summary>
    Undecided = 0,

    Acceptable = 1,

    Unacceptable = 2,
}
