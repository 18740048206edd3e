using System.Globalization;

namespace LazAI.Storage.Benchmarks;

/// <summary>The table of a run: for each subject the round in the middle, and its ratio to the yardstick.</summary>
internal static class Report
{
    public static void Print(IEnumerable<Measurement> measurements)
    {
        var subjects = measurements.GroupBy(m => m.Subject).Select(MiddleRound).ToDictionary(m => m.Subject);
        var single = subjects[Measurement.BareSingle];
        var sixtyFour = subjects[Measurement.BareSixtyFour];
        Line("subject", "rows/s", "rows/commit", "p50 µs", "p99 µs", "client µs/row", "server µs/row", "rows/s : 64-row", "p50 : bare");
        foreach (var m in subjects.Values)
        {
            Line(
                m.Subject,
                Number(m.RowsPerSecond),
                Number(m.RowsPerCommit),
                Number(m.MedianMicroseconds),
                Number(m.Percentile99Microseconds),
                Tenths(m.ClientMicrosecondsPerRow),
                Tenths(m.ServerMicrosecondsPerRow),
                Percent(m.RowsPerSecond / sixtyFour.RowsPerSecond),
                Tenths(m.MedianMicroseconds / single.MedianMicroseconds));
        }

        Console.WriteLine($"checksum: {subjects.Values.Sum(m => m.Rows)} rows acknowledged and found");
    }

    private static Measurement MiddleRound(IGrouping<string, Measurement> rounds)
    {
        var ordered = rounds.OrderBy(m => m.RowsPerSecond).ToList();
        return ordered[ordered.Count / 2];
    }

    private static void Line(params string[] cells) =>
        Console.WriteLine(string.Concat(cells.Select((cell, i) => i == 0 ? cell.PadRight(36) : cell.PadLeft(16))));

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Tenths(double value) => value.ToString("N1", CultureInfo.InvariantCulture);

    private static string Percent(double ratio) => (ratio * 100).ToString("N0", CultureInfo.InvariantCulture) + " %";
}
