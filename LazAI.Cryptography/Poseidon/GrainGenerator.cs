using System.Buffers.Binary;
using LazAI.Cryptography.Fields;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Poseidon;

/// <summary>
/// The generator of Poseidon's constants: a Grain LFSR of 80 bits in self-shrinking mode (Grassi, Khovratovich, Rechberger, Roy and
/// Schofnegger, "Poseidon", USENIX Security 2021, appendix E). Seeded by the parameters, so that nobody can choose constants.
/// </summary>
internal struct GrainGenerator
{
    private const int StateBits = 80;
    private const int DiscardedClocks = 160;

    // The highest tap is 62, so 80 - 62 = 18 clocks could be made at once; 16 keeps pairs together.
    private const int StepBits = 16;

    private const int FieldBits = 254;

    // The state, oldest bit lowest.
    private UInt128 _state;

    // Bits that are generated and not yet used, the next one highest.
    private ulong _bits;
    private int _count;

    /// <param name="width">t, the number of words of the state.</param>
    /// <param name="fullRounds">R_F.</param>
    /// <param name="partialRounds">R_P.</param>
    public GrainGenerator(int width, int fullRounds, int partialRounds)
    {
        // Prime field, S-box x^α, bits of the modulus, t, R_F, R_P and thirty ones, each with its highest bit first.
        var seed = Append(default, 1, 2);
        seed = Append(seed, 0, 4);
        seed = Append(seed, FieldBits, 12);
        seed = Append(seed, width, 12);
        seed = Append(seed, fullRounds, 10);
        seed = Append(seed, partialRounds, 10);
        seed = Append(seed, (1 << 30) - 1, 30);
        for (var i = 0; i < StateBits; i++)
        {
            _state |= (seed >> i & 1) << (StateBits - 1 - i);
        }

        for (var i = 0; i < DiscardedClocks; i += StepBits)
        {
            Step();
        }
    }

    /// <summary>The next number of 254 bits that is below the modulus; others are passed over.</summary>
    public Fr NextElement()
    {
        Span<byte> number = stackalloc byte[Fr.Size];
        Fr value;
        do
        {
            NextNumber(number);
        }
        while (!Fr.TryRead(number, out value));

        return value;
    }

    /// <summary>The next number of 254 bits, modulo the modulus.</summary>
    public Fr NextElementReduced()
    {
        Span<byte> number = stackalloc byte[Fr.Size];
        NextNumber(number);
        return PrimeField<Fr>.Reduce(number);
    }

    private static UInt128 Append(UInt128 bits, int value, int count) => bits << count | (uint)value;

    private void NextNumber(Span<byte> bigEndian)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bigEndian, NextBits(FieldBits - 3 * 64));
        for (var i = 8; i < Fr.Size; i += 8)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bigEndian[i..], NextBits(64));
        }
    }

    private ulong NextBits(int count)
    {
        ulong result = 0;
        while (count > 0)
        {
            while (_count == 0)
            {
                Shrink(Step());
            }

            var taken = Math.Min(count, _count);
            _count -= taken;
            result = result << taken | _bits >> _count & (1UL << taken) - 1;
            count -= taken;
        }

        return result;
    }

    // Of each pair of bits, the second is used if the first is one.
    private void Shrink(ulong clocks)
    {
        for (var i = 0; i < StepBits; i += 2)
        {
            var used = (int)(clocks >> i) & 1;
            _bits = _bits << used | clocks >> (i + 1) & (ulong)used;
            _count += used;
        }
    }

    // Sixteen clocks at once: b(i+80) = b(i+62) + b(i+51) + b(i+38) + b(i+23) + b(i+13) + b(i).
    private ulong Step()
    {
        var low = (ulong)_state;
        var clocks = (low ^ low >> 13 ^ low >> 23 ^ low >> 38 ^ (ulong)(_state >> 51) ^ (ulong)(_state >> 62)) & ((1 << StepBits) - 1);
        _state = _state >> StepBits | (UInt128)clocks << (StateBits - StepBits);
        return clocks;
    }
}
