using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>CHIP_ID: 64 bytes that are the chip's alone, on Turin 8 bytes and then zeros; all zero when the host masks it.</summary>
/// <param name="First">Bytes 0 to 31.</param>
/// <param name="Second">Bytes 32 to 63.</param>
public readonly record struct SnpChipId(Bytes32 First, Bytes32 Second)
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 2 * Bytes32.Size;

    /// <summary>The host masks the identifier.</summary>
    public bool IsZero => this == default;

    /// <summary><c>0x</c> and 128 lower-case hexadecimal digits.</summary>
    public override string ToString() => First.ToString() + Second.ToString()[2..];

    internal static SnpChipId Read(ReadOnlySpan<byte> bytes) => new(new Bytes32(bytes[..Bytes32.Size]), new Bytes32(bytes[Bytes32.Size..]));
}
