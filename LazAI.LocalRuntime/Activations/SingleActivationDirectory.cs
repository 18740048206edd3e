using System.Collections.Concurrent;
using LazAI.LocalRuntime.Calls;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Activations;

/// <summary>The directory of an ordinary grain class: at most one activation a key.</summary>
internal sealed class SingleActivationDirectory(LocalSilo silo, GrainClass grainClass) : ActivationDirectory(silo, grainClass)
{
    private readonly ConcurrentDictionary<IdSpan, Activation> activations = new();

    // Values would copy them all under the dictionary's locks.
    public override IEnumerable<Activation> Activations => activations.Select(entry => entry.Value);

    public override int CallLimit => Silo.Messaging.MaxEnqueuedRequestsHardLimit;

    public override void Dispatch(GrainCall call)
    {
        var key = call.Reference.GrainId.Key;
        while (true)
        {
            if (!activations.TryGetValue(key, out var activation))
            {
                if (call.WhenUnwanted is { } unwanted)
                {
                    Silo.Reject(call, unwanted);
                    return;
                }

                activation = Create(key, call);
            }

            if (activation.TryAccept(call))
                return;

            // That one has just gone: the next look finds its successor or makes it.
        }
    }

    public override void Remove(Activation activation) =>
        activations.TryRemove(KeyValuePair.Create(activation.GrainId.Key, activation));

    private Activation Create(IdSpan key, GrainCall call)
    {
        var made = new Activation(this, key);
        var activation = activations.GetOrAdd(key, made);
        if (activation == made)
            activation.Activate(call.Context);

        return activation;
    }
}
