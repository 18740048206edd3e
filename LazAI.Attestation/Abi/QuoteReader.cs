using System.Buffers.Binary;

namespace LazAI.Attestation;

/// <summary>Reads little-endian fields off the front of a span; every read fails, and moves nothing, when too few bytes are left.</summary>
internal ref struct QuoteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly int Remaining => _rest.Length;

    public bool TrySkip(int length)
    {
        if (length > _rest.Length)
        {
            return false;
        }

        _rest = _rest[length..];
        return true;
    }

    public bool TryReadUInt16(out ushort value)
    {
        if (!BinaryPrimitives.TryReadUInt16LittleEndian(_rest, out value))
        {
            return false;
        }

        _rest = _rest[sizeof(ushort)..];
        return true;
    }

    public bool TryReadUInt32(out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32LittleEndian(_rest, out value))
        {
            return false;
        }

        _rest = _rest[sizeof(uint)..];
        return true;
    }
}
