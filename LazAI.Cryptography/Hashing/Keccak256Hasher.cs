using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace LazAI.Cryptography;

/// <summary>Keccak-256 over data that arrives in pieces; lives on the stack. One value hashes one message.</summary>
public ref struct Keccak256Hasher
{
    private State _state;
    private int _position;

    /// <summary>Starts an empty message.</summary>
    public Keccak256Hasher()
    {
    }

    /// <summary>Adds <paramref name="data"/> to the message.</summary>
    public void Append(scoped ReadOnlySpan<byte> data)
    {
        Span<ulong> state = _state;

        // Single bytes up to the next lane, then whole blocks and whole lanes straight into the state, then the tail.
        while ((_position & 7) != 0 && !data.IsEmpty)
        {
            Append(data[0]);
            data = data[1..];
        }

        while (data.Length >= Keccak256.Rate - _position)
        {
            var free = Keccak256.Rate - _position;
            KeccakPermutation.XorBlock(state[(_position >> 3)..], data[..free]);
            KeccakPermutation.Permute(state);
            _position = 0;
            data = data[free..];
        }

        var lanes = data.Length & ~7;
        KeccakPermutation.XorBlock(state[(_position >> 3)..], data[..lanes]);
        _position += lanes;
        data = data[lanes..];
        foreach (var value in data)
        {
            Append(value);
        }
    }

    /// <summary>Adds one byte to the message.</summary>
    public void Append(byte value)
    {
        _state[_position >> 3] ^= (ulong)value << ((_position & 7) << 3);
        if (++_position == Keccak256.Rate)
        {
            KeccakPermutation.Permute(_state);
            _position = 0;
        }
    }

    /// <summary>Adds 32 bytes to the message.</summary>
    public void Append(in Bytes32 value) => Append(value.AsSpan());

    /// <summary>Adds 20 bytes to the message.</summary>
    public void Append(in Address value) => Append(value.AsSpan());

    /// <summary>The digest of all that was appended. The hasher is spent afterwards.</summary>
    public Bytes32 Finish()
    {
        Span<byte> digest = stackalloc byte[Keccak256.HashSize];
        Finish(digest);
        return new Bytes32(digest);
    }

    /// <summary>Writes the digest into the first 32 bytes of <paramref name="destination"/>. The hasher is spent afterwards.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than 32 bytes.</exception>
    public void Finish(scoped Span<byte> destination)
    {
        if (destination.Length < Keccak256.HashSize)
        {
            throw new ArgumentException("A Keccak-256 digest takes 32 bytes.", nameof(destination));
        }

        Span<ulong> state = _state;

        // pad10*1: with a single byte left in the block both bits meet in it (0x81).
        state[_position >> 3] ^= 0x01UL << ((_position & 7) << 3);
        state[(Keccak256.Rate >> 3) - 1] ^= 0x80UL << 56;
        KeccakPermutation.Permute(state);
        for (var i = 0; i < 4; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination[(8 * i)..], state[i]);
        }
    }

    [InlineArray(KeccakPermutation.Lanes)]
    private struct State
    {
        private ulong _lane;
    }
}
