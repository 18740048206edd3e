using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using LazAI.Cryptography;

namespace LazAI.Client.Keys;

/// <summary>
/// An account's private key in a file that only its owner may read: encrypted in the form of Web3 Secret Storage, version 3, which other
/// Ethereum tools read too, or, only where that is asked for by name, in the clear.
/// </summary>
public static class KeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    /// <summary>Writes a key encrypted under a passphrase.</summary>
    /// <exception cref="IOException">There is such a file already, or it cannot be written.</exception>
    public static void Write(string path, Secp256k1PrivateKey key, string passphrase)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentException.ThrowIfNullOrEmpty(passphrase);
        Span<byte> secret = stackalloc byte[Secp256k1PrivateKey.Size];
        key.Export(secret);
        var document = new KeyDocument
        {
            Version = Web3SecretStorage.Version,
            Id = Guid.NewGuid(),
            Address = Convert.ToHexStringLower(key.Address.AsSpan()),
            Crypto = Web3SecretStorage.Encrypt(secret, passphrase),
        };
        CryptographicOperations.ZeroMemory(secret);
        WriteNew(path, document);
    }

    /// <summary>Writes a key in the clear: whoever reads the file, or a copy of the disk, owns the account.</summary>
    /// <exception cref="IOException">There is such a file already, or it cannot be written.</exception>
    public static void WriteInsecurePlaintext(string path, Secp256k1PrivateKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Span<byte> secret = stackalloc byte[Secp256k1PrivateKey.Size];
        key.Export(secret);
        var document = new KeyDocument
        {
            Address = Convert.ToHexStringLower(key.Address.AsSpan()),
            InsecurePrivateKey = Convert.ToHexStringLower(secret),
        };
        CryptographicOperations.ZeroMemory(secret);
        WriteNew(path, document);
    }

    /// <summary>Whether the file's key is encrypted, and which account it says it is of.</summary>
    /// <exception cref="KeyFileException">The file is no key file, or other users may read it.</exception>
    public static (bool IsEncrypted, Address Address) Inspect(string path)
    {
        var document = Load(path);
        return (document.Crypto is not null, AddressOf(document, path));
    }

    /// <summary>Reads a key back.</summary>
    /// <param name="passphrase">Null where the file is not encrypted.</param>
    /// <exception cref="KeyFileException">The file is no key file, other users may read it, or the passphrase is wrong or missing.</exception>
    public static Secp256k1PrivateKey Read(string path, string? passphrase)
    {
        var document = Load(path);
        var secret = Decrypt(document, path, passphrase);
        try
        {
            if (!Secp256k1PrivateKey.TryCreate(secret, out var key))
            {
                throw new KeyFileException($"{path} holds no valid key.");
            }

            if (key.Address == AddressOf(document, path))
            {
                return key;
            }

            key.Dispose();
            throw new KeyFileException($"{path} holds another account's key than it says.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static byte[] Decrypt(KeyDocument document, string path, string? passphrase)
    {
        if (document.InsecurePrivateKey is { } plain)
        {
            return TryFromHex(plain, out var secret) ? secret : throw new KeyFileException($"{path} holds no valid key.");
        }

        if (passphrase is null)
        {
            throw new KeyFileException($"{path} is encrypted; give its passphrase.");
        }

        return Web3SecretStorage.TryDecrypt(document.Crypto!, passphrase, out var decrypted, out var fault)
            ? decrypted
            : throw new KeyFileException($"{path}: {fault}");
    }

    private static KeyDocument Load(string path)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & ~(OwnerOnly | UnixFileMode.UserExecute)) != 0)
        {
            throw new KeyFileException($"Other users may read {path}; run: chmod 600 {path}");
        }

        try
        {
            var document = JsonSerializer.Deserialize<KeyDocument>(File.ReadAllBytes(path), s_json);
            return document is { Crypto: not null, Version: Web3SecretStorage.Version } or { InsecurePrivateKey: not null }
                ? document
                : throw new KeyFileException($"{path} is no key file.");
        }
        catch (JsonException exception)
        {
            throw new KeyFileException($"{path} is no key file.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private static Address AddressOf(KeyDocument document, string path)
    {
        var text = document.Address ?? "";
        return Address.TryParse(text.StartsWith("0x", StringComparison.Ordinal) ? text : "0x" + text, out var address)
            ? address
            : throw new KeyFileException($"{path} names no account.");
    }

    private static void WriteNew(string path, KeyDocument document)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            }
        }

        // Created with its final mode: there is no moment in which others could open it.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var file = new FileStream(path, options);
        JsonSerializer.Serialize(file, document, s_json);
    }

    internal static bool TryFromHex(string? hex, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (hex is null || (hex.Length & 1) != 0)
        {
            return false;
        }

        var decoded = new byte[hex.Length / 2];
        bytes = Convert.FromHexString(hex, decoded, out _, out _) == System.Buffers.OperationStatus.Done ? decoded : null;
        return bytes is not null;
    }

    private sealed record KeyDocument
    {
        public int? Version { get; init; }

        public Guid? Id { get; init; }

        public string? Address { get; init; }

        public SecretStorageCrypto? Crypto { get; init; }

        public string? InsecurePrivateKey { get; init; }
    }
}

/// <summary>A key file cannot be used; the message says why and what to do.</summary>
public sealed class KeyFileException(string message, Exception? innerException = null) : Exception(message, innerException);
