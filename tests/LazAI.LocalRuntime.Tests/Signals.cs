using System.Collections.Concurrent;

namespace LazAI.LocalRuntime.Tests;

/// <summary>What grains tell tests: each signal lets one wait for its name through.</summary>
internal sealed class Signals
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> counts = new();

    public void Give(string name) => Of(name).Release();

    /// <summary>Waits for the next signal; only a failing test waits for as long as a minute.</summary>
    public async Task Next(string name)
    {
        if (!await Of(name).WaitAsync(TimeSpan.FromMinutes(1)))
            throw new TimeoutException($"No signal {name} came.");
    }

    private SemaphoreSlim Of(string name) => counts.GetOrAdd(name, _ => new SemaphoreSlim(0));
}
