using System.Buffers.Binary;
using System.Text;

namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>
/// The container of iden3's files (binfileutils): four letters, a version, how many sections; then of each its number, its length of 64 bits
/// and its content. All little-endian.
/// </summary>
internal readonly ref struct SectionFile
{
    private const int SectionsMaximum = 16;
    private const int HeaderLength = sizeof(uint) + sizeof(ulong);

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly (int Start, int Length)[] _places;

    private SectionFile(ReadOnlySpan<byte> bytes, (int Start, int Length)[] places)
    {
        _bytes = bytes;
        _places = places;
    }

    /// <summary>Finds the sections; those with numbers of 16 or more are passed over.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, string magic, uint version, out SectionFile file, out ProvingKeyRefusal refusal)
    {
        file = default;
        refusal = bytes.Length > ProvingKey.LengthMaximum ? ProvingKeyRefusal.TooLong
            : bytes.Length < HeaderLength ? ProvingKeyRefusal.WrongLength
            : Encoding.ASCII.GetString(bytes[..magic.Length]) != magic || BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != version
            ? ProvingKeyRefusal.WrongFormat
            : ProvingKeyRefusal.None;
        if (refusal != ProvingKeyRefusal.None)
        {
            return false;
        }

        var places = new (int Start, int Length)[SectionsMaximum];
        var position = HeaderLength;
        var count = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        for (var i = 0U; i < count; i++)
        {
            if (bytes.Length - position < HeaderLength)
            {
                refusal = ProvingKeyRefusal.WrongLength;
                return false;
            }

            var number = BinaryPrimitives.ReadUInt32LittleEndian(bytes[position..]);
            var length = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(position + sizeof(uint))..]);
            position += HeaderLength;
            if (length > (ulong)(bytes.Length - position))
            {
                refusal = ProvingKeyRefusal.WrongLength;
                return false;
            }

            if (number < SectionsMaximum)
            {
                if (places[(int)number].Start != 0)
                {
                    refusal = ProvingKeyRefusal.RepeatedSection;
                    return false;
                }

                places[(int)number] = (position, (int)length);
            }

            position += (int)length;
        }

        if (position != bytes.Length)
        {
            refusal = ProvingKeyRefusal.WrongLength;
            return false;
        }

        file = new(bytes, places);
        return true;
    }

    /// <summary>The content of a section, if it is there.</summary>
    public bool TryGet(int number, out ReadOnlySpan<byte> content)
    {
        var (start, length) = _places[number];
        content = start == 0 ? default : _bytes.Slice(start, length);
        return start != 0;
    }

    /// <summary>Writes a file: sections in the order given.</summary>
    public static byte[] Write(string magic, uint version, ReadOnlySpan<(int Number, byte[] Content)> sections)
    {
        var length = HeaderLength;
        foreach (var (_, content) in sections)
        {
            length = checked(length + HeaderLength + content.Length);
        }

        var bytes = GC.AllocateUninitializedArray<byte>(length);
        Encoding.ASCII.GetBytes(magic, bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), sections.Length);
        var rest = bytes.AsSpan(HeaderLength);
        foreach (var (number, content) in sections)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, number);
            BinaryPrimitives.WriteInt64LittleEndian(rest[sizeof(uint)..], content.Length);
            content.CopyTo(rest[HeaderLength..]);
            rest = rest[(HeaderLength + content.Length)..];
        }

        return bytes;
    }
}
