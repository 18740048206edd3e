using LazAI.Protocol;
using LazAI.Protocol.Challengers;

namespace LazAI.Simulation.Auditing;

/// <summary>
/// Wald's sequential test of one challenger's misses, a second time: written from PROTOCOL §7.4 with floating-point logarithms and not from the
/// protocol's code. No sum of a run comes so near to a bound that the difference could matter.
/// </summary>
public sealed class NeglectTest(ProtocolRules rules)
{
    private const double Precision = 1e-6;

    private readonly double _missed = Math.Log((double)rules.ChallengerMissRateUnacceptable.Value / rules.ChallengerMissRateAcceptable.Value);
    private readonly double _done = Math.Log((10_000.0 - rules.ChallengerMissRateUnacceptable.Value) / (10_000.0 - rules.ChallengerMissRateAcceptable.Value));
    private readonly double _negligent = Math.Log((10_000.0 - rules.ChallengerErrorRateOverlooked.Value) / rules.ChallengerErrorRateFalseAlarm.Value);
    private readonly double _diligent = Math.Log(rules.ChallengerErrorRateOverlooked.Value / (10_000.0 - rules.ChallengerErrorRateFalseAlarm.Value));
    private double _sum;
    private long _misses;
    private long _duties;
    private Slot _countsFrom = new(0);

    /// <summary>Whether an outcome of this slot counts: for a while after a miss none does.</summary>
    public bool Counts(Slot at) => at >= _countsFrom;

    /// <summary>Takes an outcome.</summary>
    /// <returns>What the test had seen when it found neglect, else null.</returns>
    public (double Sum, long Done, long Missed)? Observe(bool missed, Slot at)
    {
        if (!Counts(at))
        {
            return null;
        }

        _sum += missed ? _missed : _done;
        (_misses, _duties) = missed ? (_misses + 1, _duties) : (_misses, _duties + 1);
        _countsFrom = missed ? at + rules.ChallengerMissPauseSlots : _countsFrom;
        var seen = (_sum, _duties, _misses);
        var isNegligent = _sum >= _negligent;
        if (isNegligent || _sum <= _diligent)
        {
            (_sum, _misses, _duties) = (0, 0, 0);
        }

        return isNegligent ? seen : null;
    }

    public bool Agrees(ChallengerConduct conduct)
    {
        ArgumentNullException.ThrowIfNull(conduct);
        return conduct.CountsFrom == _countsFrom && Agrees((_sum, _duties, _misses), conduct.Test);
    }

    public static bool Agrees((double Sum, long Done, long Missed) seen, Protocol.Performance.SequentialTestState test)
    {
        ArgumentNullException.ThrowIfNull(test);
        return (seen.Done, seen.Missed) == (test.Done, test.Missed) && Math.Abs(seen.Sum - (test.LogLikelihoodRatio / (double)(1L << 32))) < Precision;
    }
}
