using System.Buffers.Binary;

namespace LazAI.Attestation;

/// <summary>The 48-byte header that DCAP quotes of versions 3 to 5 begin with (Intel TDX DCAP Quoting Library API, A.3.1). It is signed.</summary>
public readonly struct QuoteHeader
{
    internal const int Length = 48;
    internal const int QeVendorIdOffset = 12;
    internal const int UserDataOffset = 28;

    /// <summary>ECDSA over P-256 with SHA-256, the only attestation key in the field.</summary>
    public const ushort EcdsaP256KeyType = 2;

    /// <summary>The TEE type of Intel SGX, and the reserved zero of version 3.</summary>
    public const uint SgxTeeType = 0;

    /// <summary>The TEE type of Intel TDX.</summary>
    public const uint TdxTeeType = 0x81;

    private readonly ReadOnlyMemory<byte> _bytes;

    internal QuoteHeader(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>939a7233-f79c-4ca9-940a-0db3957f0607 in the order of its bytes: the quoting enclave is Intel's kind.</summary>
    public static ReadOnlySpan<byte> IntelQeVendorId =>
        [0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9, 0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 0x06, 0x07];

    /// <summary>The quote format's version.</summary>
    public ushort Version => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.Span);

    /// <summary>The attestation key's algorithm.</summary>
    public ushort AttestationKeyType => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.Span[2..]);

    /// <summary>The kind of enclave that the body describes.</summary>
    public uint TeeType => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.Span[4..]);

    /// <summary>
    /// Bytes 8 to 11: QE and PCE security versions in version 3; later reserved, or the same in an order on which Intel's documents
    /// differ. Not used.
    /// </summary>
    public ReadOnlySpan<byte> Reserved => _bytes.Span[8..QeVendorIdOffset];

    /// <summary>Who made the quoting enclave, 16 bytes.</summary>
    public ReadOnlySpan<byte> QeVendorId => _bytes.Span[QeVendorIdOffset..UserDataOffset];

    /// <summary>20 bytes of the quoting enclave's choice; Intel's puts an identifier of the platform's QE into the first 16.</summary>
    public ReadOnlySpan<byte> UserData => _bytes.Span[UserDataOffset..Length];
}
