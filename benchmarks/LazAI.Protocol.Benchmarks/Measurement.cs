using System.Diagnostics;
using System.Globalization;

namespace LazAI.Protocol.Benchmarks;

/// <summary>Repeats work on one thread and prints the best and the median time of an operation, its allocations and the work's checksum.</summary>
internal sealed class Measurement(int rounds, TimeSpan warmUp)
{
    /// <summary>Runs <paramref name="work"/>, which does <paramref name="operations"/> operations and answers a checksum that must not change.</summary>
    public void Run(string name, int operations, Func<ulong> work)
    {
        var checksum = work();
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < warmUp;)
        {
            Require(checksum, work(), name);
        }

        var microseconds = new double[rounds];
        long bytes = 0;
        for (var round = 0; round < rounds; round++)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            Require(checksum, work(), name);
            microseconds[round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / operations;
            bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / operations;
        }

        Array.Sort(microseconds);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-42} best {microseconds[0],8:N2} µs/op  median {microseconds[rounds / 2],8:N2} µs/op  {bytes,8:N0} B/op  checksum {checksum:X}"));
    }

    private static void Require(ulong expected, ulong actual, string name)
    {
        if (expected != actual)
        {
            throw new InvalidOperationException($"{name}: the same work has given {expected:X} and {actual:X}.");
        }
    }
}
