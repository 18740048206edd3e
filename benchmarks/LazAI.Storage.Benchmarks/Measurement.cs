namespace LazAI.Storage.Benchmarks;

/// <summary>One run of one subject.</summary>
/// <param name="Subject">What was measured.</param>
/// <param name="Rows">Rows that were durable at the end, counted in the table.</param>
/// <param name="Seconds">How long it ran.</param>
/// <param name="RowsPerCommit">How many rows shared a commit, on average.</param>
/// <param name="MedianMicroseconds">Median from a caller's call to its answer.</param>
/// <param name="Percentile99Microseconds">99th percentile of it.</param>
/// <param name="ClientMicrosecondsPerRow">Processor time of the client a row.</param>
/// <param name="ServerMicrosecondsPerRow">Processor time of all server processes a row.</param>
internal sealed record Measurement(
    string Subject,
    long Rows,
    double Seconds,
    double RowsPerCommit,
    double MedianMicroseconds,
    double Percentile99Microseconds,
    double ClientMicrosecondsPerRow,
    double ServerMicrosecondsPerRow)
{
    public const string BareSingle = "pgbench, 1 client, 1 row a commit";
    public const string BareSixtyFour = "pgbench, 1 client, 64 rows a commit";

    public double RowsPerSecond => Rows / Seconds;

    public static string Append(int callers, int followers) =>
        $"append, {callers} caller{(callers == 1 ? "" : "s")}{(followers == 0 ? "" : $", {followers} followers")}";
}
