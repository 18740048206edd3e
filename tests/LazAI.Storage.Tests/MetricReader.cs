using System.Diagnostics.Metrics;

namespace LazAI.Storage.Tests;

/// <summary>Adds up one instrument of one <see cref="StorageMetrics"/>, as an exporter would.</summary>
internal sealed class MetricReader : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _sum;
    private long _count;

    public MetricReader(StorageMetrics metrics, string instrument)
    {
        _listener.InstrumentPublished = (published, listener) =>
        {
            if (published.Name == instrument && metrics.Owns(published.Meter))
            {
                listener.EnableMeasurementEvents(published);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Add(value));
        _listener.SetMeasurementEventCallback<int>((_, value, _, _) => Add(value));
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) => Add(0));
        _listener.Start();
    }

    public long Sum => Interlocked.Read(ref _sum);

    public long Count => Interlocked.Read(ref _count);

    /// <summary>The present value of an observable instrument, its measurements added up.</summary>
    public long Observe()
    {
        var before = Sum;
        _listener.RecordObservableInstruments();
        return Sum - before;
    }

    public void Dispose() => _listener.Dispose();

    private void Add(long value)
    {
        Interlocked.Add(ref _sum, value);
        Interlocked.Increment(ref _count);
    }
}
