using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace LazAI.Attestation;

/// <summary>
/// Which values of one measurement a policy allows: those of a list, or any. In JSON a non-empty array of hexadecimal texts, or the word
/// <c>"any"</c>: not looking has to be said.
/// </summary>
[JsonConverter(typeof(MeasurementRuleJsonConverter))]
public sealed class MeasurementRule : IEquatable<MeasurementRule>
{
    private MeasurementRule(ImmutableArray<string> allowed) => Allowed = allowed;

    /// <summary>Every value is allowed: right for a register that the platform leaves zero or the application uses freely.</summary>
    public static MeasurementRule Any { get; } = new([]);

    /// <summary>Whether every value is allowed.</summary>
    public bool IsAny => Allowed.IsEmpty;

    /// <summary>The allowed values in lower-case hexadecimal digits without prefix; empty when every value is allowed.</summary>
    public ImmutableArray<string> Allowed { get; }

    /// <summary>Exactly these values are allowed, at least one.</summary>
    /// <param name="allowed">Hexadecimal digits of either case, with or without <c>0x</c>.</param>
    /// <exception cref="ArgumentException">There is none, or one is no whole number of bytes in hexadecimal digits.</exception>
    public static MeasurementRule OneOf(params IEnumerable<string> allowed) =>
        TryCreate([.. allowed], out var rule, out var fault) ? rule : throw new ArgumentException(fault, nameof(allowed));

    /// <summary>Whether the rule allows the value.</summary>
    /// <param name="value">Lower-case hexadecimal digits without prefix.</param>
    public bool Allows(string value) => IsAny || Allowed.Contains(value, StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool Equals(MeasurementRule? other) => other is not null && Allowed.SequenceEqual(other.Allowed, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MeasurementRule);

    /// <inheritdoc/>
    public override int GetHashCode() => ValueSequence.HashOf(Allowed);

    /// <summary><c>any</c>, or the values.</summary>
    public override string ToString() => IsAny ? MeasurementRuleJsonConverter.AnyWord : string.Join(", ", Allowed);

    internal static bool TryCreate(
        ImmutableArray<string> allowed,
        [NotNullWhen(true)] out MeasurementRule? rule,
        [NotNullWhen(false)] out string? fault)
    {
        var values = ImmutableArray.CreateBuilder<string>(allowed.Length);
        foreach (var text in allowed)
        {
            var digits = text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : text;
            if (digits.Length == 0 || digits.Length % 2 != 0 || !digits.All(char.IsAsciiHexDigit))
            {
                (rule, fault) = (null, $"'{text}' is no measurement in hexadecimal digits.");
                return false;
            }

            values.Add(digits.ToLowerInvariant());
        }

        rule = values.Count == 0 ? null : new MeasurementRule(values.ToImmutable());
        fault = rule is null ? "An empty list allows nothing; write \"any\" to allow everything." : null;
        return rule is not null;
    }

    /// <summary>Whether every value of the list has this many bytes, so that it can match at all.</summary>
    internal bool IsOfBytes(int length) => Allowed.All(value => value.Length == 2 * length);
}
