using System.CommandLine;
using LazAI.Cli.Invocation;
using LazAI.Client.Keys;
using LazAI.Cryptography;
using Spectre.Console;

namespace LazAI.Cli.Keys;

/// <summary>The user's keys: files in <c>~/.lazai/keys</c>, or wherever <c>LAZAI_HOME</c> points.</summary>
internal static class Keystore
{
    public const string HomeVariable = "LAZAI_HOME";

    /// <summary>The file of a key by name; a text with a separator or with the ending of key files is a path itself.</summary>
    public static string PathOf(string name) =>
        name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) || name.EndsWith(Ending, StringComparison.Ordinal)
            ? name
            : Path.Combine(Folder, name + Ending);

    private const string Ending = ".json";

    private static string Folder => Path.Combine(
        Environment.GetEnvironmentVariable(HomeVariable) is { Length: > 0 } home
            ? home
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".lazai"),
        "keys");

    /// <summary>The chosen key, decrypted; asks for its passphrase where it has to.</summary>
    public static Secp256k1PrivateKey Open(ParseResult parse)
    {
        var path = ExistingPath(parse);
        return KeyFile.Read(path, KeyFile.Inspect(path).IsEncrypted ? Passphrase(parse, "Passphrase", isNew: false) : null);
    }

    /// <summary>The chosen key's account, which needs no passphrase.</summary>
    public static Address AddressOf(ParseResult parse) => KeyFile.Inspect(ExistingPath(parse)).Address;

    public static string Passphrase(ParseResult parse, string question, bool isNew)
    {
        if (parse.GetValue(CommonOptions.PassphraseFile) is { } file)
        {
            return File.ReadAllText(file).TrimEnd('\r', '\n') is { Length: > 0 } passphrase
                ? passphrase
                : throw new CommandFailedException($"{file} is empty.", "Put the passphrase on its first line.");
        }

        if (Console.IsInputRedirected)
        {
            throw new CommandFailedException("There is nobody to ask for the passphrase.", "Give it with --passphrase-file.");
        }

        // On standard error, so that standard output stays what the command prints.
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var typed = console.Prompt(new TextPrompt<string>(question + ":").Secret());
        return !isNew || console.Prompt(new TextPrompt<string>("Again:").Secret()) == typed
            ? typed
            : throw new CommandFailedException("The two passphrases differ.", "Try again.");
    }

    private static string ExistingPath(ParseResult parse)
    {
        var name = parse.GetRequiredValue(CommonOptions.Key);
        var path = PathOf(name);
        return File.Exists(path)
            ? path
            : throw new CommandFailedException($"There is no key {path}.", $"Make one with 'lazai keys new --key {name}', or name another with --key.");
    }
}
