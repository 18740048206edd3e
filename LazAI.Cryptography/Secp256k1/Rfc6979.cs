using System.Security.Cryptography;

namespace LazAI.Cryptography.Secp256k1;

/// <summary>
/// The deterministic nonces of RFC 6979, section 3.2, with HMAC-SHA256: candidates in [1, n-1], one after the other. Additional
/// data goes behind the digest as in section 3.6.
/// </summary>
internal ref struct Rfc6979
{
    private readonly Span<byte> _key;
    private readonly Span<byte> _value;
    private bool _started;

    /// <summary>Scratch memory that the caller provides and clears: it holds secrets.</summary>
    public const int ScratchSize = 64;

    /// <param name="scratch">At least <see cref="ScratchSize"/> bytes.</param>
    /// <param name="privateKey">The key, 32 bytes (int2octets).</param>
    /// <param name="digest">The digest reduced modulo n, 32 bytes (bits2octets).</param>
    /// <param name="additionalData">Empty, or data to make the nonce depend on.</param>
    public Rfc6979(Span<byte> scratch, ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> additionalData)
    {
        _key = scratch[..32];
        _value = scratch.Slice(32, 32);
        _key.Clear();
        _value.Fill(1);

        Span<byte> message = stackalloc byte[97 + additionalData.Length];
        privateKey.CopyTo(message[33..]);
        digest.CopyTo(message[65..]);
        additionalData.CopyTo(message[97..]);
        for (byte round = 0; round <= 1; round++)
        {
            _value.CopyTo(message);
            message[32] = round;
            HMACSHA256.HashData(_key, message, _key);
            HMACSHA256.HashData(_key, _value, _value);
        }

        CryptographicOperations.ZeroMemory(message);
    }

    /// <summary>The next candidate.</summary>
    public Scalar Next()
    {
        Span<byte> message = stackalloc byte[33];
        Scalar candidate;
        do
        {
            if (_started)
            {
                _value.CopyTo(message);
                message[32] = 0;
                HMACSHA256.HashData(_key, message, _key);
                HMACSHA256.HashData(_key, _value, _value);
            }

            _started = true;
            HMACSHA256.HashData(_key, _value, _value);
        }
        while (!Scalar.TryRead(_value, out candidate) || candidate.IsZero);

        CryptographicOperations.ZeroMemory(message);
        return candidate;
    }
}
