using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LazAI.Enclave.Evidence;

/// <summary>Connections between a virtual machine and its host (<c>vsock(7)</c>), which .NET's sockets do not know.</summary>
public static class VirtualSocket
{
    /// <summary>The port on which the host's quote generation service listens, unless it is configured otherwise.</summary>
    public const uint QuoteGenerationPort = 4050;

    private const int Family = 40;
    private const int StreamType = 1;
    private const uint HostContext = 2;
    private const int SocketLevel = 1;
    private const int ReceiveTimeout = 20;
    private const int SendTimeout = 21;
    private const int TimeoutSeconds = 30;

    /// <summary>Connects to a port of the host. Reading and writing fail after 30 s without progress.</summary>
    /// <exception cref="IOException">Nobody listens there, or this machine has no such connections.</exception>
    public static Stream Connect(uint port)
    {
        var handle = new SafeFileHandle(socket(Family, StreamType, 0), ownsHandle: true);
        if (handle.IsInvalid)
        {
            throw Failed("vsock is not available");
        }

        // struct sockaddr_vm: family, reserved, port, context, flags and zeros; struct timeval: seconds, microseconds.
        var address = new byte[16];
        BinaryPrimitives.WriteUInt16LittleEndian(address, Family);
        BinaryPrimitives.WriteUInt32LittleEndian(address.AsSpan(4), port);
        BinaryPrimitives.WriteUInt32LittleEndian(address.AsSpan(8), HostContext);
        var timeout = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(timeout, TimeoutSeconds);
        if (setsockopt(handle, SocketLevel, ReceiveTimeout, timeout, timeout.Length) != 0
            || setsockopt(handle, SocketLevel, SendTimeout, timeout, timeout.Length) != 0
            || connect(handle, address, address.Length) != 0)
        {
            var failure = Failed($"no answer at port {port} of the host");
            handle.Dispose();
            throw failure;
        }

        return new FileStream(handle, FileAccess.ReadWrite, bufferSize: 0);
    }

    private static IOException Failed(string what) => new($"{what}: {KernelDevice.Describe(Marshal.GetLastPInvokeError())}");

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int socket(int family, int type, int protocol);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int connect(SafeFileHandle socket, byte[] address, int length);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int setsockopt(SafeFileHandle socket, int level, int option, byte[] value, int length);
}
