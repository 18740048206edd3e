using System.Collections.Immutable;

namespace LazAI.Attestation;

/// <summary>Equality of arrays by their elements; an <see cref="ImmutableArray{T}"/> itself compares by the array that it happens to hold.</summary>
internal static class ValueSequence
{
    public static bool Same<T>(ImmutableArray<T> one, ImmutableArray<T> other)
        where T : IEquatable<T> =>
        one.IsDefault ? other.IsDefault : !other.IsDefault && one.AsSpan().SequenceEqual(other.AsSpan());

    public static int HashOf<T>(ImmutableArray<T> values)
    {
        var hash = new HashCode();
        foreach (var value in values.IsDefault ? [] : values)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }
}
