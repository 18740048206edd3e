using Orleans.Runtime;

namespace Orleans;

/// <summary>What a grain class that does not derive from <see cref="Grain"/> implements.</summary>
public interface IGrainBase
{
    /// <summary>The activation that this object belongs to.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Called before the first request; an exception fails the activation and the calls that wait for it.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Called after the last request; exceptions are logged and do not stop the deactivation.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
