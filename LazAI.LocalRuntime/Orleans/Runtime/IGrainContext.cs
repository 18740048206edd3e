namespace Orleans.Runtime;

/// <summary>What an activation tells about itself.</summary>
public interface IGrainContext : IEquatable<IGrainContext>
{
    /// <summary>A reference to the grain.</summary>
    GrainReference GrainReference { get; }

    /// <summary>The grain's identity.</summary>
    GrainId GrainId { get; }

    /// <summary>The grain object; null until it is constructed.</summary>
    object? GrainInstance { get; }

    /// <summary>The services of this activation's scope.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Ends once the activation is gone. Waiting for it inside the same activation waits for ever.</summary>
    Task Deactivated { get; }

    /// <summary>Starts deactivation, which happens once the running requests are done.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}

/// <summary>Finds the activation that the current code runs in.</summary>
public interface IGrainContextAccessor
{
    /// <summary>The current activation.</summary>
    /// <exception cref="InvalidOperationException">The code runs outside the grains.</exception>
    IGrainContext GrainContext { get; }
}
