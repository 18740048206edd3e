using System.Collections.Concurrent;
using LazAI.LocalRuntime.Calls;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Activations;

/// <summary>The directory of a stateless worker class: a call goes to an idle activation, a new one, or the one with the shortest queue.</summary>
internal sealed class WorkerDirectory(LocalSilo silo, GrainClass grainClass, StatelessWorkerAttribute limits)
    : ActivationDirectory(silo, grainClass)
{
    private readonly ConcurrentDictionary<IdSpan, Activation[]> groups = new();
    private readonly Lock gate = new();

    public override IEnumerable<Activation> Activations => groups.SelectMany(group => group.Value);

    public override int CallLimit => Silo.Messaging.MaxEnqueuedRequestsHardLimit_StatelessWorker;

    public override void Dispatch(GrainCall call)
    {
        var key = call.Reference.GrainId.Key;
        while (!Choose(key, call).TryAccept(call))
        {
            // That one has just gone: choose again.
        }
    }

    public override void Remove(Activation activation)
    {
        lock (gate)
        {
            var key = activation.GrainId.Key;
            Activation[] left = [.. groups.GetValueOrDefault(key, []).Where(member => member != activation)];
            if (left.Length == 0)
                groups.TryRemove(key, out _);
            else
                groups[key] = left;
        }
    }

    private Activation Choose(IdSpan key, GrainCall call)
    {
        var group = groups.GetValueOrDefault(key, []);
        var shortest = group.MinBy(member => member.PendingCount);
        if (shortest is not null && (shortest.PendingCount == 0 || group.Length >= limits.MaxLocalWorkers))
            return shortest;

        Activation made;
        lock (gate)
        {
            group = groups.GetValueOrDefault(key, []);
            if (group.Length >= limits.MaxLocalWorkers)
                return group.MinBy(member => member.PendingCount)!;

            made = new Activation(this, key);
            groups[key] = [.. group, made];
        }

        made.Activate(call.Context);
        return made;
    }
}
