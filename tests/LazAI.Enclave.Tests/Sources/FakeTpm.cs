using System.Buffers.Binary;
using LazAI.Enclave.Evidence;

namespace LazAI.Enclave.Tests.Sources;

/// <summary>A vTPM of Azure, as far as its NV memory: answers in the bytes that a TPM 2.0 does, and refuses what is not well-formed.</summary>
internal sealed class FakeTpm : ITpmChannel
{
    private const uint Owner = 0x4000_0001;

    public Dictionary<uint, byte[]> Indices { get; } = [];

    public List<uint> Commands { get; } = [];

    /// <summary>Called after each write.</summary>
    public Action? OnWrite { get; set; }

    /// <summary>Refuses everything with this code.</summary>
    public uint Refusal { get; set; }

    /// <summary>The nonce of the last quote.</summary>
    public byte[] Nonce { get; private set; } = [];

    /// <summary>So many times a register is extended between reading and quoting.</summary>
    public int Extensions { get; set; }

    /// <summary>The quote of these registers for a nonce; where null, the one that was recorded.</summary>
    public Func<byte[], byte[][], (byte[] Message, byte[] Signature)>? Attest { get; set; }

    /// <summary>The registers.</summary>
    public Func<byte[][]> Pcrs { get; set; } = () => Recorded.AzureTpmQuote().Pcrs;

    /// <summary>Cuts every response to this length, with a header that agrees.</summary>
    public int? CutTo { get; set; }

    public byte[] Transmit(ReadOnlySpan<byte> command)
    {
        var response = Answer(command);
        if (CutTo is { } length && length < response.Length)
        {
            response = response[..length];
            if (length >= 6)
            {
                BinaryPrimitives.WriteInt32BigEndian(response.AsSpan(2), length);
            }
        }

        return response;
    }

    private byte[] Answer(ReadOnlySpan<byte> command)
    {
        var tag = BinaryPrimitives.ReadUInt16BigEndian(command);
        Assert.Equal(command.Length, BinaryPrimitives.ReadInt32BigEndian(command[2..]));
        var code = UInt32(command, 6);
        Commands.Add(code);
        if (Refusal != 0)
        {
            return Response(0x8001, Refusal, []);
        }

        if (code == 0x169)
        {
            Assert.Equal(0x8001, tag);
            return Indices.TryGetValue(UInt32(command, 10), out var found) ? Public(UInt32(command, 10), found.Length) : Response(0x8001, 0x18B, []);
        }

        if (code == 0x17E)
        {
            Assert.Equal(0x8001, tag);
            return ShowPcrs(command[10..]);
        }

        Assert.Equal(0x8002, tag);
        if (code == 0x158)
        {
            Assert.Equal(0x8100_0003u, UInt32(command, 10));
            Assert.Equal([0, 0, 0, 9, 0x40, 0, 0, 9, 0, 0, 0, 0, 0], command.Slice(14, 13).ToArray());
            return Quote(command[27..]);
        }

        Assert.Equal(Owner, UInt32(command, 10));
        var authorization = code == 0x12A ? 14 : 18;
        Assert.Equal([0, 0, 0, 9, 0x40, 0, 0, 9, 0, 0, 0, 0, 0], command.Slice(authorization, 13).ToArray());
        var parameters = command[(authorization + 13)..];
        return code switch
        {
            0x12A => Define(parameters),
            0x137 => Write(UInt32(command, 14), parameters),
            0x14E => Read(UInt32(command, 14), parameters),
            _ => Response(0x8001, 0x143, []),
        };
    }

    private byte[] Define(ReadOnlySpan<byte> parameters)
    {
        Assert.Equal(18, parameters.Length);
        Assert.Equal([0, 0, 0, 14], parameters[..4].ToArray());
        Assert.Equal([0, 11, 0, 6, 0, 6, 0, 0], parameters[8..16].ToArray());
        Indices.Add(UInt32(parameters, 4), new byte[UInt16(parameters, 16)]);
        return Response(0x8002, 0, [0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    private byte[] Write(uint index, ReadOnlySpan<byte> parameters)
    {
        var length = UInt16(parameters, 0);
        Assert.Equal(2 + length + 2, parameters.Length);
        parameters.Slice(2, length).CopyTo(Indices[index].AsSpan(UInt16(parameters, 2 + length)));
        OnWrite?.Invoke();
        return Response(0x8002, 0, [0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    private byte[] Read(uint index, ReadOnlySpan<byte> parameters)
    {
        var (length, offset) = (UInt16(parameters, 0), UInt16(parameters, 2));
        Assert.InRange(length, 1, 1024);
        byte[] data = [(byte)(length >> 8), (byte)length, .. Indices[index].AsSpan(offset, length)];
        return Response(0x8002, 0, [0, 0, (byte)(data.Length >> 8), (byte)data.Length, .. data, 0, 0, 0, 0, 0]);
    }

    // Eight at a time, as TPMs do; the answer says which.
    private byte[] ShowPcrs(ReadOnlySpan<byte> selection)
    {
        Assert.Equal([0, 0, 0, 1, 0, 11, 3], selection[..7].ToArray());
        var wanted = selection[7] | (selection[8] << 8) | (selection[9] << 16);
        int[] shown = [.. Enumerable.Range(0, 24).Where(pcr => (wanted >> pcr & 1) != 0).Take(8)];
        var bits = shown.Sum(pcr => 1 << pcr);
        var pcrs = Pcrs();
        if (Extensions > 0 && shown.Contains(0))
        {
            Extensions--;
            pcrs[0][0] ^= 1;
        }

        return Response(
            0x8001,
            0,
            [
                0, 0, 0, 7, 0, 0, 0, 1, 0, 11, 3, (byte)bits, (byte)(bits >> 8), (byte)(bits >> 16), 0, 0, 0, (byte)shown.Length,
                .. shown.SelectMany(pcr => (byte[])[0, 32, .. pcrs[pcr]]),
            ]);
    }

    private byte[] Quote(ReadOnlySpan<byte> parameters)
    {
        var length = UInt16(parameters, 0);
        Nonce = parameters.Slice(2, length).ToArray();
        Assert.Equal([0, 16, 0, 0, 0, 1, 0, 11, 3, 255, 255, 255], parameters[(2 + length)..].ToArray());
        var (message, signature) = Attest?.Invoke(Nonce, Pcrs()) ?? (Recorded.AzureTpmQuote().Message, Recorded.AzureTpmQuote().Signature);
        byte[] body = [0, (byte)message.Length, .. message, 0, 20, 0, 11, 1, 0, .. signature];
        return Response(0x8002, 0, [0, 0, (byte)(body.Length >> 8), (byte)body.Length, .. body, 0, 0, 0, 0, 0]);
    }

    // TPM2B_NV_PUBLIC, then TPM2B_NAME.
    private static byte[] Public(uint index, int length) => Response(
        0x8001,
        0,
        [
            0, 14, (byte)(index >> 24), (byte)(index >> 16), (byte)(index >> 8), (byte)index, 0, 11, 0, 6, 0, 6, 0, 0, (byte)(length >> 8), (byte)length,
            0, 34, 0, 11, .. new byte[32],
        ]);

    private static byte[] Response(ushort tag, uint code, byte[] body)
    {
        var response = new byte[10 + body.Length];
        BinaryPrimitives.WriteUInt16BigEndian(response, tag);
        BinaryPrimitives.WriteInt32BigEndian(response.AsSpan(2), response.Length);
        BinaryPrimitives.WriteUInt32BigEndian(response.AsSpan(6), code);
        body.CopyTo(response, 10);
        return response;
    }

    private static uint UInt32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]);

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16BigEndian(bytes[offset..]);
}
