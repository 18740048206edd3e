using LazAI.LocalRuntime.Calls;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Activations;

/// <summary>Finds what takes the calls to the grains of one type, and makes it if need be.</summary>
internal abstract class GrainDirectory(LocalSilo silo, GrainType grainType)
{
    public LocalSilo Silo => silo;

    public GrainType GrainType => grainType;

    /// <summary>All that take calls now.</summary>
    public abstract IEnumerable<TurnProcessor> Processors { get; }

    /// <summary>Puts a call into the right queue.</summary>
    public abstract void Dispatch(GrainCall call);

    /// <summary>Sends a new call: sets its deadline, links its cancellation and dispatches it.</summary>
    /// <exception cref="OperationCanceledException">The caller's token is already cancelled.</exception>
    public void Send(GrainCall call)
    {
        silo.Admit(call);
        Dispatch(call);
        call.Cancellation?.Link();
    }
}
