using Orleans.Runtime;

namespace Orleans.Placement;

// Placement chooses a silo. With one silo every strategy chooses the same one, so these carry no logic here.

/// <summary>The base of the attributes that choose where a grain is activated.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public abstract class PlacementAttribute : Attribute
{
    /// <summary>Takes the strategy.</summary>
    protected PlacementAttribute(PlacementStrategy placement) => PlacementStrategy = placement;

    /// <summary>The strategy.</summary>
    public PlacementStrategy PlacementStrategy { get; }
}

/// <summary>A random silo.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class RandomPlacementAttribute() : PlacementAttribute(new RandomPlacement());

/// <summary>The silo that the hash of the grain's identity names.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class HashBasedPlacementAttribute() : PlacementAttribute(new HashBasedPlacement());

/// <summary>The caller's silo where possible.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class PreferLocalPlacementAttribute() : PlacementAttribute(new PreferLocalPlacement());

/// <summary>The silo with the fewest recent activations.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class ActivationCountBasedPlacementAttribute() : PlacementAttribute(new ActivationCountBasedPlacement());

/// <summary>The silo with the most free resources.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class ResourceOptimizedPlacementAttribute() : PlacementAttribute(new ResourceOptimizedPlacement());
