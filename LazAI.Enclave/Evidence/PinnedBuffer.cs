using System.Runtime.InteropServices;

namespace LazAI.Enclave.Evidence;

/// <summary>Memory at an address that stays, for what the kernel reads and writes by address.</summary>
internal readonly struct PinnedBuffer(int length)
{
    private readonly byte[] _bytes = GC.AllocateArray<byte>(length, pinned: true);

    public Span<byte> Span => _bytes;

    public nint Address => Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0);

    /// <summary>Keeps the memory alive while the kernel may use it.</summary>
    public void KeepAlive() => GC.KeepAlive(_bytes);
}
