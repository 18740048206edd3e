using System.Buffers.Binary;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// Binds evidence to a worker's session: bytes 0 to 31 of the report data are
/// <c>Keccak256("LazAI.session.v1" ‖ worker ‖ signing key ‖ encryption key ‖ nonce ‖ timestamp)</c>, the rest is zero.
/// Every part has a fixed length, so no two sessions hash the same message.
/// </summary>
public static class SessionBinding
{
    /// <summary>The length of a compressed secp256k1 key in bytes (SEC 1, 2.3.3).</summary>
    public const int CompressedKeyLength = 33;

    /// <summary>The binding of one session; false unless both keys are 33 bytes led by 02 or 03.</summary>
    /// <param name="worker">The worker's account.</param>
    /// <param name="signingKey">The enclave's signing key, compressed.</param>
    /// <param name="encryptionKey">The enclave's encryption key, compressed.</param>
    /// <param name="nonce">The service's challenge.</param>
    /// <param name="timestampSeconds">The challenge's time in seconds since 1970-01-01 UTC, hashed as eight bytes big-endian.</param>
    /// <param name="binding">What the evidence must be bound to.</param>
    public static bool TryCreate(
        in Address worker,
        ReadOnlySpan<byte> signingKey,
        ReadOnlySpan<byte> encryptionKey,
        in Bytes32 nonce,
        ulong timestampSeconds,
        out EvidenceBinding binding)
    {
        binding = default;
        if (!IsCompressedKey(signingKey) || !IsCompressedKey(encryptionKey))
        {
            return false;
        }

        Span<byte> timestamp = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(timestamp, timestampSeconds);
        var hasher = new Keccak256Hasher();
        hasher.Append("LazAI.session.v1"u8);
        hasher.Append(worker);
        hasher.Append(signingKey);
        hasher.Append(encryptionKey);
        hasher.Append(nonce);
        hasher.Append(timestamp);
        binding = new EvidenceBinding(new ReportData(hasher.Finish().AsSpan()), timestampSeconds);
        return true;
    }

    // Whether the abscissa lies on the curve is asked by whoever uses the key; here only the message's shape matters.
    private static bool IsCompressedKey(ReadOnlySpan<byte> key) => key.Length == CompressedKeyLength && (key[0] is 0x02 or 0x03);
}
