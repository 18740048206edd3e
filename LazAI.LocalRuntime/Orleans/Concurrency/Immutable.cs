namespace Orleans.Concurrency;

/// <summary>Says that a value is never modified, so that it need not be copied between grains.</summary>
[GenerateSerializer]
[Immutable]
public readonly struct Immutable<T>(T value)
{
    /// <summary>The value.</summary>
    [Id(0)]
    public readonly T Value = value;
}

/// <summary>Makes <see cref="Immutable{T}"/> values.</summary>
public static class ImmutableExtensions
{
    /// <summary>Says that this value is never modified.</summary>
    public static Immutable<T> AsImmutable<T>(this T value) => new(value);
}
