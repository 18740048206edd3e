using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace LazAI.Simulation.Kernel;

/// <summary>The one source of chance: xoshiro256** (Blackman and Vigna), seeded by SplitMix64. The same on every platform, for ever.</summary>
public sealed class SeededRandom
{
    private readonly ulong[] _state = new ulong[4];

    public SeededRandom(ulong seed)
    {
        for (var i = 0; i < _state.Length; i++)
        {
            seed += 0x9E3779B97F4A7C15;
            var z = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            _state[i] = z ^ (z >> 31);
        }
    }

    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_state[1] * 5, 7) * 9;
        var t = _state[1] << 17;
        _state[2] ^= _state[0];
        _state[3] ^= _state[1];
        _state[1] ^= _state[2];
        _state[0] ^= _state[3];
        _state[2] ^= t;
        _state[3] = BitOperations.RotateLeft(_state[3], 45);
        return result;
    }

    /// <summary>From 0 to below <paramref name="limit"/>.</summary>
    public int Next(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>From <paramref name="minimum"/> to <paramref name="maximum"/>, both included.</summary>
    public int Between(int minimum, int maximum) => minimum + Next(maximum - minimum + 1);

    /// <summary>True with a probability in millionths: whole numbers, so that no platform rounds differently.</summary>
    public bool Chance(int millionths) => millionths > 0 && Next(1_000_000) < millionths;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Next(choices.Count)];

    public byte[] NextBytes(int count)
    {
        var bytes = new byte[count];
        Fill(bytes);
        return bytes;
    }

    public void Fill(Span<byte> bytes)
    {
        Span<byte> word = stackalloc byte[8];
        for (; bytes.Length > 0; bytes = bytes[Math.Min(8, bytes.Length)..])
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, Next());
            word[..Math.Min(8, bytes.Length)].CopyTo(bytes);
        }
    }

    /// <summary>The same source for code that asks for secrets.</summary>
    public RandomNumberGenerator AsGenerator() => new Generator(this);

    private sealed class Generator(SeededRandom random) : RandomNumberGenerator
    {
        public override void GetBytes(byte[] data) => random.Fill(data);

        public override void GetBytes(Span<byte> data) => random.Fill(data);
    }
}
