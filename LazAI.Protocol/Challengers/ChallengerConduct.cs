using LazAI.Cryptography;
using LazAI.Protocol.Performance;

namespace LazAI.Protocol.Challengers;

/// <summary>Whether a challenger does its duties: the sequential test that is under way.</summary>
/// <param name="CountsFrom">Outcomes before this slot are not counted.</param>
/// <remarks>
/// The test takes outcomes for independent, but one outage misses every duty that falls into it. So after a miss nothing is counted,
/// neither misses nor duties done, for <see cref="ProtocolRules.ChallengerMissPauseSlots"/>: what is skipped depends on the past only, and what
/// is counted misses at the same rate as before.
/// </remarks>
public sealed record ChallengerConduct(SequentialTestState Test, Slot CountsFrom)
{
    public static ChallengerConduct Initial { get; } = new(SequentialTestState.Initial, new Slot(0));

    /// <summary>The test of the rules' miss rates.</summary>
    public static SequentialTest TestOf(ProtocolRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return new SequentialTest(
            rules.ChallengerMissRateAcceptable,
            rules.ChallengerMissRateUnacceptable,
            rules.ChallengerErrorRateFalseAlarm,
            rules.ChallengerErrorRateOverlooked);
    }

    /// <summary>Takes the outcome of a duty whose window closed with <paramref name="at"/>. After a verdict the next test begins.</summary>
    /// <param name="negligent">What the test had seen when it found the miss rate unacceptable, else null.</param>
    public ChallengerConduct Observe(SequentialTest test, bool missed, Slot at, ProtocolRules rules, out SequentialTestState? negligent)
    {
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(rules);
        negligent = null;
        if (at < CountsFrom)
        {
            return this;
        }

        var (after, verdict) = test.Observe(Test, missed);
        negligent = verdict == SequentialVerdict.Unacceptable ? after : null;
        return new ChallengerConduct(
            verdict == SequentialVerdict.Undecided ? after : SequentialTestState.Initial,
            missed ? at + rules.ChallengerMissPauseSlots : CountsFrom);
    }
}

/// <summary>Where the test of one challenger stands.</summary>
public sealed record JudgedConduct(Address Challenger, ChallengerConduct Conduct);
