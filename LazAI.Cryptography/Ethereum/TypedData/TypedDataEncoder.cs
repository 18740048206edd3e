using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace LazAI.Cryptography;

/// <summary>encodeData of EIP-712 over JSON values of a schema. Refusals carry the path below the value that was given.</summary>
internal sealed class TypedDataEncoder(TypedDataSchema schema)
{
    private const int WordSize = 32;

    // 2^256 has 78 digits; longer text is out of range before it costs anything.
    private const int MaximumDigits = 78;

    /// <summary>typeHash ‖ encodeData: what hashStruct hashes.</summary>
    public bool TryEncodeStruct(string name, JsonElement value, out byte[] encoded, out TypedDataRefusal refusal)
    {
        encoded = [];
        var fields = schema.Fields(name);
        var names = new string[fields.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            names[i] = fields[i].Name;
        }

        if (!TypedDataReader.TryReadMembers(value, names, out var members, out refusal))
        {
            refusal = refusal with { Path = refusal.Path.Length == 0 ? "" : $".{refusal.Path}" };
            return false;
        }

        var words = new byte[WordSize * (1 + fields.Length)];
        schema.TypeHash(name).CopyTo(words);
        for (var i = 0; i < fields.Length; i++)
        {
            if (!TryEncode(fields[i].Type, members[i], words.AsSpan(WordSize * (1 + i), WordSize), out refusal))
            {
                refusal = refusal with { Path = $".{names[i]}{refusal.Path}" };
                return false;
            }
        }

        encoded = words;
        return true;
    }

    // One value into its word, which is zero before.
    private bool TryEncode(TypedDataType type, JsonElement value, Span<byte> word, out TypedDataRefusal refusal)
    {
        if (type.IsArray)
        {
            return TryEncodeArray(type.Element, type.Length, value, word, out refusal);
        }

        if (!schema.IsStruct(type.Base))
        {
            refusal = new TypedDataRefusal(EncodeAtomic(type.Base, value, word), "");
            return refusal.Error == TypedDataError.None;
        }

        var encoded = TryEncodeStruct(type.Base, value, out var data, out refusal);
        Keccak256.Hash(data, word);
        return encoded;
    }

    private bool TryEncodeArray(TypedDataType element, int length, JsonElement value, Span<byte> word, out TypedDataRefusal refusal)
    {
        refusal = default;
        if (value.ValueKind != JsonValueKind.Array)
        {
            refusal = new TypedDataRefusal(TypedDataError.WrongKind, "");
            return false;
        }

        if (length >= 0 && value.GetArrayLength() != length)
        {
            refusal = new TypedDataRefusal(TypedDataError.WrongLength, "");
            return false;
        }

        var words = new byte[WordSize * value.GetArrayLength()];
        var i = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (!TryEncode(element, item, words.AsSpan(WordSize * i, WordSize), out refusal))
            {
                refusal = refusal with { Path = $"[{i}]{refusal.Path}" };
                return false;
            }

            i++;
        }

        Keccak256.Hash(words, word);
        return true;
    }

    private static TypedDataError EncodeAtomic(string type, JsonElement value, Span<byte> word)
    {
        if (TypedDataType.TryGetBits(type, "uint", out var bits))
        {
            return EncodeInteger(value, BigInteger.Zero, (BigInteger.One << bits) - 1, word);
        }

        if (TypedDataType.TryGetBits(type, "int", out bits))
        {
            return EncodeInteger(value, -(BigInteger.One << (bits - 1)), (BigInteger.One << (bits - 1)) - 1, word);
        }

        if (type == "bool")
        {
            word[^1] = value.ValueKind == JsonValueKind.True ? (byte)1 : (byte)0;
            return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? TypedDataError.None : TypedDataError.WrongKind;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return TypedDataError.WrongKind;
        }

        var text = value.GetString()!;
        switch (type)
        {
            case "string":
                Keccak256.Hash(Encoding.UTF8.GetBytes(text), word);
                return TypedDataError.None;

            case "address":
                var isAddress = Address.TryParse(text, out var address);
                address.CopyTo(word[(WordSize - Address.Size)..]);
                return isAddress ? TypedDataError.None : TypedDataError.WrongKind;
        }

        // bytes and bytesN
        if (text is not ['0', 'x', ..] || text.Length % 2 != 0)
        {
            return TypedDataError.WrongKind;
        }

        var bytes = new byte[(text.Length - 2) / 2];
        if (!Hex.TryParse(text.AsSpan(), bytes))
        {
            return TypedDataError.WrongKind;
        }

        if (!TypedDataType.TryGetBytes(type, out var length))
        {
            Keccak256.Hash(bytes, word);
            return TypedDataError.None;
        }

        if (bytes.Length != length)
        {
            return TypedDataError.WrongLength;
        }

        bytes.CopyTo(word);
        return TypedDataError.None;
    }

    private static TypedDataError EncodeInteger(JsonElement value, BigInteger minimum, BigInteger maximum, Span<byte> word)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            _ => "",
        };

        var isHex = value.ValueKind == JsonValueKind.String && text is ['0', 'x', _, ..];
        var digits = text.AsSpan(isHex ? 2 : text is ['-', not '0', ..] ? 1 : 0);
        if (digits.IsEmpty
            || (isHex ? !IsHex(digits) : digits.ContainsAnyExceptInRange('0', '9') || digits is ['0', _, ..]))
        {
            return TypedDataError.WrongKind;
        }

        if (digits.Length > MaximumDigits)
        {
            return TypedDataError.OutOfRange;
        }

        // A leading zero keeps hex text positive.
        var number = isHex
            ? BigInteger.Parse($"0{digits}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (number < minimum || number > maximum)
        {
            return TypedDataError.OutOfRange;
        }

        // Two's complement, extended over the word by its sign.
        word.Fill(number.Sign < 0 ? (byte)0xff : (byte)0);
        var isUnsigned = number.Sign >= 0;
        number.TryWriteBytes(word[(WordSize - number.GetByteCount(isUnsigned))..], out _, isUnsigned, isBigEndian: true);
        return TypedDataError.None;
    }

    private static bool IsHex(ReadOnlySpan<char> digits)
    {
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit(digit))
            {
                return false;
            }
        }

        return true;
    }
}
