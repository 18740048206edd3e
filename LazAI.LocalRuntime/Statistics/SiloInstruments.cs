using System.Diagnostics.Metrics;
using LazAI.LocalRuntime.Activations;

namespace LazAI.LocalRuntime.Statistics;

/// <summary>The silo's instruments, under the meter and the names that Microsoft Orleans uses.</summary>
internal sealed class SiloInstruments
{
    private static readonly long[] LatencyBounds = [1, 2, 4, 6, 8, 10, 50, 100, 200, 400, 800, 1_000, 1_500, 2_000, 5_000, 10_000, 15_000];

    private readonly long[] latencyCounts = new long[LatencyBounds.Length + 1];
    private readonly ObservableCounter<long> latencySum;
    private readonly UpDownCounter<int> grains;
    private readonly Counter<int> created;
    private readonly Counter<int> destroyed;
    private readonly Counter<int> activationFailures;
    private readonly Counter<int> shutdowns;
    private readonly Counter<long> timedOut;
    private readonly Counter<long> cancelled;
    private readonly Counter<int> rejected;
    private long latencyMilliseconds;

    public SiloInstruments(IMeterFactory factory)
    {
        Meter = factory.Create("Microsoft.Orleans");
        Meter.CreateObservableCounter("orleans-app-requests-latency-bucket", ObserveBuckets);
        Meter.CreateObservableCounter("orleans-app-requests-latency-count", () => latencyCounts.Sum());
        latencySum = Meter.CreateObservableCounter("orleans-app-requests-latency-sum", () => Volatile.Read(ref latencyMilliseconds));
        timedOut = Meter.CreateCounter<long>("orleans-app-requests-timedout");
        cancelled = Meter.CreateCounter<long>("orleans-app-requests-canceled");
        rejected = Meter.CreateCounter<int>("orleans-messaging-rejected");
        grains = Meter.CreateUpDownCounter<int>("orleans-grains");
        created = Meter.CreateCounter<int>("orleans-catalog-activation-created");
        destroyed = Meter.CreateCounter<int>("orleans-catalog-activation-destroyed");
        activationFailures = Meter.CreateCounter<int>("orleans-catalog-activation-failed-to-activate");
        shutdowns = Meter.CreateCounter<int>("orleans-catalog-activation-shutdown");
    }

    public Meter Meter { get; }

    /// <summary>Whether somebody reads the latency of all calls; otherwise only a sample is measured.</summary>
    public bool WantsAllLatencies => latencySum.Enabled;

    public void ObserveActivations(Func<int> count) => Meter.CreateObservableGauge("orleans-catalog-activations", count);

    public void OnCallEnded(TimeSpan latency)
    {
        if (!latencySum.Enabled)
            return;

        var milliseconds = (long)latency.TotalMilliseconds;
        var bucket = Array.FindIndex(LatencyBounds, bound => milliseconds <= bound);
        Interlocked.Increment(ref latencyCounts[bucket < 0 ? LatencyBounds.Length : bucket]);
        Interlocked.Add(ref latencyMilliseconds, milliseconds);
    }

    public void OnCallTimedOut(string grainType) => timedOut.Add(1, new KeyValuePair<string, object?>("grain_type", grainType));

    public void OnCallCancelled(string grainType) => cancelled.Add(1, new KeyValuePair<string, object?>("grain_type", grainType));

    public void OnCallRejected() => rejected.Add(1);

    public void OnActivated(GrainClass grainClass)
    {
        created.Add(1);
        grains.Add(1, new KeyValuePair<string, object?>("type", grainClass.Name));
    }

    public void OnActivationFailed() => activationFailures.Add(1);

    public void OnDeactivated(GrainClass grainClass, bool wasIdle)
    {
        destroyed.Add(1);
        shutdowns.Add(1, new KeyValuePair<string, object?>("via", wasIdle ? "collection" : "deactivateOnIdle"));
        grains.Add(-1, new KeyValuePair<string, object?>("type", grainClass.Name));
    }

    private IEnumerable<Measurement<long>> ObserveBuckets()
    {
        long sum = 0;
        for (var i = 0; i < latencyCounts.Length; i++)
        {
            sum += Volatile.Read(ref latencyCounts[i]);
            var bound = i < LatencyBounds.Length ? $"{LatencyBounds[i]}ms" : "+Inf";
            yield return new Measurement<long>(sum, new KeyValuePair<string, object?>("duration", bound));
        }
    }
}
