using System.Diagnostics;

namespace LazAI.LocalRuntime.Tests;

/// <summary>Waits for what other threads bring about; only a failing test waits for as long as a minute.</summary>
internal static class Eventually
{
    public static async Task Holds(Func<bool> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromMinutes(1))
                throw new TimeoutException("What the test waits for does not happen.");

            await Task.Yield();
        }
    }
}
