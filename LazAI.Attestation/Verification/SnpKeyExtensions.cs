using System.Buffers.Binary;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// What AMD wrote of a key into its certificate (Versioned Chip Endorsement Key Certificate and KDS Interface Specification, 3.1):
/// the TCB that the key is derived from or given for, and of which chip.
/// </summary>
/// <param name="Tcb">The security versions, in the places that they have in a report.</param>
/// <param name="ChipId">The chip (VCEK); null for a key that is no chip's (VLEK).</param>
public readonly record struct SnpKeyExtensions(SnpTcbVersion Tcb, SnpChipId? ChipId)
{
    private const int SecurityVersionSuffixOffset = 9;
    private const int TurinHardwareIdLength = 8;

    // 1.3.6.1.4.1.3704.1.3 and one more number, which stands for a place in TCB_VERSION.
    private static ReadOnlySpan<byte> SecurityVersion => [0x2b, 0x06, 0x01, 0x04, 0x01, 0x9c, 0x78, 0x01, 0x03, 0x00];

    // 1.3.6.1.4.1.3704.1.4
    private static ReadOnlySpan<byte> HardwareId => [0x2b, 0x06, 0x01, 0x04, 0x01, 0x9c, 0x78, 0x01, 0x04];

    // Which number stands for which byte: 1 boot loader, 2 TEE, 3 SNP, 8 microcode, 9 FMC, the rest spare.
    private static ReadOnlySpan<byte> Suffixes => [1, 2, 4, 5, 6, 7, 3, 8];

    private static ReadOnlySpan<byte> TurinSuffixes => [9, 1, 2, 3, 5, 6, 7, 8];

    /// <summary>Reads the extensions of a certificate for reports of this product; false when one is missing or malformed.</summary>
    public static bool TryRead(Certificate certificate, SnpProduct product, SnpSigningKey kind, out SnpKeyExtensions extensions)
    {
        extensions = default;
        Span<byte> tcb = stackalloc byte[SnpTcbVersion.Length];
        var suffixes = product == SnpProduct.Turin ? TurinSuffixes : Suffixes;
        for (var place = 0; place < tcb.Length; place++)
        {
            if (!TryReadSecurityVersion(certificate, suffixes[place], out tcb[place]))
            {
                return false;
            }
        }

        SnpChipId? chipId = null;
        if (kind == SnpSigningKey.Vcek)
        {
            if (!TryReadHardwareId(certificate, product, out var hardwareId))
            {
                return false;
            }

            chipId = hardwareId;
        }

        extensions = new SnpKeyExtensions(new SnpTcbVersion(product, BinaryPrimitives.ReadUInt64LittleEndian(tcb)), chipId);
        return true;
    }

    /// <summary>An INTEGER inside of the OCTET STRING. A spare one may be missing and is zero then; one that has a name may not.</summary>
    private static bool TryReadSecurityVersion(Certificate certificate, byte suffix, out byte value)
    {
        value = 0;
        Span<byte> identifier = stackalloc byte[SecurityVersionSuffixOffset + 1];
        SecurityVersion.CopyTo(identifier);
        identifier[SecurityVersionSuffixOffset] = suffix;
        if (!certificate.TryGetExtension(identifier, out var content))
        {
            return suffix is >= 4 and <= 7;
        }

        var reader = new DerReader(content);
        return reader.TryReadByte(out value) && reader.IsEmpty;
    }

    /// <summary>The bytes themselves stand in the OCTET STRING: 64, for Turin 8 that zeros follow in the report.</summary>
    private static bool TryReadHardwareId(Certificate certificate, SnpProduct product, out SnpChipId chipId)
    {
        Span<byte> bytes = stackalloc byte[2 * Bytes32.Size];
        bytes.Clear();
        var found = certificate.TryGetExtension(HardwareId, out var content)
            && content.Length == (product == SnpProduct.Turin ? TurinHardwareIdLength : bytes.Length);
        if (found)
        {
            content.CopyTo(bytes);
        }

        chipId = SnpChipId.Read(bytes);
        return found;
    }
}
