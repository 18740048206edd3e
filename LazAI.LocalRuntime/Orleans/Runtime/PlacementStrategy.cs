namespace Orleans.Runtime;

/// <summary>The base of the placement strategies.</summary>
public abstract class PlacementStrategy;

/// <summary>See <see cref="Placement.RandomPlacementAttribute"/>.</summary>
public sealed class RandomPlacement : PlacementStrategy;

/// <summary>See <see cref="Placement.HashBasedPlacementAttribute"/>.</summary>
public sealed class HashBasedPlacement : PlacementStrategy;

/// <summary>See <see cref="Placement.PreferLocalPlacementAttribute"/>.</summary>
public sealed class PreferLocalPlacement : PlacementStrategy;

/// <summary>See <see cref="Placement.ActivationCountBasedPlacementAttribute"/>.</summary>
public sealed class ActivationCountBasedPlacement : PlacementStrategy;

/// <summary>See <see cref="Placement.ResourceOptimizedPlacementAttribute"/>.</summary>
public sealed class ResourceOptimizedPlacement : PlacementStrategy;
