using LazAI.LocalRuntime.References;
using LazAI.LocalRuntime.Statistics;
using Orleans;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Activations;

/// <summary>The activations of one grain class, and their statistics.</summary>
internal abstract class ActivationDirectory(LocalSilo silo, GrainClass grainClass) : GrainDirectory(silo, grainClass.GrainType)
{
    private readonly Lazy<ReferenceRoute> selfRoute = new(() => silo.References.Route(typeof(IAddressable), grainClass.GrainType));
    private readonly LatencyHistogram latencies = new();
    private long failedCalls;
    private long pastCalls;

    public GrainClass Class => grainClass;

    /// <summary>The most calls that may wait or run at one activation; 0 for no limit.</summary>
    public abstract int CallLimit { get; }

    public abstract IEnumerable<Activation> Activations { get; }

    public int Count => Activations.Count();

    public override IEnumerable<TurnProcessor> Processors => Activations;

    /// <summary>Forgets an activation that is about to close.</summary>
    public abstract void Remove(Activation activation);

    public GrainReference CreateReference(IdSpan key) => selfRoute.Value.CreateReference(key);

    public void OnCallMeasured(TimeSpan latency)
    {
        latencies.Record(latency);
        Silo.Instruments.OnCallEnded(latency);
    }

    public void OnCallFailed() => Interlocked.Increment(ref failedCalls);

    public void OnDeactivated(Activation activation, DeactivationReason reason)
    {
        Interlocked.Add(ref pastCalls, activation.CallCount);
        Silo.Instruments.OnDeactivated(grainClass, reason.ReasonCode == DeactivationReasonCode.ActivationIdle);
    }

    public GrainTypeStatistics GetStatistics()
    {
        var calls = Volatile.Read(ref pastCalls);
        int count = 0, pending = 0, longest = 0;
        foreach (var activation in Activations)
        {
            count++;
            calls += activation.CallCount;
            pending += activation.PendingCount;
            longest = Math.Max(longest, activation.PendingCount);
        }

        return new(
            GrainType.ToString(), grainClass.Name, count, calls, Volatile.Read(ref failedCalls), pending, longest, latencies.Snapshot());
    }
}
