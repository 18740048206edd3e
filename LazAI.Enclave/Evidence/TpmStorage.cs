using System.Buffers.Binary;

namespace LazAI.Enclave.Evidence;

/// <summary>
/// Non-volatile memory of a TPM 2.0, by the few commands that are needed (TCG TPM 2.0 Library, Part 3, section 31), with the owner's empty
/// password as Azure leaves it.
/// </summary>
public sealed class TpmStorage(ITpmChannel channel)
{
    private const ushort NoSessions = 0x8001;
    private const ushort Sessions = 0x8002;
    private const uint DefineSpace = 0x12A;
    private const uint WriteData = 0x137;
    private const uint ReadData = 0x14E;
    private const uint ReadPublic = 0x169;
    private const uint Owner = 0x4000_0001;
    private const uint PasswordSession = 0x4000_0009;
    private const ushort Sha256 = 0x000B;

    /// <summary>TPMA_NV: read and written by the owner's or by the index's own authorization.</summary>
    private const uint Attributes = 0x0006_0006;

    /// <summary>TPM_RC_HANDLE for the first handle: there is no such index.</summary>
    private const uint NoSuchHandle = 0x18B;

    /// <summary>What every TPM reads and writes at once at least.</summary>
    private const int ChunkLength = 512;
    private const int HeaderLength = 10;

    /// <summary>The contents of an index; null when there is no such index.</summary>
    /// <exception cref="EvidenceSourceException">The TPM refused.</exception>
    public byte[]? TryRead(uint index)
    {
        var response = Send(NoSessions, ReadPublic, index, null, []);
        if (response is null)
        {
            return null;
        }

        // TPM2B_NV_PUBLIC: size, index, name algorithm, attributes, policy, size of the data.
        var policyLength = UInt16(response, 12);
        var contents = new byte[UInt16(response, 14 + policyLength)];
        for (var offset = 0; offset < contents.Length;)
        {
            var length = Math.Min(ChunkLength, contents.Length - offset);
            var chunk = Send(Sessions, ReadData, Owner, index, [.. BigEndian(length), .. BigEndian(offset)])
                ?? throw Refused(ReadData, NoSuchHandle);
            if (UInt16(chunk, 4) != length || chunk.Length < 6 + length)
            {
                throw new EvidenceSourceException($"The TPM gave {chunk.Length} bytes of index {index:x8} where {length} were asked for.");
            }

            chunk.AsSpan(6, length).CopyTo(contents.AsSpan(offset));
            offset += length;
        }

        return contents;
    }

    /// <summary>Writes an index, which is made if it is not there, with as many bytes as the data have.</summary>
    /// <exception cref="EvidenceSourceException">The TPM refused.</exception>
    public void Write(uint index, ReadOnlySpan<byte> data)
    {
        if (Send(NoSessions, ReadPublic, index, null, []) is null)
        {
            byte[] area = [.. BigEndian(index), .. BigEndian((int)Sha256), .. BigEndian(Attributes), .. BigEndian(0), .. BigEndian(data.Length)];
            Require(DefineSpace, Send(Sessions, DefineSpace, Owner, null, [.. BigEndian(0), .. BigEndian(area.Length), .. area]));
        }

        Require(WriteData, Send(Sessions, WriteData, Owner, index, [.. BigEndian(data.Length), .. data, .. BigEndian(0)]));
    }

    private static void Require(uint command, byte[]? response)
    {
        if (response is null)
        {
            throw Refused(command, NoSuchHandle);
        }
    }

    /// <summary>What follows the header of the response; null when there is no such index.</summary>
    private byte[]? Send(ushort tag, uint command, uint first, uint? second, ReadOnlySpan<byte> parameters)
    {
        byte[] handles = second is { } other ? [.. BigEndian(first), .. BigEndian(other)] : BigEndian(first);

        // One session: the password handle, an empty nonce, no attributes, an empty password.
        byte[] authorization = tag == Sessions ? [.. BigEndian(9u), .. BigEndian(PasswordSession), 0, 0, 0, 0, 0] : [];
        var size = HeaderLength + handles.Length + authorization.Length + parameters.Length;
        byte[] message = [.. BigEndian(tag), .. BigEndian((uint)size), .. BigEndian(command), .. handles, .. authorization, .. parameters];
        byte[] response;
        try
        {
            response = channel.Transmit(message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EvidenceSourceException(
                $"The TPM cannot be asked ({exception.Message}). It needs root, or membership of the group of {TpmDevice.DefaultDevice}.", exception);
        }

        if (response.Length < HeaderLength || BinaryPrimitives.ReadUInt32BigEndian(response.AsSpan(2)) != response.Length)
        {
            throw new EvidenceSourceException("The TPM gave a response of another length than it says.");
        }

        return BinaryPrimitives.ReadUInt32BigEndian(response.AsSpan(6)) switch
        {
            0 => response[HeaderLength..],
            NoSuchHandle => null,
            var code => throw Refused(command, code),
        };
    }

    private static EvidenceSourceException Refused(uint command, uint code) => new($"The TPM refused command {command:x} with {code:x}.");

    private static ushort UInt16(byte[] response, int offset) => response.Length >= offset + sizeof(ushort)
        ? BinaryPrimitives.ReadUInt16BigEndian(response.AsSpan(offset))
        : throw new EvidenceSourceException("The TPM gave a response that ends too early.");

    /// <summary>Two bytes.</summary>
    private static byte[] BigEndian(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] BigEndian(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
