using System.Buffers.Binary;

namespace LazAI.Attestation;

/// <summary>
/// Sixteen security version numbers of one byte each (CPUSVN, TEE_TCB_SVN). Only the components can be compared with each other;
/// the whole has no order.
/// </summary>
public readonly record struct TcbSvn
{
    /// <summary>The number of components.</summary>
    public const int Count = 16;

    // Component i is the byte i places from the least significant one.
    private readonly UInt128 _components;

    /// <summary>Copies exactly 16 bytes; any other length is a bug of the caller and throws.</summary>
    public TcbSvn(ReadOnlySpan<byte> source)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(source.Length, Count);
        _components = BinaryPrimitives.ReadUInt128LittleEndian(source);
    }

    /// <summary>The security version of one component, 0 to 15.</summary>
    public byte this[int component]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)component, (uint)Count, nameof(component));
            return (byte)(_components >> (8 * component));
        }
    }

    /// <summary>Writes the 16 components in order.</summary>
    public void CopyTo(Span<byte> destination) => BinaryPrimitives.WriteUInt128LittleEndian(destination, _components);

    /// <summary><c>0x</c> and 32 lower-case hexadecimal digits, component 0 first.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Count];
        CopyTo(bytes);
        return "0x" + Convert.ToHexStringLower(bytes);
    }
}
