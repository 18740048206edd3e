using LazAI.LocalRuntime.Activations;
using LazAI.LocalRuntime.Calls;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.References;

/// <summary>What all references to one grain class through one interface share.</summary>
internal sealed class ReferenceRoute(LocalSilo silo, GrainInterface @interface, GrainDirectory directory)
{
    public LocalSilo Silo => silo;

    public GrainInterface Interface => @interface;

    public GrainType GrainType => directory.GrainType;

    public GrainReference CreateReference(IdSpan key) => @interface.CreateReference(this, key);

    public GrainReference CastTo(GrainReference reference, Type interfaceType) =>
        new ReferenceRoute(silo, GrainInterface.Of(interfaceType), directory).CreateReference(reference.GrainId.Key);

    /// <summary>Puts the call into the queue of its grain, which a new activation makes if there is none.</summary>
    public void Send(GrainCall call) => directory.Send(call);
}
