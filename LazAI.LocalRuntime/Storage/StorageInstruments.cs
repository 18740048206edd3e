using System.Diagnostics;
using System.Diagnostics.Metrics;
using LazAI.LocalRuntime.Statistics;

namespace LazAI.LocalRuntime.Storage;

/// <summary>The kinds of storage operation.</summary>
internal enum StorageOperation
{
    Read,
    Write,
    Clear,
}

/// <summary>The instruments of grain storage, under the names that Microsoft Orleans uses.</summary>
internal sealed class StorageInstruments
{
    private readonly Histogram<double>[] latencies;
    private readonly Counter<int>[] errors;

    public StorageInstruments(SiloInstruments silo)
    {
        string[] names = ["read", "write", "clear"];
        latencies = [.. names.Select(name => silo.Meter.CreateHistogram<double>($"orleans-storage-{name}-latency", "ms"))];
        errors = [.. names.Select(name => silo.Meter.CreateCounter<int>($"orleans-storage-{name}-errors"))];
    }

    public async Task MeasureAsync(StorageOperation operation, Task work, string provider, string stateName, string stateType)
    {
        var tags = new TagList
        {
            { "provider_type_name", provider },
            { "state_name", stateName },
            { "state_type", stateType },
        };
        var start = Stopwatch.GetTimestamp();
        try
        {
            await work;
        }
        catch
        {
            errors[(int)operation].Add(1, tags);
            throw;
        }

        latencies[(int)operation].Record(Stopwatch.GetElapsedTime(start).TotalMilliseconds, tags);
    }
}
