using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace LazAI.Attestation;

/// <summary>Strict reading of collateral: no member twice, none of another type, numbers and lengths within limits.</summary>
internal static class CollateralJson
{
    private const int TextLengthMaximum = 128;
    private const int AdvisoryCountMaximum = 256;

    /// <summary>Reads a text that is one JSON object; null when it is none, or the reader has refused it.</summary>
    public static T? Read<T>(ReadOnlyMemory<byte> text, Func<JsonElement, T?> read)
        where T : class
    {
        using var document = StrictJson.TryParseObject(text);
        return document is null ? null : read(document.RootElement);
    }

    public static bool TryGetObject(this JsonElement json, string name, out JsonElement value) =>
        TryGet(json, name, JsonValueKind.Object, out value);

    /// <summary>A text of any length that the whole may have.</summary>
    public static bool TryGetLongText(this JsonElement json, string name, [NotNullWhen(true)] out string? text)
    {
        text = TryGet(json, name, JsonValueKind.String, out var value) ? value.GetString() : null;
        return text is not null;
    }

    public static bool TryGetText(this JsonElement json, string name, [NotNullWhen(true)] out string? text) =>
        TryGetLongText(json, name, out text) && text.Length <= TextLengthMaximum;

    /// <summary>True with null when the member is absent.</summary>
    public static bool TryGetOptionalText(this JsonElement json, string name, out string? text)
    {
        text = null;
        return !json.TryGetProperty(name, out _) || TryGetText(json, name, out text);
    }

    /// <summary>A whole number from 0 to the maximum.</summary>
    public static bool TryGetNumber(this JsonElement json, string name, int maximum, out int number)
    {
        number = 0;
        return TryGet(json, name, JsonValueKind.Number, out var value)
            && value.TryGetInt32(out number)
            && number >= 0
            && number <= maximum;
    }

    /// <summary>Hexadecimal digits of either case, exactly as many as the destination takes.</summary>
    public static bool TryGetHex(this JsonElement json, string name, Span<byte> destination) =>
        TryGetLongText(json, name, out var text)
        && text.Length == 2 * destination.Length
        && Convert.FromHexString(text, destination, out _, out _) == OperationStatus.Done;

    /// <summary>Bytes in base64 with padding.</summary>
    public static bool TryGetBase64(this JsonElement json, string name, out byte[] bytes)
    {
        bytes = [];
        return TryGet(json, name, JsonValueKind.String, out var value) && value.TryGetBytesFromBase64(out bytes!);
    }

    /// <summary>Eight bytes of bits, in the order in which they lie in reports.</summary>
    public static bool TryGetBits(this JsonElement json, string name, out ulong bits)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        var read = TryGetHex(json, name, bytes);
        bits = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return read;
    }

    /// <summary>Four bytes of bits, in the order in which they lie in reports.</summary>
    public static bool TryGetBits32(this JsonElement json, string name, out uint bits)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        var read = TryGetHex(json, name, bytes);
        bits = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return read;
    }

    /// <summary>A time to the second in UTC, such as <c>2025-08-13T00:00:00Z</c>.</summary>
    public static bool TryGetTime(this JsonElement json, string name, out DateTimeOffset time)
    {
        time = default;
        return TryGetText(json, name, out var text)
            && DateTimeOffset.TryParseExact(
                text, "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }

    /// <summary>An array whose every element is read.</summary>
    public static bool TryGetArray<T>(
        this JsonElement json, string name, int countMaximum, Func<JsonElement, T?> read, out ImmutableArray<T> elements)
        where T : class
    {
        elements = [];
        if (!TryGet(json, name, JsonValueKind.Array, out var array) || array.GetArrayLength() > countMaximum)
        {
            return false;
        }

        var builder = ImmutableArray.CreateBuilder<T>(array.GetArrayLength());
        foreach (var element in array.EnumerateArray())
        {
            if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.String) || read(element) is not { } value)
            {
                return false;
            }

            builder.Add(value);
        }

        elements = builder.MoveToImmutable();
        return true;
    }

    /// <summary>What every TCB level has. A status that Intel has not defined is an error: nobody knows how bad it is.</summary>
    public static bool TryGetLevel(
        this JsonElement json, out TcbStatus status, out DateTimeOffset tcbDate, out ImmutableArray<string> advisoryIds)
    {
        status = default;
        advisoryIds = [];
        return json.TryGetTime("tcbDate", out tcbDate)
            && json.TryGetText("tcbStatus", out var word)
            && TryReadStatus(word, out status)
            && (!json.TryGetProperty("advisoryIDs", out _)
                || json.TryGetArray("advisoryIDs", AdvisoryCountMaximum, ReadAdvisory, out advisoryIds));
    }

    /// <summary>Levels of a quoting enclave or a TDX module, at least one.</summary>
    public static bool TryGetIsvLevels(this JsonElement json, out ImmutableArray<IsvTcbLevel> levels) =>
        json.TryGetArray("tcbLevels", TcbInfo.LevelCountMaximum, ReadIsvLevel, out levels) && !levels.IsEmpty;

    private static bool TryGet(JsonElement json, string name, JsonValueKind kind, out JsonElement value)
    {
        value = default;
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out value) && value.ValueKind == kind;
    }

    private static IsvTcbLevel? ReadIsvLevel(JsonElement json) =>
        json.TryGetObject("tcb", out var tcb)
        && tcb.TryGetNumber("isvsvn", ushort.MaxValue, out var isvSvn)
        && json.TryGetLevel(out var status, out var date, out var advisories)
            ? new IsvTcbLevel(isvSvn, status, date, advisories)
            : null;

    private static string? ReadAdvisory(JsonElement json) =>
        json.ValueKind == JsonValueKind.String && json.GetString() is { Length: <= TextLengthMaximum } text ? text : null;

    /// <summary>The seven words of TCB info; the other two statuses are results of a verification.</summary>
    private static bool TryReadStatus(string word, out TcbStatus status)
    {
        for (status = TcbStatus.UpToDate; status <= TcbStatus.Revoked; status++)
        {
            if (word == status.ToString())
            {
                return true;
            }
        }

        return false;
    }
}
