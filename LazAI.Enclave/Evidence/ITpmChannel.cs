namespace LazAI.Enclave.Evidence;

/// <summary>Carries a command to a TPM and brings its response. Tests answer in its place.</summary>
public interface ITpmChannel
{
    /// <summary>The response to one command, both as TPM 2.0 defines them.</summary>
    /// <exception cref="IOException">The TPM cannot be reached.</exception>
    byte[] Transmit(ReadOnlySpan<byte> command);
}

/// <summary>The TPM of this machine by way of the kernel's resource manager.</summary>
public sealed class TpmDevice(string path = TpmDevice.DefaultDevice) : ITpmChannel
{
    public const string DefaultDevice = "/dev/tpmrm0";

    private const int ResponseBytesMaximum = 4096;

    public byte[] Transmit(ReadOnlySpan<byte> command)
    {
        // The device takes a command by one write and gives the response by one read.
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.Write(handle, command, 0);
        var response = new byte[ResponseBytesMaximum];
        return response[..RandomAccess.Read(handle, response.AsSpan(), 0)];
    }
}
