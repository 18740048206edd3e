using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LazAI.Enclave.Evidence;

/// <summary>A device that takes requests by <c>ioctl</c>. Tests answer in its place.</summary>
public interface IKernelDevice
{
    /// <summary>Sends a request with the address of its argument; 0, or the error number.</summary>
    int Control(uint request, nint argument);
}

/// <summary>A device file. It is opened anew for each request, which is rare.</summary>
public sealed class KernelDevice(string path) : IKernelDevice
{
    /// <exception cref="IOException">It cannot be opened.</exception>
    public int Control(uint request, nint argument)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        return ioctl(handle, request, argument) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>An error number in words.</summary>
    public static string Describe(int error) => new Win32Exception(error).Message;

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ioctl(SafeFileHandle device, nuint request, nint argument);
}
