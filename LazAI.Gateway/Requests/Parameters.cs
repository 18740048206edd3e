using System.Globalization;
using LazAI.Cryptography;
using LazAI.Gateway.Problems;
using LazAI.Protocol;
using LazAI.Protocol.Ownership;

namespace LazAI.Gateway.Requests;

/// <summary>Reads route and query parameters, or refuses them by name.</summary>
internal static class Parameters
{
    public static Address Address(string name, string value) =>
        Cryptography.Address.TryParse(value, out var address)
            ? address
            : throw Invalid(name, "an address, 0x and 40 hexadecimal digits");

    public static Bytes32 Hash(string name, string value) =>
        Bytes32.TryParse(value, out var hash) ? hash : throw Invalid(name, "0x and 64 hexadecimal digits");

    public static TaskId TaskId(string value) => new(Hash("id", value));

    public static ModelId ModelId(string value) => new(Hash("id", value));

    public static ContentHash ContentHash(string value) => new(Hash("contentHash", value));

    /// <summary>An optional query parameter, read by <paramref name="read"/>.</summary>
    public static T? Optional<T>(HttpContext context, string name, Func<string, string, T> read)
        where T : struct => context.Request.Query[name] switch
        {
            [] => null,
            [{ } value] => read(name, value),
            _ => throw Invalid(name, "given once"),
        };

    public static int Integer(HttpContext context, string name, int missing, int minimum, int maximum)
    {
        var values = context.Request.Query[name];
        if (values.Count == 0)
        {
            return missing;
        }

        return values is [{ } text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value >= minimum && value <= maximum
            ? value
            : throw Invalid(name, $"an integer from {minimum} to {maximum}");
    }

    public static Slot Slot(string name, string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= Protocol.Slot.NumberMaximum
            ? new Slot(number)
            : throw Invalid(name, "a slot number");

    /// <summary>A position of the log.</summary>
    public static long Position(string name, string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= Protocol.Slot.NumberMaximum
            ? number
            : throw Invalid(name, "a position of the log");

    /// <summary>An enumeration by its name on the wire.</summary>
    public static T Name<T>(string name, string value)
        where T : struct, Enum
    {
        try
        {
            return System.Text.Json.JsonSerializer.Deserialize<T>($"\"{value}\"", Protocol.Encoding.CanonicalJson.Options);
        }
        catch (System.Text.Json.JsonException)
        {
            var names = Enum.GetValues<T>()
                .Select(one => System.Text.Json.JsonSerializer.Serialize(one, Protocol.Encoding.CanonicalJson.Options).Trim('"'));
            throw Invalid(name, "one of " + string.Join(", ", names));
        }
    }

    public static RequestRefusedException Invalid(string name, string expected) =>
        new(GatewayErrors.InvalidParameter, $"'{name}' is {expected}.");
}
