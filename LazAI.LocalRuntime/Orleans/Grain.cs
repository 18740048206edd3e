using LazAI.LocalRuntime.Activations;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans;

/// <summary>The base class of grains.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <summary>Takes the context of the activation that is being created.</summary>
    /// <exception cref="InvalidOperationException">The grain is constructed outside an activation.</exception>
    protected Grain()
        : this(Activation.Current
            ?? throw new InvalidOperationException("Grains are constructed by the runtime; for a unit test pass an IGrainContext."))
    {
    }

    /// <summary>Takes a context, which lets a unit test construct a grain.</summary>
    protected Grain(IGrainContext grainContext) => GrainContext = grainContext;

    /// <summary>The activation that this object belongs to.</summary>
    public IGrainContext GrainContext { get; }

    /// <summary>A reference to this grain.</summary>
    public GrainReference GrainReference => GrainContext.GrainReference;

    /// <summary>The grain's type and key as text.</summary>
    public string IdentityString => GrainContext.GrainId.ToString();

    /// <summary>The silo that the activation runs in, as text.</summary>
    public string RuntimeIdentity => GrainContext is Activation activation ? activation.Silo.SiloAddress.ToString() : string.Empty;

    /// <summary>Makes references to other grains.</summary>
    protected IGrainFactory GrainFactory => ServiceProvider.GetRequiredService<IGrainFactory>();

    /// <summary>The services of this activation's scope.</summary>
    protected internal IServiceProvider ServiceProvider => GrainContext.ActivationServices;

    /// <inheritdoc cref="IGrainBase.OnActivateAsync"/>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc cref="IGrainBase.OnDeactivateAsync"/>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Deactivates once the running requests are done; requests that wait go to a new activation.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

    /// <summary>As <see cref="DeactivateOnIdle"/>: one process has nowhere to move an activation to.</summary>
    protected void MigrateOnIdle() => GrainBaseExtensions.MigrateOnIdle(this);

    /// <summary>Keeps the activation from being collected as idle for at least this long; zero or less takes that back.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => Activation.Of(GrainContext).DelayDeactivation(timeSpan);
}
