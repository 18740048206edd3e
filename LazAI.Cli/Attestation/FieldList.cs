using System.Collections.Immutable;
using System.Globalization;

namespace LazAI.Cli.Attestation;

/// <summary>Collects the fields of a group.</summary>
internal sealed class FieldList
{
    private readonly ImmutableArray<Field>.Builder _fields = ImmutableArray.CreateBuilder<Field>();

    public FieldList Add(string name, string value, string? meaning = null)
    {
        _fields.Add(new Field(name, value, meaning));
        return this;
    }

    public FieldList Add(string name, ReadOnlySpan<byte> value, string? meaning = null) => Add(name, Convert.ToHexStringLower(value), meaning);

    /// <summary>Without the leading <c>0x</c> that values of ours are written with.</summary>
    public FieldList AddHex(string name, object value, string? meaning = null)
    {
        var text = value.ToString()!;
        return Add(name, text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : text, meaning);
    }

    public FieldList Add(string name, long value, string? meaning = null) => Add(name, value.ToString(CultureInfo.InvariantCulture), meaning);

    /// <summary>Bits as a number in hexadecimal digits, with the names of those that are set.</summary>
    public FieldList AddBits(string name, ulong value, int digits, params (bool IsSet, string Name)[] names)
    {
        var set = names.Where(bit => bit.IsSet).Select(bit => bit.Name).ToArray();
        return Add(
            name, "0x" + value.ToString("x" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
            set.Length > 0 ? string.Join(", ", set) : null);
    }

    public FieldGroup Named(string name) => new(name, _fields.ToImmutable());
}
