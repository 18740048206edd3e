using System.Buffers.Binary;
using System.Numerics;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.R1cs.Files;

/// <summary>
/// What iden3's binary formats have in common: a name of four letters, a version, and sections with a type and a length. Numbers are
/// little-endian. Reading past the end gives zeros and is remembered, so that it need be asked for only once.
/// </summary>
internal ref struct SectionReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether something was read that is not there.</summary>
    public bool IsExhausted { get; private set; }

    public readonly int Remaining => _rest.Length;

    /// <summary>Finds the sections 1 to 3 as far as they are there; refuses others and doubled ones.</summary>
    /// <param name="sections">Room for each known type, from 1 on.</param>
    public static R1csFileRefusal ReadSections(ReadOnlySpan<byte> file, ReadOnlySpan<byte> name, uint version, Span<Range> sections)
    {
        var reader = new SectionReader(file);
        if (!reader.Bytes(name.Length).SequenceEqual(name))
        {
            return R1csFileRefusal.WrongFormat;
        }

        if (reader.UInt32() != version)
        {
            return reader.IsExhausted ? R1csFileRefusal.WrongLength : R1csFileRefusal.WrongVersion;
        }

        var count = reader.UInt32();
        uint seen = 0;
        for (uint i = 0; i < count && !reader.IsExhausted; i++)
        {
            var (type, length) = (reader.UInt32(), reader.UInt64());
            if (reader.IsExhausted || length > (ulong)reader.Remaining)
            {
                return R1csFileRefusal.WrongLength;
            }

            if (type < 1 || type > sections.Length || (seen & 1U << (int)type) != 0)
            {
                return R1csFileRefusal.UnexpectedSection;
            }

            seen |= 1U << (int)type;
            sections[(int)type - 1] = (file.Length - reader.Remaining)..(file.Length - reader.Remaining + (int)length);
            reader.Bytes((int)length);
        }

        return reader.IsExhausted || reader.Remaining > 0 ? R1csFileRefusal.WrongLength
            : BitOperations.PopCount(seen) < sections.Length ? R1csFileRefusal.MissingSection
            : R1csFileRefusal.None;
    }

    /// <summary>The size of an element and the modulus: whether they are those of BN254's scalar field.</summary>
    public bool IsScalarField() =>
        UInt32() == (uint)Fr.Size && new BigInteger(Bytes(Fr.Size), isUnsigned: true) == Fr.Modulus;

    public uint UInt32() => Bytes(sizeof(uint)) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;

    public ulong UInt64() => Bytes(sizeof(ulong)) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;

    /// <summary>An element below r.</summary>
    public bool TryElement(out Fr element)
    {
        Span<ulong> words = stackalloc ulong[Fr.Size / sizeof(ulong)];
        foreach (ref var word in words)
        {
            word = UInt64();
        }

        return Fr.TryFromWords(words, out element) && !IsExhausted;
    }

    private ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _rest.Length)
        {
            IsExhausted = true;
            _rest = [];
            return [];
        }

        var bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }
}
