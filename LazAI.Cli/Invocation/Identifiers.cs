using LazAI.Cryptography;
using LazAI.Protocol;

namespace LazAI.Cli.Invocation;

/// <summary>Reads identifiers off the command line.</summary>
internal static class Identifiers
{
    public static TaskId Task(string text) => new(Hash(text, "task id"));

    public static ModelId Model(string text) => new(Hash(text, "model id"));

    public static Bytes32 Hash(string text, string what) => Bytes32.TryParse(text, out var value)
        ? value
        : throw new CommandFailedException($"'{text}' is no {what}.", $"A {what} is 0x and 64 hexadecimal digits.");
}
