using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LazAI.Cryptography.Benchmarks.Peers;

/// <summary>
/// Our secp256k1 beside libsecp256k1 in one process: blocks of both in turns, so that what the machine's neighbours take they take from
/// both. Every block works through 256 different keys, digests and signatures, since one and the same would teach the branch
/// predictor. Both sides must agree on all of them before anything is timed.
/// </summary>
internal static class Libsecp256k1Comparison
{
    private const int Rounds = 21;
    private const int BlockMilliseconds = 25;

    public static int Run(bool quick)
    {
        if (!Libsecp256k1.TryLoad(out var fileName))
        {
            Console.WriteLine("secp256k1 against libsecp256k1: skipped, the library is not installed (Debian: apt-get install libsecp256k1-dev).");
            return 0;
        }

        Console.WriteLine($"{fileName} beside LazAI.Cryptography; {Processor()}, {Environment.ProcessorCount} cores,");
        Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}");
        Console.WriteLine($"Medians of {Rounds} rounds in turns; a ratio is the median of the rounds' ratios. One thread unless said.");
        Console.WriteLine("By the clock a busy machine shows; processor time counts what both sides used, on all cores together.");
        Console.WriteLine();
        Console.WriteLine("| operation | ours, µs | libsecp256k1, µs | ratio | processor time |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: |");
        using var work = new Libsecp256k1Work();
        work.CheckAgreement();
        foreach (var (name, ours, peer) in work.Pairs())
        {
            var rounds = Measure(ours, peer, quick ? 1 : Rounds, quick ? 0 : BlockMilliseconds);
            var clockRatio = Median(rounds.Select(round => round.Ours.Clock / round.Peer.Clock));
            var processorRatio = Median(rounds.Select(round => round.Ours.Processor / round.Peer.Processor));
            Console.WriteLine(
                $"| {name} | {Median(rounds.Select(round => round.Ours.Clock)):F2} | {Median(rounds.Select(round => round.Peer.Clock)):F2} "
                + $"| {clockRatio:F2} | {processorRatio:F2} |");
        }

        Console.WriteLine();
        Console.WriteLine($"Keccak-256 of 1 MiB: {work.KeccakMegabytesPerSecond(quick ? 1 : Rounds):F0} MB/s");
        return 0;
    }

    // Each side works once through its items, then as often as fills a block.
    private static (Cost Ours, Cost Peer)[] Measure(Func<int> ours, Func<int> peer, int rounds, int milliseconds)
    {
        var (ourRepeats, peerRepeats) = (Calibrate(ours, milliseconds), Calibrate(peer, milliseconds));
        var samples = new (Cost, Cost)[rounds];
        for (var i = 0; i < rounds; i++)
        {
            samples[i] = (Time(ours, ourRepeats), Time(peer, peerRepeats));
        }

        return samples;
    }

    private static int Calibrate(Func<int> block, int milliseconds)
    {
        // Long enough for the compiler's second tier.
        var clock = Stopwatch.StartNew();
        var repeats = 0;
        do
        {
            block();
            repeats++;
        }
        while (clock.ElapsedMilliseconds < 20 * milliseconds);

        return Math.Max(1, repeats / 20);
    }

    private static Cost Time(Func<int> block, int repeats)
    {
        var items = 0;
        var used = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < repeats; i++)
        {
            items += block();
        }

        var elapsed = Stopwatch.GetElapsedTime(start);
        return new Cost(elapsed.TotalMicroseconds / items, (Environment.CpuUsage.TotalTime - used).TotalMicroseconds / items);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private static string Processor() =>
        File.Exists("/proc/cpuinfo")
            && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]
            : RuntimeInformation.ProcessArchitecture.ToString();

    // Microseconds an item.
    private readonly record struct Cost(double Clock, double Processor);
}
