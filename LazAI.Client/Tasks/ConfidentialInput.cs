using System.Security.Cryptography;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Workers;

namespace LazAI.Client;

/// <summary>
/// Inputs that only one session can read (PROTOCOL §4): an <see cref="Ecies"/> envelope to the session's encryption key, whose associated data
/// are session id and model id, 32 bytes each, so that nobody can present it for another model. The result is not encrypted.
/// </summary>
public static class ConfidentialInput
{
    /// <summary>Encrypts an input. Whether the session's evidence is good enough for it is for the caller to judge before.</summary>
    /// <exception cref="ArgumentException">The session's encryption key is none.</exception>
    public static byte[] Encrypt(ReadOnlySpan<byte> input, WorkerSession session, ModelId model, RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.EncryptionPublicKey.StartsWith("0x", StringComparison.Ordinal)
            && Keys.KeyFile.TryFromHex(session.EncryptionPublicKey[2..], out var bytes)
            && Secp256k1PublicKey.TryParse(bytes, out var recipient)
            ? Ecies.Encrypt(recipient, input, AssociatedData(session.Id, model), random)
            : throw new ArgumentException("The session's encryption key is not a compressed secp256k1 key in hexadecimal.", nameof(session));
    }

    /// <summary>Decrypts with the session's key; false for an envelope that is damaged, for another session or for another model.</summary>
    public static bool TryDecrypt(
        ReadOnlySpan<byte> envelope, SessionId session, ModelId model, Secp256k1PrivateKey encryptionKey, out byte[] input)
    {
        ArgumentNullException.ThrowIfNull(encryptionKey);
        var decrypted = Ecies.TryDecrypt(encryptionKey, envelope, AssociatedData(session, model), out var plaintext);
        input = decrypted ? plaintext! : [];
        return decrypted;
    }

    private static byte[] AssociatedData(SessionId session, ModelId model) => [.. session.Value.AsSpan(), .. model.Value.AsSpan()];
}
