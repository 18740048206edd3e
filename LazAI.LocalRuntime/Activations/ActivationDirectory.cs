using System.Collections.Concurrent;
using LazAI.LocalRuntime.Calls;
using LazAI.LocalRuntime.References;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Activations;

/// <summary>The activations of one grain class.</summary>
internal sealed class ActivationDirectory(LocalSilo silo, GrainClass grainClass) : GrainDirectory(silo, grainClass.GrainType)
{
    private readonly ConcurrentDictionary<IdSpan, Activation> activations = new();
    private readonly Lazy<ReferenceRoute> selfRoute = new(() => silo.References.Route(typeof(IAddressable), grainClass.GrainType));

    public GrainClass Class => grainClass;

    public int CallLimit => Silo.Messaging.MaxEnqueuedRequestsHardLimit;

    public int Count => activations.Count;

    public IEnumerable<Activation> Activations => activations.Values;

    public override IEnumerable<TurnProcessor> Processors => activations.Values;

    public GrainReference CreateReference(IdSpan key) => selfRoute.Value.CreateReference(key);

    public override void Dispatch(GrainCall call)
    {
        var key = call.Reference.GrainId.Key;
        while (!(activations.TryGetValue(key, out var activation) ? activation : Activate(key, call)).TryAccept(call))
        {
            // That one has just gone: the next look finds its successor or makes it.
        }
    }

    public void Remove(Activation activation) =>
        activations.TryRemove(KeyValuePair.Create(activation.GrainId.Key, activation));

    private Activation Activate(IdSpan key, GrainCall call)
    {
        var made = new Activation(this, key);
        var activation = activations.GetOrAdd(key, made);
        if (activation == made)
            activation.Activate(call.Context);

        return activation;
    }
}
