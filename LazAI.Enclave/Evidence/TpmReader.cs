using System.Buffers.Binary;

namespace LazAI.Enclave.Evidence;

/// <summary>Reads a TPM's response from its start: numbers are big-endian, and nothing is read beyond the end.</summary>
internal ref struct TpmReader(ReadOnlySpan<byte> response)
{
    private ReadOnlySpan<byte> _rest = response;

    public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Bytes(sizeof(ushort)));

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Bytes(sizeof(uint)));

    /// <summary>A TPM2B: two bytes of length, and as many bytes.</summary>
    public ReadOnlySpan<byte> Sized() => Bytes(UInt16());

    /// <exception cref="EvidenceSourceException">There are not so many.</exception>
    public ReadOnlySpan<byte> Bytes(int length)
    {
        if (length > _rest.Length)
        {
            throw new EvidenceSourceException("The TPM gave a response that ends too early.");
        }

        var bytes = _rest[..length];
        _rest = _rest[length..];
        return bytes;
    }
}
