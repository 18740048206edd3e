using System.Collections.Concurrent;
using LazAI.LocalRuntime.Calls;
using Orleans;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Activations;

/// <summary>The objects outside the grains that grains may call.</summary>
internal sealed class ObserverDirectory(LocalSilo silo) : GrainDirectory(silo, GrainType.Create("sys.client"))
{
    private readonly ConcurrentDictionary<IdSpan, ObserverProcessor> observers = new();

    public override IEnumerable<TurnProcessor> Processors => observers.Values;

    public int Count => observers.Count;

    public GrainReference CreateReference(Type observerInterface, IGrainObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (!observerInterface.IsInstanceOfType(observer))
            throw new ArgumentException($"{observer.GetType()} does not implement {observerInterface}.", nameof(observer));

        var key = GrainIdKeyExtensions.CreateGuidKey(Guid.NewGuid());
        observers[key] = new ObserverProcessor(Silo, observer);
        return Silo.References.Route(observerInterface, GrainType).CreateReference(key);
    }

    /// <exception cref="ArgumentException">The reference is not, or no longer, of a local object.</exception>
    public void DeleteReference(GrainReference reference)
    {
        if (reference.GrainId.Type != GrainType || !observers.TryRemove(reference.GrainId.Key, out var observer))
            throw new ArgumentException($"{reference} is not associated with a local object.", nameof(reference));

        foreach (var call in observer.Retire())
            Silo.Reject(call, Gone(call));
    }

    /// <summary>Drops the objects that have been collected.</summary>
    public void Sweep()
    {
        foreach (var (key, observer) in observers)
        {
            if (!observer.IsAlive)
                observers.TryRemove(key, out _);
        }
    }

    public override void Dispatch(GrainCall call)
    {
        if (!observers.TryGetValue(call.Reference.GrainId.Key, out var observer) || !observer.TryAccept(call))
            Silo.Reject(call, Gone(call));
    }

    private static OrleansMessageRejectionException Gone(GrainCall call) => new($"There is no object behind {call.Reference} any more.");

    /// <summary>One observed object. It is held weakly, so that a forgotten one does not live for ever.</summary>
    private sealed class ObserverProcessor : TurnProcessor
    {
        private readonly WeakReference<IGrainObserver> observer;

        public ObserverProcessor(LocalSilo silo, IGrainObserver observer)
            : base(silo)
        {
            this.observer = new(observer);
            lock (Gate)
                Open();
        }

        public bool IsAlive => observer.TryGetTarget(out _);

        protected override object? Target => observer.TryGetTarget(out var target) ? target : null;

        protected override int CallLimit => Silo.Messaging.MaxEnqueuedRequestsHardLimit;

        public List<GrainCall> Retire()
        {
            lock (Gate)
                return Close();
        }
    }
}
