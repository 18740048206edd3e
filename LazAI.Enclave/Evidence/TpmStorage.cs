namespace LazAI.Enclave.Evidence;

/// <summary>
/// Non-volatile memory of a TPM 2.0, by the few commands that are needed (TCG TPM 2.0 Library, Part 3, section 31), in the owner's name.
/// </summary>
public sealed class TpmStorage(ITpmChannel channel)
{
    private const uint DefineSpace = 0x12A;
    private const uint WriteData = 0x137;
    private const uint ReadData = 0x14E;
    private const uint ReadPublic = 0x169;
    private const uint Owner = 0x4000_0001;
    private const int Sha256 = 0x000B;

    /// <summary>TPMA_NV: read and written by the owner's or by the index's own authorization.</summary>
    private const uint Attributes = 0x0006_0006;

    /// <summary>What every TPM reads and writes at once at least.</summary>
    private const int ChunkLength = 512;

    private readonly TpmConnection _tpm = new(channel);

    /// <summary>The contents of an index; null when there is no such index.</summary>
    /// <exception cref="EvidenceSourceException">The TPM refused.</exception>
    public byte[]? TryRead(uint index)
    {
        if (_tpm.TrySend(ReadPublic, [index], isAuthorized: false, []) is not { } found)
        {
            return null;
        }

        var contents = new byte[LengthOf(found)];
        for (var offset = 0; offset < contents.Length;)
        {
            var length = Math.Min(ChunkLength, contents.Length - offset);
            var response = _tpm.Send(
                ReadData, [Owner, index], isAuthorized: true, [.. TpmConnection.BigEndian(length), .. TpmConnection.BigEndian(offset)]);
            var reader = new TpmReader(response);
            reader.UInt32();
            var chunk = reader.Sized();
            if (chunk.Length != length)
            {
                throw new EvidenceSourceException($"The TPM gave {chunk.Length} bytes of index {index:x8} where {length} were asked for.");
            }

            chunk.CopyTo(contents.AsSpan(offset));
            offset += length;
        }

        return contents;
    }

    /// <summary>Writes an index, which is made if it is not there, with as many bytes as the data have.</summary>
    /// <exception cref="EvidenceSourceException">The TPM refused.</exception>
    public void Write(uint index, ReadOnlySpan<byte> data)
    {
        if (_tpm.TrySend(ReadPublic, [index], isAuthorized: false, []) is null)
        {
            byte[] area =
            [
                .. TpmConnection.BigEndian(index), .. TpmConnection.BigEndian(Sha256), .. TpmConnection.BigEndian(Attributes),
                .. TpmConnection.BigEndian(0), .. TpmConnection.BigEndian(data.Length),
            ];
            _tpm.Send(
                DefineSpace, [Owner], isAuthorized: true, [.. TpmConnection.BigEndian(0), .. TpmConnection.BigEndian(area.Length), .. area]);
        }

        _tpm.Send(
            WriteData, [Owner, index], isAuthorized: true, [.. TpmConnection.BigEndian(data.Length), .. data, .. TpmConnection.BigEndian(0)]);
    }

    // TPM2B_NV_PUBLIC: size, index, name algorithm, attributes, policy, length of the data.
    private static int LengthOf(byte[] publicArea)
    {
        var reader = new TpmReader(publicArea);
        reader.Bytes(sizeof(ushort) + sizeof(uint) + sizeof(ushort) + sizeof(uint));
        reader.Sized();
        return reader.UInt16();
    }
}
