using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LazAI.Cryptography;

/// <summary>Keccak-256 of many messages of one length: several at once where the machine has wide vectors.</summary>
internal static class KeccakBatch
{
    private const int BlockWords = Keccak256.Rate / sizeof(ulong);

    /// <summary>
    /// Digest of <paramref name="prefix"/>, which is shorter than a block, and a message, for messages of <paramref name="length"/> bytes that lie one
    /// behind the other. The digests may lie where the messages do: a digest where its message does, or further in front.
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
        const ulong LastBit = 0x80UL << 56;
        Span<TVector> state = stackalloc TVector[KeccakPermutation.Lanes];
        Span<TVector> absorbed = stackalloc TVector[BlockWords];
        Span<byte> filled = stackalloc byte[TLanes.Count * Keccak256.Rate];
        var blocks = ((prefix.Length + length) / Keccak256.Rate) + 1;
        var isLoaded = prefix.Length < sizeof(ulong) && length >= sizeof(ulong);

        // Half a vector of messages is still faster than one by one.
        var done = 0;
        while (digests.Length - done >= TLanes.Count / 2)
        {
            var count = Math.Min(TLanes.Count, digests.Length - done);
            var rows = messages.Slice(done * length, count * length);
            var carry = TLanes.Broadcast(isLoaded ? AsCarry(prefix) : 0);
            state.Clear();
            for (var b = 0; b < blocks; b++)
            {
                // The words of the last block that have no byte of the message but the last one of all are zero.
                var isLast = b == blocks - 1;
                var words = absorbed[..(isLast ? ((prefix.Length + length) % Keccak256.Rate / sizeof(ulong)) + 1 : BlockWords)];
                if (isLoaded && count == TLanes.Count)
                {
                    LoadBlock<TVector, TLanes>(rows, length, b * Keccak256.Rate, words);
                    carry = Shift<TVector, TLanes>(words, prefix.Length, carry);
                }
                else
                {
                    for (var lane = 0; lane < count; lane++)
                    {
                        var block = filled.Slice(lane * Keccak256.Rate, words.Length * sizeof(ulong));
                        FillBlock(block, prefix, rows.Slice(lane * length, length), b * Keccak256.Rate);
                    }

                    LoadWords<TVector, TLanes>(filled, Keccak256.Rate, words);
                }

                for (var word = 0; word < words.Length; word++)
                {
                    state[word] = TLanes.Xor(state[word], words[word]);
                }

                if (isLast)
                {
                    state[BlockWords - 1] = TLanes.Xor(state[BlockWords - 1], TLanes.Broadcast(LastBit));
                }

                KeccakLanePermutation<TVector, TLanes>.Permute(state);
            }

            StoreDigests<TVector, TLanes>(state, digests.Slice(done, count));
            done += count;
        }

        return done;
    }

    /// <summary>
    /// The words of the messages from <paramref name="offset"/> on, and behind them the first bit of the padding (pad10*1); as if there were no prefix.
    /// </summary>
    private static void LoadBlock<TVector, TLanes>(ReadOnlySpan<byte> rows, int length, int offset, Span<TVector> words)
        where TVector : unmanaged
        where TLanes : struct, IKeccakLanes<TVector>
    {
        var whole = Math.Clamp((length - offset) / sizeof(ulong), 0, words.Length);
        if (whole > 0)
        {
            LoadWords<TVector, TLanes>(rows[offset..], length, words[..whole]);
        }

        if (whole == words.Length)
        {
            return;
        }

        // The message's last bytes are the upper ones of its last eight. They may have been in the block before.
        words[whole..].Clear();
        var rest = length - offset - (whole * sizeof(ulong));
        if (rest > 0)
        {
            LoadWords<TVector, TLanes>(rows[(length - sizeof(ulong))..], length, words.Slice(whole, 1));
            words[whole] = TLanes.ShiftRight(words[whole], 8 * (sizeof(ulong) - rest));
        }

        if (rest >= 0)
        {
            words[whole] = TLanes.Xor(words[whole], TLanes.Broadcast(1UL << (8 * rest)));
        }
    }

    /// <summary>Moves the bytes of all words up, so that a prefix fits in front. Takes and returns the word before the first and the one that was the last.</summary>
    private static TVector Shift<TVector, TLanes>(Span<TVector> words, int bytes, TVector carry)
        where TVector : unmanaged
        where TLanes : struct, IKeccakLanes<TVector>
    {
        if (bytes == 0)
        {
            return carry;
        }

        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            words[i] = TLanes.ShiftLeft(word, carry, 8 * bytes);
            carry = word;
        }

        return carry;
    }

    /// <summary>A prefix as the word that it would be the end of.</summary>
    private static ulong AsCarry(ReadOnlySpan<byte> prefix)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        word.Clear();
        prefix.CopyTo(word[(sizeof(ulong) - prefix.Length)..]);
        return BinaryPrimitives.ReadUInt64LittleEndian(word);
    }

    /// <summary>The first words of as many rows as there are lanes. Vectors are only known on little-endian machines.</summary>
    private static void LoadWords<TVector, TLanes>(ReadOnlySpan<byte> rows, int stride, Span<TVector> words)
        where TVector : unmanaged
        where TLanes : struct, IKeccakLanes<TVector>
    {
        rows = rows[..(((TLanes.Count - 1) * stride) + (words.Length * sizeof(ulong)))];
        ref var first = ref MemoryMarshal.GetReference(rows);
        var word = 0;
        for (; words.Length - word >= TLanes.Count; word += TLanes.Count)
        {
            TLanes.Transpose(ref Unsafe.Add(ref first, word * sizeof(ulong)), stride, ref words[word]);
        }

        for (; word < words.Length; word++)
        {
            words[word] = TLanes.Gather(ref Unsafe.Add(ref first, word * sizeof(ulong)), stride);
        }
    }

    private static void StoreDigests<TVector, TLanes>(ReadOnlySpan<TVector> state, Span<Bytes32> digests)
        where TVector : unmanaged
        where TLanes : struct, IKeccakLanes<TVector>
    {
        var words = MemoryMarshal.Cast<TVector, ulong>(state);
        var stored = MemoryMarshal.Cast<Bytes32, ulong>(digests);
        for (var lane = 0; stored.Length >= 4; lane++)
        {
            stored[3] = words[(3 * TLanes.Count) + lane];
            stored[2] = words[(2 * TLanes.Count) + lane];
            stored[1] = words[TLanes.Count + lane];
            stored[0] = words[lane];
            stored = stored[4..];
        }
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
