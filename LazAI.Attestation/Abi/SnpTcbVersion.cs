using System.Buffers.Binary;
using System.Globalization;

namespace LazAI.Attestation;

/// <summary>
/// TCB_VERSION (SEV-SNP ABI, 2.2): eight security versions of one byte each. Which byte is whose depends on the product: Turin has
/// the FMC first and everything else but the microcode one byte or more further on.
/// </summary>
/// <param name="Product">The product that gives the bytes their meaning.</param>
/// <param name="Value">The eight bytes, the first one least significant.</param>
public readonly record struct SnpTcbVersion(SnpProduct Product, ulong Value)
{
    /// <summary>The number of bytes.</summary>
    public const int Length = sizeof(ulong);

    /// <summary>Firmware of the FMC (Turin); null for products that have none.</summary>
    public byte? Fmc => Product == SnpProduct.Turin ? this[0] : null;

    /// <summary>Boot loader of the secure processor.</summary>
    public byte BootLoader => Product == SnpProduct.Turin ? this[1] : this[0];

    /// <summary>Operating system of the secure processor.</summary>
    public byte Tee => Product == SnpProduct.Turin ? this[2] : this[1];

    /// <summary>SNP firmware.</summary>
    public byte Snp => Product == SnpProduct.Turin ? this[3] : this[6];

    /// <summary>Lowest microcode patch level of all cores.</summary>
    public byte Microcode => this[7];

    /// <summary>One of the eight bytes, reserved ones included.</summary>
    public byte this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Length, nameof(index));
            return (byte)(Value >> (8 * index));
        }
    }

    /// <summary>The components by name, for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Fmc is { } fmc ? $"FMC {fmc}, " : "")}boot loader {BootLoader}, TEE {Tee}, SNP {Snp}, microcode {Microcode}");

    internal static SnpTcbVersion Read(SnpProduct product, ReadOnlySpan<byte> bytes) =>
        new(product, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
}
