using LazAI.Client.Keys;
using LazAI.Cryptography;

namespace LazAI.Validator.Hosting;

/// <summary>The key of the account that challenges. Nothing of its file's content reaches a log.</summary>
internal sealed class ChallengerKey(Secp256k1PrivateKey key) : IDisposable
{
    public Secp256k1PrivateKey Key { get; } = key;

    public Address Address { get; } = key.Address;

    /// <exception cref="KeyFileException">The file cannot be used.</exception>
    public static ChallengerKey Read(ValidatorOptions options)
    {
        var passphrase = options.Passphrase.Length > 0 ? File.ReadAllText(options.Passphrase).TrimEnd('\r', '\n') : null;
        return new ChallengerKey(KeyFile.Read(options.Key, passphrase));
    }

    public void Dispose() => Key.Dispose();
}
