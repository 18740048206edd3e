using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LazAI.Cryptography;

/// <summary>Keccak-256 of many messages of one length: several at once where the machine has wide vectors.</summary>
internal static class KeccakBatch
{
    /// <summary>
    /// Digest of <paramref name="prefix"/>, which is shorter than a block, and a message, for messages of <paramref name="length"/> bytes that lie one behind the other. The
    /// digests may lie where the messages do: a digest where its message does, or further in front.
    /// </summary>
    public static void HashEach(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> messages, int length, Span<Bytes32> digests)
    {
        var done = KeccakLanes512.IsSupported ? HashEach<Vector512<ulong>, KeccakLanes512>(prefix, messages, length, digests)
            : KeccakLanes256.IsSupported ? HashEach<Vector256<ulong>, KeccakLanes256>(prefix, messages, length, digests)
            : 0;
        for (; done < digests.Length; done++)
        {
            var hasher = new Keccak256Hasher();
            hasher.Append(prefix);
            hasher.Append(messages.Slice(done * length, length));
            digests[done] = hasher.Finish();
        }
    }

    /// <summary>As many as fill vectors well enough; returns their number.</summary>
    [SkipLocalsInit]
    internal static int HashEach<TVector, TLanes>(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> messages, int length, Span<Bytes32> digests)
        where TVector : unmanaged
        where TLanes : struct, IKeccakLanes<TVector>
    {
        const int Words = Keccak256.Rate / sizeof(ulong);
        const ulong LastBit = 0x80UL << 56;
        Span<ulong> block = stackalloc ulong[Words];
        Span<TVector> state = stackalloc TVector[KeccakPermutation.Lanes];
        Span<ulong> stateWords = MemoryMarshal.Cast<TVector, ulong>(state);
        Span<TVector> absorbed = stackalloc TVector[Words];
        Span<ulong> absorbedWords = MemoryMarshal.Cast<TVector, ulong>(absorbed);
        var blocks = ((prefix.Length + length) / Keccak256.Rate) + 1;

        // Half a vector of messages is still faster than one by one.
        var done = 0;
        while (digests.Length - done >= TLanes.Count / 2)
        {
            var count = Math.Min(TLanes.Count, digests.Length - done);
            state.Clear();
            absorbedWords.Clear();
            for (var b = 0; b < blocks; b++)
            {
                // The words of the last block that have no byte of the message but the last one of all are zero.
                var isLast = b == blocks - 1;
                var words = isLast ? ((prefix.Length + length) % Keccak256.Rate / sizeof(ulong)) + 1 : Words;
                for (var lane = 0; lane < count; lane++)
                {
                    FillBlock(
                        MemoryMarshal.AsBytes(block[..words]), prefix, messages.Slice((done + lane) * length, length), b * Keccak256.Rate);
                    for (var word = 0; word < words; word++)
                    {
                        absorbedWords[(word * TLanes.Count) + lane] =
                            BitConverter.IsLittleEndian ? block[word] : BinaryPrimitives.ReverseEndianness(block[word]);
                    }
                }

                for (var word = 0; word < words; word++)
                {
                    state[word] = TLanes.Xor(state[word], absorbed[word]);
                }

                if (isLast)
                {
                    state[Words - 1] = TLanes.Xor(state[Words - 1], TLanes.Broadcast(LastBit));
                }

                KeccakLanePermutation<TVector, TLanes>.Permute(state);
            }

            for (var lane = 0; lane < count; lane++)
            {
                var digest = MemoryMarshal.AsBytes(digests.Slice(done + lane, 1));
                for (var word = 0; word < Keccak256.HashSize / sizeof(ulong); word++)
                {
                    BinaryPrimitives.WriteUInt64LittleEndian(digest[(8 * word)..], stateWords[(word * TLanes.Count) + lane]);
                }
            }

            done += count;
        }

        return done;
    }

    /// <summary>The bytes from <paramref name="offset"/> on of prefix, message and the first bit of the padding (pad10*1) as one string.</summary>
    private static void FillBlock(Span<byte> block, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> message, int offset)
    {
        var filled = 0;
        if (offset < prefix.Length)
        {
            prefix[offset..].CopyTo(block);
            filled = prefix.Length - offset;
        }

        var rest = message[(offset + filled - prefix.Length)..];
        if (rest.Length >= block.Length - filled)
        {
            rest[..(block.Length - filled)].CopyTo(block[filled..]);
            return;
        }

        rest.CopyTo(block[filled..]);
        block[(filled + rest.Length)..].Clear();
        block[filled + rest.Length] = 0x01;
    }
}
