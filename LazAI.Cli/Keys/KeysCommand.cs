using System.CommandLine;
using System.Security.Cryptography;
using LazAI.Cli.Invocation;
using LazAI.Client.Keys;
using LazAI.Cryptography;
using Spectre.Console;

namespace LazAI.Cli.Keys;

/// <summary><c>lazai keys</c>: makes and shows the keys of accounts.</summary>
internal static class KeysCommand
{
    private static readonly Option<bool> s_plaintext = new("--insecure-plaintext")
    {
        Description = "Do not encrypt the file: whoever reads it owns the account",
    };

    private static readonly Option<bool> s_reveal = new("--reveal-private-key") { Description = "Print the private key, too" };

    public static Command Create() => new("keys", "Make and show the keys of accounts")
    {
        new Command("new", "Make a key and keep it in ~/.lazai/keys (or where --key says)") { s_plaintext }.Runs(New),
        new Command("show", "Show the address of a key") { s_reveal }.Runs(Show),
    };

    private static Task<int> New(CommandContext context, CancellationToken cancellationToken)
    {
        var path = Keystore.PathOf(context.Parse.GetRequiredValue(CommonOptions.Key));
        if (File.Exists(path))
        {
            throw new CommandFailedException($"There is a key {path} already.", "Keys are never overwritten; choose another name with --key.");
        }

        using var random = RandomNumberGenerator.Create();
        using var key = Secp256k1PrivateKey.Generate(random);
        var plaintext = context.Parse.GetValue(s_plaintext);
        if (plaintext)
        {
            KeyFile.WriteInsecurePlaintext(path, key);
        }
        else
        {
            KeyFile.Write(path, key, Keystore.Passphrase(context.Parse, "Passphrase for the new key", isNew: true));
        }

        context.Show(new KeyShown(key.Address, path, !plaintext), console =>
        {
            console.WriteLine(key.Address.ToString());
            console.MarkupLineInterpolated($"[grey]kept in {path}, {(plaintext ? "NOT ENCRYPTED" : "encrypted")}[/]");
        });
        return Task.FromResult(ExitCode.Success);
    }

    private static Task<int> Show(CommandContext context, CancellationToken cancellationToken)
    {
        var path = Keystore.PathOf(context.Parse.GetRequiredValue(CommonOptions.Key));
        var address = Keystore.AddressOf(context.Parse);
        var shown = new KeyShown(address, path, KeyFile.Inspect(path).IsEncrypted);
        if (context.Parse.GetValue(s_reveal))
        {
            using var key = Keystore.Open(context.Parse);
            var secret = new byte[Secp256k1PrivateKey.Size];
            key.Export(secret);
            shown = shown with { PrivateKey = "0x" + Convert.ToHexStringLower(secret) };
            CryptographicOperations.ZeroMemory(secret);
        }

        context.Show(shown, console =>
        {
            console.WriteLine(address.ToString());
            if (shown.PrivateKey is not null)
            {
                console.WriteLine(shown.PrivateKey);
            }

            console.MarkupLineInterpolated($"[grey]kept in {path}, {(shown.IsEncrypted ? "encrypted" : "NOT ENCRYPTED")}[/]");
        });
        return Task.FromResult(ExitCode.Success);
    }

    /// <param name="PrivateKey">Only where it was asked for; not in the record's text, which ends up in logs and messages.</param>
    internal sealed record KeyShown(Address Address, string Path, bool IsEncrypted, string? PrivateKey = null)
    {
        public override string ToString() => $"{nameof(KeyShown)} {{ Address = {Address}, Path = {Path}, IsEncrypted = {IsEncrypted} }}";
    }
}
