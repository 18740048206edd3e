using System.Buffers.Binary;

namespace LazAI.Enclave.Evidence;

/// <summary>Commands to a TPM 2.0 and its responses (TCG TPM 2.0 Library, Part 1, section 18), authorized by an empty password, as Azure leaves it.</summary>
internal sealed class TpmConnection(ITpmChannel channel)
{
    private const ushort NoSessions = 0x8001;
    private const ushort Sessions = 0x8002;
    private const uint PasswordSession = 0x4000_0009;
    private const int HeaderLength = 10;

    /// <summary>TPM_RC_HANDLE for the first handle: there is no such object.</summary>
    private const uint NoSuchHandle = 0x18B;

    /// <summary>What follows the header of the response; null when there is no such object as the first handle says.</summary>
    /// <exception cref="EvidenceSourceException">The TPM refused, or cannot be reached.</exception>
    public byte[]? TrySend(uint command, ReadOnlySpan<uint> handles, bool isAuthorized, ReadOnlySpan<byte> parameters)
    {
        var message = new List<byte>(HeaderLength);
        message.AddRange(BigEndian(isAuthorized ? Sessions : NoSessions));
        message.AddRange(BigEndian(0u));
        message.AddRange(BigEndian(command));
        foreach (var handle in handles)
        {
            message.AddRange(BigEndian(handle));
        }

        if (isAuthorized)
        {
            // One session: the password handle, an empty nonce, no attributes, an empty password.
            message.AddRange([.. BigEndian(9u), .. BigEndian(PasswordSession), 0, 0, 0, 0, 0]);
        }

        message.AddRange(parameters);
        var bytes = message.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(2), bytes.Length);
        return Read(command, Transmit(bytes));
    }

    /// <summary>As <see cref="TrySend"/>; an object that is not there is a refusal, too.</summary>
    public byte[] Send(uint command, ReadOnlySpan<uint> handles, bool isAuthorized, ReadOnlySpan<byte> parameters) =>
        TrySend(command, handles, isAuthorized, parameters) ?? throw Refused(command, NoSuchHandle);

    /// <summary>Two bytes.</summary>
    public static byte[] BigEndian(int value) => [(byte)(value >> 8), (byte)value];

    /// <summary>Four bytes.</summary>
    public static byte[] BigEndian(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static EvidenceSourceException Refused(uint command, uint code) => new($"The TPM refused command {command:x} with {code:x}.");

    private static byte[]? Read(uint command, byte[] response)
    {
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

    private byte[] Transmit(byte[] command)
    {
        try
        {
            return channel.Transmit(command);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EvidenceSourceException(
                $"The TPM cannot be asked ({exception.Message}). It needs root, or membership of the group of {TpmDevice.DefaultDevice}.",
                exception);
        }
    }
}
