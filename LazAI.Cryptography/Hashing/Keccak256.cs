using System.Runtime.CompilerServices;

namespace LazAI.Cryptography;

/// <summary>
/// Keccak-256 as Ethereum uses it: the Keccak team's original padding (0x01 … 0x80), which is not FIPS 202's SHA3-256.
/// </summary>
public static class Keccak256
{
    /// <summary>Bytes in a digest.</summary>
    public const int HashSize = 32;

    /// <summary>Bytes absorbed between two permutations.</summary>
    internal const int Rate = 136;

    /// <summary>The digest of <paramref name="data"/>.</summary>
    public static Bytes32 Hash(ReadOnlySpan<byte> data)
    {
        Span<byte> digest = stackalloc byte[HashSize];
        Hash(data, digest);
        return new Bytes32(digest);
    }

    /// <summary>Writes the digest of <paramref name="data"/> into the first 32 bytes of <paramref name="destination"/>.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than 32 bytes.</exception>
    [SkipLocalsInit]
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        var hasher = new Keccak256Hasher();
        hasher.Append(data);
        hasher.Finish(destination);
    }

    /// <summary>
    /// The digest of each of several messages of <paramref name="length"/> bytes, which lie one behind the other; faster than one by one.
    /// </summary>
    /// <exception cref="ArgumentException">The bytes are not a message for each digest.</exception>
    public static void HashEach(ReadOnlySpan<byte> messages, int length, Span<Bytes32> digests)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (messages.Length != (long)length * digests.Length)
        {
            throw new ArgumentException($"{messages.Length} bytes are not {digests.Length} messages of {length}.", nameof(messages));
        }

        KeccakBatch.HashEach([], messages, length, digests);
    }
}
