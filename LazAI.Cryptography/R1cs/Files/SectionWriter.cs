using System.Buffers.Binary;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.R1cs.Files;

/// <summary>Writes what <see cref="SectionReader"/> reads.</summary>
internal sealed class SectionWriter : IDisposable
{
    private readonly MemoryStream _bytes = new();
    private long _sectionStart;

    public SectionWriter(ReadOnlySpan<byte> name, uint version, uint sections)
    {
        _bytes.Write(name);
        UInt32(version);
        UInt32(sections);
    }

    public void BeginSection(uint type)
    {
        UInt32(type);
        UInt64(0);
        _sectionStart = _bytes.Position;
    }

    public void EndSection()
    {
        var end = _bytes.Position;
        _bytes.Position = _sectionStart - sizeof(ulong);
        UInt64((ulong)(end - _sectionStart));
        _bytes.Position = end;
    }

    public void UInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _bytes.Write(bytes);
    }

    public void UInt64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _bytes.Write(bytes);
    }

    /// <summary>The size of an element and the modulus.</summary>
    public void ScalarField()
    {
        UInt32((uint)Fr.Size);
        Span<byte> modulus = stackalloc byte[Fr.Size];
        Fr.Modulus.TryWriteBytes(modulus, out _, isUnsigned: true);
        _bytes.Write(modulus);
    }

    public void Element(in Fr element)
    {
        Span<ulong> words = stackalloc ulong[Fr.Size / sizeof(ulong)];
        element.ToWords(words);
        foreach (var word in words)
        {
            UInt64(word);
        }
    }

    public byte[] ToArray() => _bytes.ToArray();

    public void Dispose() => _bytes.Dispose();
}
