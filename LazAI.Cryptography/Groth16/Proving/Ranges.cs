namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>Loops over numbers that are too cheap for a call each.</summary>
internal static class Ranges
{
    private const int LengthMaximum = 1024;

    /// <summary>Calls with (start, end) of ranges that make up 0 to count.</summary>
    public static void For(int count, ParallelOptions options, Action<int, int> body)
    {
        if (count > 0)
        {
            Parallel.For(0, (count + LengthMaximum - 1) / LengthMaximum, options, range =>
                body(range * LengthMaximum, Math.Min((range + 1) * LengthMaximum, count)));
        }
    }
}
