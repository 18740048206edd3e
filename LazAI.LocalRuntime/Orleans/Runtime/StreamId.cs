using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Orleans.Runtime;

/// <summary>A stream's identity within its provider: a namespace and a key, written <c>namespace/key</c>.</summary>
public readonly struct StreamId : IEquatable<StreamId>, IComparable<StreamId>
{
    private readonly string? streamNamespace;
    private readonly string? key;

    private StreamId(string? streamNamespace, string key)
    {
        this.streamNamespace = streamNamespace;
        this.key = key;
    }

    /// <summary>The stream with this namespace and key.</summary>
    public static StreamId Create(string? ns, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return new StreamId(ns, key);
    }

    /// <inheritdoc cref="Create(string?, string)"/>
    public static StreamId Create(string? ns, Guid key) => Create(ns, key.ToString("N"));

    /// <inheritdoc cref="Create(string?, string)"/>
    public static StreamId Create(string? ns, long key) => Create(ns, key.ToString(CultureInfo.InvariantCulture));

    /// <summary>The key.</summary>
    public string GetKeyAsString() => key ?? string.Empty;

    /// <summary>The namespace; null if there is none.</summary>
    public string? GetNamespace() => streamNamespace;

    /// <inheritdoc/>
    public bool Equals(StreamId other) => key == other.key && streamNamespace == other.streamNamespace;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is StreamId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(streamNamespace, key);

    /// <inheritdoc/>
    public int CompareTo(StreamId other) =>
        string.CompareOrdinal(streamNamespace, other.streamNamespace) is not 0 and var order ? order : string.CompareOrdinal(key, other.key);

    /// <inheritdoc/>
    public override string ToString() => $"{streamNamespace ?? "null"}/{key}";

    /// <summary>Whether both are the same stream.</summary>
    public static bool operator ==(StreamId s1, StreamId s2) => s1.Equals(s2);

    /// <summary>Whether they are different streams.</summary>
    public static bool operator !=(StreamId s1, StreamId s2) => !s1.Equals(s2);
}
