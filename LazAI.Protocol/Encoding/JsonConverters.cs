using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using LazAI.Cryptography;

namespace LazAI.Protocol.Encoding;

/// <summary>A JSON value that should be an amount and is negative, too large, a number or otherwise no decimal string.</summary>
public sealed class InvalidAmountException()
    : JsonException("An amount is a decimal string of base units: digits only, no sign, no leading zero, at most 2^128 - 1.");

/// <summary>Reads short strings without allocating.</summary>
internal static class PlainText
{
    /// <summary>Copies a string's characters, wherever the reader's buffers divide it.</summary>
    /// <returns>How many there are; 0 for what is no string, is longer than <paramref name="text"/> or is written with escapes.</returns>
    public static int Copy(ref Utf8JsonReader reader, scoped Span<char> text)
    {
        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        return reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && length <= text.Length ? reader.CopyString(text) : 0;
    }
}

internal sealed class AmountJsonConverter : JsonConverter<Amount>
{
    public override Amount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[39];
        return Amount.TryParse(text[..PlainText.Copy(ref reader, text)], out var amount) ? amount : throw new InvalidAmountException();
    }

    public override void Write(Utf8JsonWriter writer, Amount value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[40];
        value.BaseUnits.TryFormat(text, out var written);
        writer.WriteStringValue(text[..written]);
    }
}

internal sealed class SlotJsonConverter : JsonConverter<Slot>
{
    public override Slot Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) && number is >= 0 and <= Slot.NumberMaximum
            ? new Slot(number)
            : throw new JsonException("A slot is an integer from 0 to 2^53 - 1.");

    public override void Write(Utf8JsonWriter writer, Slot value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Number);

    public override Slot ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        long.TryParse(reader.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new Slot(number)
            : throw new JsonException("A slot is an integer from 0 to 2^53 - 1.");

    public override void WriteAsPropertyName(Utf8JsonWriter writer, Slot value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString());
}

internal sealed class BasisPointsJsonConverter : JsonConverter<BasisPoints>
{
    public override BasisPoints Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value) && new BasisPoints(value).IsValid
            ? new BasisPoints(value)
            : throw new JsonException("Basis points are an integer from 0 to 10000.");

    public override void Write(Utf8JsonWriter writer, BasisPoints value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Value);
}

internal sealed class Bytes32JsonConverter : JsonConverter<Bytes32>
{
    public override Bytes32 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadValue(ref reader);

    public override void Write(Utf8JsonWriter writer, Bytes32 value, JsonSerializerOptions options) => WriteValue(writer, value);

    public override Bytes32 ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ReadName(ref reader);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, Bytes32 value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString());

    internal static Bytes32 ReadName(ref Utf8JsonReader reader) =>
        Bytes32.TryParse(reader.GetString(), out var value)
            ? value
            : throw new JsonException("A 32-byte value is 0x and 64 hexadecimal digits.");

    internal static Bytes32 ReadValue(ref Utf8JsonReader reader)
    {
        Span<char> text = stackalloc char[66];
        return Bytes32.TryParse(text[..PlainText.Copy(ref reader, text)], out var value)
            ? value
            : throw new JsonException("A 32-byte value is 0x and 64 hexadecimal digits.");
    }

    internal static void WriteValue(Utf8JsonWriter writer, Bytes32 value)
    {
        Span<byte> text = stackalloc byte[66];
        value.TryFormat(text, out var length, default, null);
        writer.WriteStringValue(text[..length]);
    }
}

internal sealed class HashIdentifierJsonConverter<T> : JsonConverter<T>
    where T : struct, IHashIdentifier<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.From(Bytes32JsonConverter.ReadValue(ref reader));

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        Bytes32JsonConverter.WriteValue(writer, value.Value);

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.From(Bytes32JsonConverter.ReadName(ref reader));

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value.ToString());
}

internal sealed class AddressJsonConverter : JsonConverter<Address>
{
    /// <summary>
    /// The texts written last, by the address's first bits. EIP-55 costs a hash, and a busy service writes the same few addresses into
    /// every event. An entry is never changed, only replaced, so any thread may read any entry.
    /// </summary>
    private static readonly KnownText?[] s_known = new KnownText?[1024];

    public override Address Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[42];
        return Address.TryParse(text[..PlainText.Copy(ref reader, text)], out var value)
            ? value
            : throw new JsonException("An address is 0x and 40 hexadecimal digits.");
    }

    public override void Write(Utf8JsonWriter writer, Address value, JsonSerializerOptions options)
    {
        ref var known = ref s_known[BinaryPrimitives.ReadUInt16LittleEndian(value.AsSpan()) % s_known.Length];
        var text = known;
        if (text is null || text.Address != value)
        {
            known = text = new KnownText(value, JsonEncodedText.Encode(value.ToString()));
        }

        writer.WriteStringValue(text.Text);
    }

    public override Address ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Address.TryParse(reader.GetString(), out var value)
            ? value
            : throw new JsonException("An address is 0x and 40 hexadecimal digits.");

    public override void WriteAsPropertyName(Utf8JsonWriter writer, Address value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString());

    private sealed record KnownText(Address Address, JsonEncodedText Text);
}

/// <summary>Signatures are <c>0x</c> lower-case hex, as people read them; bulk bytes (<c>ReadOnlyMemory&lt;byte&gt;</c>) are base64.</summary>
internal sealed class SignatureJsonConverter : JsonConverter<RecoverableSignature>
{
    public override RecoverableSignature Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && RecoverableSignature.TryParse(reader.GetString(), out var signature)
            ? signature
            : throw new JsonException("A signature is 0x and 65 bytes r, s, v with low s and v 27 or 28.");

    public override void Write(Utf8JsonWriter writer, RecoverableSignature value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
