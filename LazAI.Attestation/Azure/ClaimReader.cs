using System.Buffers;
using System.Text.Json;

namespace LazAI.Attestation;

/// <summary>
/// Reads members of a JSON object by their types. An absent member is null; one of another type or form is remembered as the
/// <see cref="Fault"/>, the first of several.
/// </summary>
internal sealed class ClaimReader(JsonElement source)
{
    // 9999-12-31, the last moment that DateTimeOffset knows.
    private const decimal SecondsMaximum = 253_402_300_799m;

    /// <summary>The name of the first member that has another form than was asked for; null while there is none.</summary>
    public string? Fault { get; private set; }

    public string? Text(string name) =>
        TryGet(name, JsonValueKind.String, out var value) ? value.GetString() : null;

    public bool? Boolean(string name)
    {
        if (!source.TryGetProperty(name, out var value))
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Fault ??= name;
        return null;
    }

    public int? Number(string name)
    {
        if (!TryGet(name, JsonValueKind.Number, out var value))
        {
            return null;
        }

        if (value.TryGetInt32(out var number) && number >= 0)
        {
            return number;
        }

        Fault ??= name;
        return null;
    }

    /// <summary>A NumericDate (RFC 7519 section 2): seconds since 1970-01-01 UTC, with or without a fraction.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (!TryGet(name, JsonValueKind.Number, out var value))
        {
            return null;
        }

        if (value.TryGetDecimal(out var seconds) && seconds is >= 0 and <= SecondsMaximum)
        {
            return DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
        }

        Fault ??= name;
        return null;
    }

    /// <summary>Bytes written as hexadecimal digits of either case, as many as <paramref name="length"/> needs.</summary>
    public byte[]? Hex(string name, int length)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        var bytes = new byte[length];
        if (text.Length == 2 * length && Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done)
        {
            return bytes;
        }

        Fault ??= name;
        return null;
    }

    public Measurement48? Measurement(string name) => Hex(name, Measurement48.Length) is { } bytes ? new Measurement48(bytes) : null;

    /// <summary>A member that is an object, with its own reader; what is wrong inside has to be asked of that.</summary>
    public ClaimReader? Object(string name) => TryGet(name, JsonValueKind.Object, out var value) ? new ClaimReader(value) : null;

    /// <summary>As <see cref="Object"/>, for what a stranger may have shaped: another type counts as absent.</summary>
    public ClaimReader? OptionalObject(string name) =>
        source.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? new ClaimReader(value) : null;

    private bool TryGet(string name, JsonValueKind kind, out JsonElement value)
    {
        if (!source.TryGetProperty(name, out value))
        {
            return false;
        }

        if (value.ValueKind == kind)
        {
            return true;
        }

        Fault ??= name;
        return false;
    }
}
