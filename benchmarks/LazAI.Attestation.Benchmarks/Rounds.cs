using System.Diagnostics;

namespace LazAI.Attestation.Benchmarks;

/// <summary>Contenders that work in turns in one process, so that a busy machine slows all of them. The best round of each counts.</summary>
internal static class Rounds
{
    /// <summary>The best time of each contender for one piece of work, in microseconds.</summary>
    public static double[] Measure(int rounds, int times, params Action[] contenders)
    {
        var best = new double[contenders.Length];
        Array.Fill(best, double.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            for (var contender = 0; contender < contenders.Length; contender++)
            {
                var start = Stopwatch.GetTimestamp();
                for (var time = 0; time < times; time++)
                {
                    contenders[contender]();
                }

                best[contender] = Math.Min(best[contender], Stopwatch.GetElapsedTime(start).TotalMicroseconds / times);
            }
        }

        return best;
    }
}
