using System.Net;

namespace Orleans.Runtime;

/// <summary>Where a silo listens, and which start of it this is. The local runtime has one silo and listens nowhere.</summary>
public sealed class SiloAddress : IEquatable<SiloAddress>
{
    private SiloAddress(IPEndPoint endpoint, int generation)
    {
        Endpoint = endpoint;
        Generation = generation;
    }

    /// <summary>The address of no silo.</summary>
    public static SiloAddress Zero { get; } = New(new IPEndPoint(0, 0), 0);

    /// <summary>The network address.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>The start of the silo, in seconds.</summary>
    public int Generation { get; }

    /// <summary>The address of a silo.</summary>
    public static SiloAddress New(IPEndPoint ep, int gen) => new(ep, gen);

    /// <inheritdoc/>
    public bool Equals(SiloAddress? other) => other is not null && Generation == other.Generation && Endpoint.Equals(other.Endpoint);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SiloAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Endpoint, Generation);

    /// <inheritdoc/>
    public override string ToString() => $"S{Endpoint}:{Generation}";
}
