using System.Globalization;

namespace Orleans.Runtime;

/// <summary>Integer and <see cref="Guid"/> keys as text: upper-case hexadecimal or 32 digits, then <c>+extension</c> if there is one.</summary>
public static class GrainIdKeyExtensions
{
    /// <summary>The key of an integer-keyed grain.</summary>
    public static IdSpan CreateIntegerKey(long key) => IdSpan.Create(key.ToString("X", CultureInfo.InvariantCulture));

    /// <summary>The key of a grain keyed by an integer and a string.</summary>
    public static IdSpan CreateIntegerKey(long key, string? keyExtension) =>
        string.IsNullOrWhiteSpace(keyExtension) ? CreateIntegerKey(key) : IdSpan.Create($"{key:X}+{keyExtension}");

    /// <summary>The key of a <see cref="Guid"/>-keyed grain.</summary>
    public static IdSpan CreateGuidKey(Guid key) => IdSpan.Create(key.ToString("N"));

    /// <summary>The key of a grain keyed by a <see cref="Guid"/> and a string.</summary>
    public static IdSpan CreateGuidKey(Guid key, string? keyExtension) =>
        string.IsNullOrWhiteSpace(keyExtension) ? CreateGuidKey(key) : IdSpan.Create($"{key:N}+{keyExtension}");

    /// <summary>Reads an integer key.</summary>
    public static bool TryGetIntegerKey(this GrainId grainId, out long key, out string? keyExt)
    {
        var text = Split(grainId, out keyExt);
        return long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out key);
    }

    /// <summary>Reads a <see cref="Guid"/> key.</summary>
    public static bool TryGetGuidKey(this GrainId grainId, out Guid key, out string? keyExt)
    {
        var text = Split(grainId, out keyExt);
        return Guid.TryParseExact(text, "N", out key);
    }

    /// <summary>Reads an integer key.</summary>
    /// <exception cref="ArgumentException">The key is no integer.</exception>
    public static long GetIntegerKey(this GrainId grainId, out string? keyExt) =>
        grainId.TryGetIntegerKey(out var key, out keyExt)
            ? key
            : throw new ArgumentException($"The key of {grainId} is not an integer.", nameof(grainId));

    /// <inheritdoc cref="GetIntegerKey(GrainId, out string?)"/>
    public static long GetIntegerKey(this GrainId grainId) => grainId.GetIntegerKey(out _);

    /// <summary>Reads a <see cref="Guid"/> key.</summary>
    /// <exception cref="ArgumentException">The key is no <see cref="Guid"/>.</exception>
    public static Guid GetGuidKey(this GrainId grainId, out string? keyExt) =>
        grainId.TryGetGuidKey(out var key, out keyExt)
            ? key
            : throw new ArgumentException($"The key of {grainId} is not a GUID.", nameof(grainId));

    /// <inheritdoc cref="GetGuidKey(GrainId, out string?)"/>
    public static Guid GetGuidKey(this GrainId grainId) => grainId.GetGuidKey(out _);

    private static string Split(GrainId grainId, out string? keyExt)
    {
        var text = grainId.Key.ToString();
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        keyExt = plus < 0 ? null : text[(plus + 1)..];
        return plus < 0 ? text : text[..plus];
    }
}
