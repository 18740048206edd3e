using LazAI.LocalRuntime.References;

namespace Orleans.Runtime;

/// <summary>A typed address of a grain. Cheap to make and to keep; it holds no activation alive.</summary>
public abstract class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private protected GrainReference(ReferenceRoute route, IdSpan key)
    {
        Route = route;
        GrainId = GrainId.Create(route.GrainType, key);
    }

    /// <summary>The grain that calls go to.</summary>
    public GrainId GrainId { get; }

    /// <summary>The full name of the interface that this reference implements.</summary>
    public virtual string InterfaceName => Route.Interface.Name;

    internal ReferenceRoute Route { get; }

    /// <summary>The same grain through another of its interfaces.</summary>
    public virtual TGrainInterface Cast<TGrainInterface>()
        where TGrainInterface : IAddressable =>
        this.AsReference<TGrainInterface>();

    /// <inheritdoc/>
    public bool Equals(GrainReference? other) => other is not null && GrainId.Equals(other.GrainId);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <inheritdoc/>
    public sealed override string ToString() => $"GrainReference:{GrainId}:{InterfaceName}";

    /// <summary>Whether both address the same grain.</summary>
    public static bool operator ==(GrainReference? reference1, GrainReference? reference2) =>
        reference1?.Equals(reference2) ?? reference2 is null;

    /// <summary>Whether they address different grains.</summary>
    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) => !(reference1 == reference2);
}
