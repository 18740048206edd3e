using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace LazAI.Cryptography.HashToCurve;

/// <summary>
/// expand_message_xmd (RFC 9380, section 5.3.1): uniformly random bytes from a message, apart for each domain separation tag, by a
/// Merkle-Damgård hash. No heap allocation.
/// </summary>
public static class ExpandMessageXmd
{
    /// <summary>The most digests that one output is made of (section 5.3.1, step 2).</summary>
    public const int DigestsMaximum = 255;

    /// <summary>The longest message in bytes.</summary>
    public const int MessageSizeMaximum = 1 << 30;

    private const int DigestSizeMaximum = 64;
    private const int BlockSizeMaximum = 128;
    private const int TagSizeMaximum = 255;

    // What stands around the message: Z_pad before; the output's length, a zero and DST_prime behind it.
    private const int FrameSizeMaximum = BlockSizeMaximum + 3 + TagSizeMaximum + 1;
    private const int StackSizeMaximum = 1_024;

    // Section 5.3.3: a tag of more than 255 bytes is replaced by the hash of this prefix and the tag.
    private static ReadOnlySpan<byte> OversizeTagPrefix => "H2C-OVERSIZE-DST-"u8;

    /// <summary>Fills <paramref name="uniformBytes"/>; their number is part of what is hashed.</summary>
    /// <param name="hash">The hash function.</param>
    /// <param name="message">Anything, at most <see cref="MessageSizeMaximum"/> bytes.</param>
    /// <param name="domainSeparationTag">Names the protocol (section 3.1): at least one byte; more than 255 are hashed first.</param>
    /// <param name="uniformBytes">At most <see cref="DigestsMaximum"/> digests; none is allowed.</param>
    /// <exception cref="ArgumentException">A length is out of these bounds.</exception>
    [SkipLocalsInit]
    public static void Expand(
        XmdHash hash, ReadOnlySpan<byte> message, ReadOnlySpan<byte> domainSeparationTag, Span<byte> uniformBytes)
    {
        var (digestSize, blockSize) = hash switch
        {
            XmdHash.Sha256 => (SHA256.HashSizeInBytes, 64),
            XmdHash.Sha512 => (SHA512.HashSizeInBytes, BlockSizeMaximum),
            _ => throw new ArgumentOutOfRangeException(nameof(hash)),
        };
        if (uniformBytes.Length > DigestsMaximum * digestSize)
        {
            throw new ArgumentException($"At most {DigestsMaximum} digests can be made.", nameof(uniformBytes));
        }

        if (domainSeparationTag.IsEmpty || domainSeparationTag.Length > MessageSizeMaximum)
        {
            throw new ArgumentException("A tag has at least one byte.", nameof(domainSeparationTag));
        }

        if (message.Length > MessageSizeMaximum)
        {
            throw new ArgumentException("The message is too long.", nameof(message));
        }

        var longest = Math.Max(
            FrameSizeMaximum + message.Length,
            domainSeparationTag.Length > TagSizeMaximum ? OversizeTagPrefix.Length + domainSeparationTag.Length : 0);
        var rented = longest > StackSizeMaximum ? ArrayPool<byte>.Shared.Rent(longest) : null;
        Span<byte> buffer = rented ?? stackalloc byte[StackSizeMaximum];

        // DST_prime = DST || I2OSP(len(DST), 1)
        Span<byte> tag = stackalloc byte[TagSizeMaximum + 1];
        var tagSize = domainSeparationTag.Length;
        if (domainSeparationTag.Length > TagSizeMaximum)
        {
            OversizeTagPrefix.CopyTo(buffer);
            domainSeparationTag.CopyTo(buffer[OversizeTagPrefix.Length..]);
            HashData(hash, buffer[..(OversizeTagPrefix.Length + domainSeparationTag.Length)], tag);
            tagSize = digestSize;
        }
        else
        {
            domainSeparationTag.CopyTo(tag);
        }

        tag[tagSize] = (byte)tagSize;
        tag = tag[..(tagSize + 1)];

        // b_0 = H(Z_pad || msg || l_i_b_str || I2OSP(0, 1) || DST_prime)
        Span<byte> first = stackalloc byte[DigestSizeMaximum];
        first = first[..digestSize];
        buffer[..blockSize].Clear();
        message.CopyTo(buffer[blockSize..]);
        var behind = buffer[(blockSize + message.Length)..];
        BinaryPrimitives.WriteUInt16BigEndian(behind, (ushort)uniformBytes.Length);
        behind[2] = 0;
        tag.CopyTo(behind[3..]);
        HashData(hash, buffer[..(blockSize + message.Length + 3 + tag.Length)], first);

        // b_1 = H(b_0 || I2OSP(1, 1) || DST_prime), b_i = H((b_0 xor b_(i-1)) || I2OSP(i, 1) || DST_prime)
        Span<byte> digest = stackalloc byte[DigestSizeMaximum];
        digest = digest[..digestSize];
        digest.Clear();
        var input = buffer[..(digestSize + 1 + tag.Length)];
        tag.CopyTo(input[(digestSize + 1)..]);
        for (var i = 1; !uniformBytes.IsEmpty; i++)
        {
            for (var j = 0; j < digestSize; j++)
            {
                input[j] = (byte)(first[j] ^ digest[j]);
            }

            input[digestSize] = (byte)i;
            HashData(hash, input, digest);
            var taken = Math.Min(digestSize, uniformBytes.Length);
            digest[..taken].CopyTo(uniformBytes);
            uniformBytes = uniformBytes[taken..];
        }

        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static void HashData(XmdHash hash, ReadOnlySpan<byte> data, Span<byte> destination)
    {
        if (hash == XmdHash.Sha256)
        {
            SHA256.HashData(data, destination);
        }
        else
        {
            SHA512.HashData(data, destination);
        }
    }
}
