using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace LazAI.Cryptography;

/// <summary>
/// Encryption to a secp256k1 public key: ephemeral Diffie-Hellman, HKDF-SHA256 (RFC 5869) and AES-256-GCM, in the manner of ECIES
/// (SEC 1, section 5.1). It hides and protects the content; it says nothing about who sent it.
/// </summary>
/// <remarks>
/// Envelope: version 0x01 (1 byte) ‖ ephemeral public key, compressed (33) ‖ nonce (12) ‖ ciphertext ‖ tag (16). The key is
/// HKDF-SHA256 with the x coordinate of the shared point as input, no salt, and as info the text
/// <c>LazAI.ECIES.v1.secp256k1.HKDF-SHA256.AES-256-GCM</c> ‖ ephemeral public key ‖ recipient's public key (both compressed), so that
/// an envelope belongs to its two keys. Every change of an envelope or of the associated data is noticed.
/// </remarks>
public static class Ecies
{
    /// <summary>Bytes by which an envelope is longer than its plaintext.</summary>
    public const int Overhead = 1 + Secp256k1PublicKey.CompressedSize + NonceSize + TagSize;

    private const byte Version = 0x01;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int KeySize = 32;
    private const int NonceOffset = 1 + Secp256k1PublicKey.CompressedSize;

    private static ReadOnlySpan<byte> Label => "LazAI.ECIES.v1.secp256k1.HKDF-SHA256.AES-256-GCM"u8;

    /// <summary>Encrypts to <paramref name="recipient"/> under a new ephemeral key.</summary>
    /// <param name="recipient">Who can decrypt.</param>
    /// <param name="plaintext">What is hidden.</param>
    /// <param name="associatedData">What is not hidden but must be the same on decryption; may be empty.</param>
    /// <param name="randomNumberGenerator">Source of the ephemeral key and the nonce.</param>
    public static byte[] Encrypt(
        Secp256k1PublicKey recipient,
        ReadOnlySpan<byte> plaintext,
        ReadOnlySpan<byte> associatedData,
        RandomNumberGenerator randomNumberGenerator)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        ArgumentNullException.ThrowIfNull(randomNumberGenerator);

        using var ephemeralKey = Secp256k1PrivateKey.Generate(randomNumberGenerator);
        Span<byte> nonce = stackalloc byte[NonceSize];
        randomNumberGenerator.GetBytes(nonce);

        var envelope = new byte[Overhead + plaintext.Length];
        envelope[0] = Version;
        ephemeralKey.PublicKey.WriteCompressed(envelope.AsSpan(1));
        nonce.CopyTo(envelope.AsSpan(NonceOffset));

        Span<byte> key = stackalloc byte[KeySize];
        DeriveKey(ephemeralKey, recipient, ephemeralKey.PublicKey, recipient, key);
        using var cipher = new AesGcm(key, TagSize);
        var body = envelope.AsSpan(NonceOffset + NonceSize);
        cipher.Encrypt(nonce, plaintext, body[..plaintext.Length], body[plaintext.Length..], associatedData);
        CryptographicOperations.ZeroMemory(key);
        return envelope;
    }

    /// <summary>Decrypts an envelope; false if it is not exactly what was encrypted to this key with this associated data.</summary>
    public static bool TryDecrypt(
        Secp256k1PrivateKey recipient,
        ReadOnlySpan<byte> envelope,
        ReadOnlySpan<byte> associatedData,
        [NotNullWhen(true)] out byte[]? plaintext)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        plaintext = null;
        if (envelope.Length < Overhead
            || envelope[0] != Version
            || !Secp256k1PublicKey.TryParse(envelope[1..NonceOffset], out var ephemeralKey))
        {
            return false;
        }

        Span<byte> key = stackalloc byte[KeySize];
        DeriveKey(recipient, ephemeralKey, ephemeralKey, recipient.PublicKey, key);
        using var cipher = new AesGcm(key, TagSize);
        CryptographicOperations.ZeroMemory(key);

        var body = envelope[(NonceOffset + NonceSize)..];
        var content = new byte[body.Length - TagSize];
        try
        {
            cipher.Decrypt(envelope.Slice(NonceOffset, NonceSize), body[..^TagSize], body[^TagSize..], content, associatedData);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        plaintext = content;
        return true;
    }

    private static void DeriveKey(
        Secp256k1PrivateKey own, Secp256k1PublicKey other, Secp256k1PublicKey ephemeral, Secp256k1PublicKey recipient, Span<byte> key)
    {
        Span<byte> secret = stackalloc byte[32];
        own.DeriveSharedSecret(other, secret);
        Span<byte> info = stackalloc byte[Label.Length + 2 * Secp256k1PublicKey.CompressedSize];
        Label.CopyTo(info);
        ephemeral.WriteCompressed(info[Label.Length..]);
        recipient.WriteCompressed(info[(Label.Length + Secp256k1PublicKey.CompressedSize)..]);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, salt: [], info);
        CryptographicOperations.ZeroMemory(secret);
    }
}
