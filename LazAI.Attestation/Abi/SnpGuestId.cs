using System.Buffers.Binary;
using System.Globalization;

namespace LazAI.Attestation;

/// <summary>FAMILY_ID or IMAGE_ID: 16 bytes that the guest's owner gave in the ID block.</summary>
/// <param name="Value">The bytes as a number, the first one most significant.</param>
public readonly record struct SnpGuestId(UInt128 Value)
{
    /// <summary><c>0x</c> and 32 lower-case hexadecimal digits, byte 0 first.</summary>
    public override string ToString() => "0x" + Value.ToString("x32", CultureInfo.InvariantCulture);

    internal static SnpGuestId Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));
}
