using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LazAI.Cryptography;

/// <summary>The type of a field: a base (atomic or a struct's name) and array suffixes; -1 stands for an array of any length.</summary>
internal sealed record TypedDataType(string Text, string Base, TypedDataType? Element, int Length)
{
    /// <summary>Whether values are arrays of <see cref="Element"/>.</summary>
    [MemberNotNullWhen(true, nameof(Element))]
    public bool IsArray => Element is not null;

    /// <summary>Reads <c>base</c>, <c>base[]</c>, <c>base[3]</c>, <c>base[3][]</c> and so on; whether the base exists is not asked here.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TypedDataType? type)
    {
        type = null;
        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        var name = bracket < 0 ? text : text[..bracket];
        if (name.Length == 0)
        {
            return false;
        }

        var parsed = new TypedDataType(name, name, null, 0);
        for (var rest = text.AsSpan(name.Length); !rest.IsEmpty;)
        {
            var close = rest.IndexOf(']');
            if (rest[0] != '[' || close < 0)
            {
                return false;
            }

            var length = -1;
            if (close > 1 && !TryParseNumber(rest[1..close], out length))
            {
                return false;
            }

            rest = rest[(close + 1)..];
            parsed = new TypedDataType(text[..^rest.Length], name, parsed, length);
        }

        type = parsed;
        return true;
    }

    /// <summary>Whether a base is one of the types of EIP-712 that are no structs. There are no aliases such as uint.</summary>
    public static bool IsAtomic(string name) =>
        name is "bool" or "address" or "string" or "bytes"
        || TryGetBits(name, "uint", out _) || TryGetBits(name, "int", out _) || TryGetBytes(name, out _);

    /// <summary>The width of uint8 … uint256 or int8 … int256.</summary>
    public static bool TryGetBits(string name, string prefix, out int bits)
    {
        bits = 0;
        return name.StartsWith(prefix, StringComparison.Ordinal)
            && TryParseNumber(name.AsSpan(prefix.Length), out bits)
            && bits is >= 8 and <= 256 && bits % 8 == 0;
    }

    /// <summary>The length of bytes1 … bytes32.</summary>
    public static bool TryGetBytes(string name, out int length)
    {
        length = 0;
        return name.StartsWith("bytes", StringComparison.Ordinal)
            && TryParseNumber(name.AsSpan("bytes".Length), out length)
            && length is >= 1 and <= 32;
    }

    // Digits without leading zeros.
    private static bool TryParseNumber(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        return (digits.Length == 1 || digits is not ['0', ..])
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
