using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>The text of a grain's key. Its hash is computed once, because every call looks its grain up by key.</summary>
public readonly struct IdSpan : IEquatable<IdSpan>, IComparable<IdSpan>
{
    private readonly string? value;
    private readonly int hash;

    private IdSpan(string value)
    {
        this.value = value;
        hash = string.GetHashCode(value);
    }

    /// <summary>Whether this is the default value, which is no key.</summary>
    public bool IsDefault => value is null;

    /// <summary>A key of this text.</summary>
    public static IdSpan Create(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return new IdSpan(id);
    }

    /// <inheritdoc/>
    public bool Equals(IdSpan obj) => hash == obj.hash && string.Equals(value, obj.value);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is IdSpan other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => hash;

    /// <inheritdoc/>
    public int CompareTo(IdSpan other) => string.CompareOrdinal(value, other.value);

    /// <inheritdoc/>
    public override string ToString() => value ?? string.Empty;

    /// <summary>Whether both keys are the same text.</summary>
    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

    /// <summary>Whether the keys differ.</summary>
    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);
}
