using System.Runtime.InteropServices;
using LazAI.Enclave.Evidence;

namespace LazAI.Enclave.Tests.Sources;

/// <summary>A device that answers as the test says, by the addresses in the request as the kernel would.</summary>
internal sealed class FakeDevice(Func<nint, int> answer) : IKernelDevice
{
    public List<uint> Requests { get; } = [];

    public int Control(uint request, nint argument)
    {
        Requests.Add(request);
        return answer(argument);
    }

    public static byte[] Read(nint address, int length)
    {
        var bytes = new byte[length];
        Marshal.Copy(address, bytes, 0, length);
        return bytes;
    }

    public static void Write(nint address, byte[] bytes) => Marshal.Copy(bytes, 0, address, bytes.Length);
}
