using System.Security.Cryptography;
using LazAI.Client.Keys;
using LazAI.Cryptography;

namespace LazAI.AppHost.Hosting;

/// <summary>An account of the local network and the file with its key.</summary>
public sealed record AccountFile(string File, Address Address)
{
    /// <summary>The key; the caller disposes of it.</summary>
    public Secp256k1PrivateKey ReadKey() => KeyFile.Read(File, passphrase: null);

    /// <exception cref="LocalSystemException">The file is missing and none may be made.</exception>
    internal static AccountFile Open(string file, bool mayCreate, RandomNumberGenerator random)
    {
        if (!System.IO.File.Exists(file))
        {
            if (!mayCreate)
            {
                throw new LocalSystemException($"{file} is missing. Remove the folder to begin anew.");
            }

            using var key = Secp256k1PrivateKey.Generate(random);
            KeyFile.WriteInsecurePlaintext(file, key);
        }

        return new AccountFile(file, KeyFile.Inspect(file).Address);
    }
}
