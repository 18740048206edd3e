using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace LazAI.Cryptography.Arithmetic;

/// <summary>Secrets that are values on the stack.</summary>
internal static class Secret
{
    /// <summary>Overwrites a value with zeros. Copies that the compiler made of it, in registers or elsewhere, stay.</summary>
    public static void Erase<T>(ref T value)
        where T : unmanaged => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(new Span<T>(ref value)));
}
