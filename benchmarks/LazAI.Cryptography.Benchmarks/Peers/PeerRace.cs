using System.Diagnostics;
using System.Globalization;

namespace LazAI.Cryptography.Benchmarks.Peers;

/// <summary>
/// Ours beside other people's implementations: the same work on the same cores in one run, in rounds that take turns, so that whatever
/// else the machine does falls on both. What counts is the ratio; times of different runs or machines are not to be compared.
/// </summary>
internal static class PeerRace
{
    private const int Rounds = 9;

    private static readonly TimeSpan s_round = TimeSpan.FromMilliseconds(250);

    // The JIT's last tier comes after thirty calls and a while, and may come twice; WebAssembly and JavaScript have tiers, too.
    private const int WarmUpCallsMinimum = 33;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(2_100);

    /// <summary>Every family; <c>--peers NAME…</c> chooses among them.</summary>
    private static IPeerFamily[] CreateFamilies() =>
    [
        new KzgPeers(), new BlsPeers(), new Secp256k1Peers(), new Groth16Peers(), new Groth16ProvePeers(), new PoseidonPeers(),
    ];

    /// <summary>Runs the rows of the chosen families, or of all, and prints them as a table.</summary>
    /// <param name="chosen">Names of families, each perhaps with a part of a row's operation behind a colon: <c>kzg:verify</c>.</param>
    /// <param name="quick">One short round each: that both sides compute the same, not how fast.</param>
    /// <returns>The exit code, 1 if a side was wrong.</returns>
    public static int Run(IReadOnlyList<string> chosen, bool quick)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var families = CreateFamilies();
        var failed = false;
        try
        {
            if (chosen.FirstOrDefault(choice => !families.Any(family => IsOf(choice, family))) is { } unknown)
            {
                Console.Error.WriteLine($"{unknown} is none of the families {string.Join(", ", families.Select(family => family.Name))}.");
                return 2;
            }

            Console.WriteLine(Contest.CountsProcessorTime ? "Processor time, medians of rounds." : "Elapsed time, medians of rounds.");
            Console.WriteLine($"{"operation",-46} {"ours",12} {"peer",12} {"ratio",7} {"at most",8} {"aim",6} {"allocated",11}");
            foreach (var family in families.Where(family => chosen.Count == 0 || chosen.Any(choice => IsOf(choice, family))))
            {
                Console.WriteLine($"{family.Name}: peer is {family.Peer}");
                if (family.MissingReason is { } missing)
                {
                    Console.WriteLine($"  SKIPPED: {missing}");
                    continue;
                }

                foreach (var row in family.Rows.Where(row => chosen.Count == 0 || chosen.Any(choice => IsOf(choice, family, row))))
                {
                    try
                    {
                        Console.WriteLine($"  {row.Operation,-44} {Measure(row, quick)}");
                    }
                    catch (InvalidOperationException wrong)
                    {
                        failed = true;
                        Console.WriteLine($"  {row.Operation,-44} FAILED: {wrong.Message}");
                    }
                }
            }

            return failed ? 1 : 0;
        }
        finally
        {
            foreach (var family in families)
            {
                family.Dispose();
            }
        }
    }

    private static bool IsOf(string choice, IPeerFamily family) => choice.Split(':')[0].Equals(family.Name, StringComparison.OrdinalIgnoreCase);

    private static bool IsOf(string choice, IPeerFamily family, PeerRow row) =>
        IsOf(choice, family) && (!choice.Contains(':') || row.Operation.Contains(choice[(choice.IndexOf(':') + 1)..], StringComparison.OrdinalIgnoreCase));

    private static string Measure(PeerRow row, bool quick)
    {
        var contest = row.Prepare();
        if (!quick)
        {
            Cores.Restrict(row.Cores);
        }

        var (oursTimes, peerTimes) = (contest.Ours is { } ours ? WarmUp(ours, WarmUpCallsMinimum, quick) : 0, WarmUp(contest.Peer, 1, quick));
        var allocated = contest.Ours is null ? 0 : AllocatedBytes(contest.Ours, oursTimes);
        var rounds = Enumerable.Range(0, quick ? 1 : Rounds)
            .Select(_ => (Ours: contest.Ours?.Invoke(oursTimes) ?? double.NaN, Peer: contest.Peer(peerTimes)))
            .ToArray();
        var ratio = Median(rounds.Select(round => round.Ours / round.Peer));
        var limits = $"{row.AtMost,8:0.0#} {row.Aim,6:0.0#}";
        return contest.Ours is null
            ? $"{"none yet",12} {Time(Median(rounds.Select(round => round.Peer))),12} {"",7} {limits}"
            : $"{Time(Median(rounds.Select(round => round.Ours))),12} {Time(Median(rounds.Select(round => round.Peer))),12} {ratio,7:0.000} {limits}"
                + $" {allocated,9} B"
                + (quick ? "" : ratio > row.AtMost ? "  OVER" : ratio <= row.Aim ? "  aim met" : "");
    }

    /// <summary>How many times fill a round, once there is nothing left to compile.</summary>
    private static int WarmUp(Repetition repetition, int callsMinimum, bool quick)
    {
        if (quick)
        {
            return 1;
        }

        var started = Stopwatch.GetTimestamp();
        for (var calls = 0; calls < callsMinimum || Stopwatch.GetElapsedTime(started) < s_warmUp; calls++)
        {
            _ = repetition(1);
        }

        // Of one call, elapsed: a side may count several operations in it.
        const int Calls = 3;
        var before = Stopwatch.GetTimestamp();
        _ = repetition(Calls);
        return Math.Max(1, (int)(s_round * Calls / Stopwatch.GetElapsedTime(before)));
    }

    /// <summary>By all threads, for one call of ours, which may be several operations.</summary>
    private static long AllocatedBytes(Repetition ours, int times)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        _ = ours(times);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / times;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var all ? all[all.Length / 2] : 0;

    private static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1e3 => $"{nanoseconds:0.0} ns",
        < 1e6 => $"{nanoseconds / 1e3:0.00} µs",
        _ => $"{nanoseconds / 1e6:0.000} ms",
    };
}
