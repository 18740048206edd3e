using System.Text.Json;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;

namespace LazAI.Cli.Invocation;

/// <summary>Reads identifiers off the command line.</summary>
internal static class Identifiers
{
    public static TaskId Task(string text) => new(Hash(text, "task id"));

    public static ModelId Model(string text) => new(Hash(text, "model id"));

    public static ContentHash Content(string text) => new(Hash(text, "content hash"));

    public static Address Account(string text) => Address.TryParseChecksummed(text, out var address)
        ? address
        : throw new CommandFailedException(
            $"'{text}' is no address.", "An address is 0x and 40 hexadecimal digits; mixed case must be the EIP-55 checksum.");

    /// <summary>A value of an enumeration by its name on the wire.</summary>
    public static T Name<T>(string text, string what)
        where T : struct, Enum
    {
        try
        {
            return CanonicalJson.Deserialize<T>(CanonicalJson.Serialize(text));
        }
        catch (JsonException failure)
        {
            throw new CommandFailedException($"'{text}' is no {what}.", failure.Message);
        }
    }

    public static Bytes32 Hash(string text, string what) => Bytes32.TryParse(text, out var value)
        ? value
        : throw new CommandFailedException($"'{text}' is no {what}.", $"A {what} is 0x and 64 hexadecimal digits.");
}
