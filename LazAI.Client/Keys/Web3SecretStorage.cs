using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using LazAI.Cryptography;

namespace LazAI.Client.Keys;

/// <summary>Web3 Secret Storage Definition, version 3, with PBKDF2-HMAC-SHA-256 and AES-128-CTR; MAC = Keccak-256(key[16..32] ‖ ciphertext).</summary>
internal static class Web3SecretStorage
{
    public const int Version = 3;

    /// <summary>OWASP's floor for PBKDF2-HMAC-SHA-256 (2023) is 600,000.</summary>
    private const int Iterations = 600_000;
    private const int IterationsMaximum = 10_000_000;
    private const int DerivedKeyLength = 32;
    private const int HalfKeyLength = 16;
    private const string Cipher = "aes-128-ctr";
    private const string KeyDerivation = "pbkdf2";
    private const string PseudoRandomFunction = "hmac-sha256";

    public static SecretStorageCrypto Encrypt(ReadOnlySpan<byte> secret, string passphrase)
    {
        var salt = RandomNumberGenerator.GetBytes(DerivedKeyLength);
        var counter = RandomNumberGenerator.GetBytes(HalfKeyLength);
        var derived = Derive(passphrase, salt, Iterations);
        var ciphertext = Transform(secret, derived, counter);
        var crypto = new SecretStorageCrypto(
            Cipher, new CipherParameters(Convert.ToHexStringLower(counter)), Convert.ToHexStringLower(ciphertext), KeyDerivation,
            new KeyDerivationParameters(Iterations, DerivedKeyLength, PseudoRandomFunction, Convert.ToHexStringLower(salt)),
            Convert.ToHexStringLower(Mac(derived, ciphertext)));
        CryptographicOperations.ZeroMemory(derived);
        return crypto;
    }

    public static bool TryDecrypt(
        SecretStorageCrypto crypto, string passphrase, [NotNullWhen(true)] out byte[]? secret, [NotNullWhen(false)] out string? fault)
    {
        secret = null;
        var parameters = crypto.KdfParams;
        if (crypto.Cipher != Cipher || crypto.Kdf != KeyDerivation || parameters is not { Prf: PseudoRandomFunction, DkLen: DerivedKeyLength }
            || parameters.C is < 1 or > IterationsMaximum)
        {
            fault = $"only {KeyDerivation} with {PseudoRandomFunction} and {Cipher} can be read.";
            return false;
        }

        if (!KeyFile.TryFromHex(parameters.Salt, out var salt) || !KeyFile.TryFromHex(crypto.CipherParams?.Iv, out var counter)
            || counter.Length != HalfKeyLength || !KeyFile.TryFromHex(crypto.Ciphertext, out var ciphertext)
            || !KeyFile.TryFromHex(crypto.Mac, out var mac))
        {
            fault = "the file is damaged.";
            return false;
        }

        var derived = Derive(passphrase, salt, parameters.C);
        var genuine = CryptographicOperations.FixedTimeEquals(Mac(derived, ciphertext), mac);
        secret = genuine ? Transform(ciphertext, derived, counter) : null;
        CryptographicOperations.ZeroMemory(derived);
        fault = genuine ? null : "the passphrase is wrong.";
        return secret is not null;
    }

    private static byte[] Derive(string passphrase, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(passphrase), salt, iterations, HashAlgorithmName.SHA256, DerivedKeyLength);

    private static byte[] Mac(byte[] derived, byte[] ciphertext) =>
        Keccak256.Hash([.. derived.AsSpan(HalfKeyLength), .. ciphertext]).ToArray();

    /// <summary>AES-128 in counter mode (NIST SP 800-38A §6.5): encryption and decryption are the same.</summary>
    private static byte[] Transform(ReadOnlySpan<byte> data, byte[] derived, byte[] counter)
    {
        using var aes = Aes.Create();
        aes.Key = derived[..HalfKeyLength];
        var value = BinaryPrimitives.ReadUInt128BigEndian(counter);
        var result = data.ToArray();
        Span<byte> block = stackalloc byte[HalfKeyLength];
        Span<byte> stream = stackalloc byte[HalfKeyLength];
        for (var offset = 0; offset < result.Length; offset += HalfKeyLength)
        {
            BinaryPrimitives.WriteUInt128BigEndian(block, value++);
            aes.EncryptEcb(block, stream, PaddingMode.None);
            for (var i = 0; i < HalfKeyLength && offset + i < result.Length; i++)
            {
                result[offset + i] ^= stream[i];
            }
        }

        CryptographicOperations.ZeroMemory(stream);
        return result;
    }
}

internal sealed record SecretStorageCrypto(
    string Cipher,
    [property: JsonPropertyName("cipherparams")] CipherParameters? CipherParams,
    string Ciphertext,
    string Kdf,
    [property: JsonPropertyName("kdfparams")] KeyDerivationParameters? KdfParams,
    string Mac);

internal sealed record CipherParameters(string Iv);

internal sealed record KeyDerivationParameters(int C, [property: JsonPropertyName("dklen")] int DkLen, string Prf, string Salt);
