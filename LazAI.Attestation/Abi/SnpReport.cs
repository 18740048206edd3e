using System.Buffers.Binary;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// An SEV-SNP attestation report of versions 2 to 5 (SEV Secure Nested Paging Firmware ABI, ATTESTATION_REPORT): a view over the
/// caller's bytes that allocates nothing. Parsing proves the layout only; nothing in a report is true before a verifier has said so.
/// </summary>
/// <remarks>
/// Guests may hand the report out in the firmware's buffer, filled up with zeros. Bytes that a version reserves are zero in it. AMD has
/// published no layout of version 4, which some firmware writes; it is read as version 3, as virtee/sev does.
/// The default value belongs to a refused parse and has no fields to read.
/// </remarks>
public readonly struct SnpReport
{
    /// <summary>The length of a report in bytes.</summary>
    public const int Length = 0x4a0;

    /// <summary>Longest buffer that is accepted, zeros after the report included.</summary>
    public const int BufferLengthMaximum = 4096;

    internal const int SignedLength = 0x2a0;
    internal const int SignatureNumberLength = 72;
    internal const int PolicyOffset = 0x008;
    internal const int VmplOffset = 0x030;
    internal const int SignatureAlgorithmOffset = 0x034;
    internal const int KeyInfoOffset = 0x048;
    internal const int ReportDataOffset = 0x050;
    internal const int MeasurementOffset = 0x090;
    internal const int ReportedTcbOffset = 0x180;
    internal const int CpuidOffset = 0x188;
    internal const int ChipIdOffset = 0x1a0;

    private const uint EcdsaP384Sha384 = 1;
    private const uint VmplMaximum = 3;
    private const int SignatureEnd = SignedLength + 2 * SignatureNumberLength;

    private SnpReport(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    /// <summary>The report without what followed it in the buffer.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The layout's version, 2 to 5.</summary>
    public uint Version => UInt32(0);

    /// <summary>The guest's security version, from the ID block.</summary>
    public uint GuestSvn => UInt32(4);

    /// <summary>What the host may do.</summary>
    public SnpPolicy Policy => new(UInt64(PolicyOffset));

    /// <summary>FAMILY_ID of the ID block.</summary>
    public SnpGuestId FamilyId => SnpGuestId.Read(Slice(0x010, 16));

    /// <summary>IMAGE_ID of the ID block.</summary>
    public SnpGuestId ImageId => SnpGuestId.Read(Slice(0x020, 16));

    /// <summary>The privilege level, 0 to 3, from which the guest asked.</summary>
    public uint Vmpl => UInt32(VmplOffset);

    /// <summary>How the platform is configured.</summary>
    public SnpPlatformInfo PlatformInfo => new(UInt64(0x040));

    /// <summary>Which keys stand behind the report.</summary>
    public SnpKeyInfo KeyInfo => new(UInt32(KeyInfoOffset));

    /// <summary>The 64 bytes that the guest chose.</summary>
    public ReportData ReportData => new(Slice(ReportDataOffset, ReportData.Length));

    /// <summary>The digest of the guest's memory at launch.</summary>
    public Measurement48 Measurement => new(Slice(MeasurementOffset, Measurement48.Length));

    /// <summary>32 bytes that the host chose at launch.</summary>
    public Bytes32 HostData => new(Slice(0x0c0, Bytes32.Size));

    /// <summary>SHA-384 of the key that signed the ID block; zero without one.</summary>
    public Measurement48 IdKeyDigest => new(Slice(0x0e0, Measurement48.Length));

    /// <summary>SHA-384 of the key that signed the ID key; zero without one.</summary>
    public Measurement48 AuthorKeyDigest => new(Slice(0x110, Measurement48.Length));

    /// <summary>Identifier of this guest, new at each launch.</summary>
    public Bytes32 ReportId => new(Slice(0x140, Bytes32.Size));

    /// <summary>Identifier of the guest's migration agent; all ones without one.</summary>
    public Bytes32 ReportIdMigrationAgent => new(Slice(0x160, Bytes32.Size));

    /// <summary>The processor; null in version 2, which does not say.</summary>
    public SnpProcessor? Processor => Version >= 3 ? new(Byte(CpuidOffset), Byte(CpuidOffset + 1), Byte(CpuidOffset + 2)) : null;

    /// <summary>CHIP_ID.</summary>
    public SnpChipId ChipId => SnpChipId.Read(Slice(ChipIdOffset, SnpChipId.Length));

    /// <summary>The firmware that runs.</summary>
    public SnpFirmwareVersion CurrentFirmware => SnpFirmwareVersion.Read(Slice(0x1e8, 3));

    /// <summary>The firmware that the host cannot go back from.</summary>
    public SnpFirmwareVersion CommittedFirmware => SnpFirmwareVersion.Read(Slice(0x1ec, 3));

    /// <summary>Mitigations that were in place at launch, one bit each; null before version 5.</summary>
    public ulong? LaunchMitigations => Version >= 5 ? UInt64(0x1f8) : null;

    /// <summary>Mitigations that are in place; null before version 5.</summary>
    public ulong? CurrentMitigations => Version >= 5 ? UInt64(0x200) : null;

    /// <summary>The 672 bytes that the signature covers.</summary>
    public ReadOnlySpan<byte> SignedBytes => Bytes.Span[..SignedLength];

    /// <summary>R, 72 bytes little-endian, of which 48 can be other than zero.</summary>
    public ReadOnlySpan<byte> SignatureR => Slice(SignedLength, SignatureNumberLength);

    /// <summary>S, 72 bytes little-endian, of which 48 can be other than zero.</summary>
    public ReadOnlySpan<byte> SignatureS => Slice(SignedLength + SignatureNumberLength, SignatureNumberLength);

    /// <summary>TCB of the platform as it runs.</summary>
    public SnpTcbVersion CurrentTcb(SnpProduct product) => SnpTcbVersion.Read(product, Slice(0x038, SnpTcbVersion.Length));

    /// <summary>TCB that the host has the firmware report, and that the signing key is derived from.</summary>
    public SnpTcbVersion ReportedTcb(SnpProduct product) => SnpTcbVersion.Read(product, Slice(ReportedTcbOffset, SnpTcbVersion.Length));

    /// <summary>TCB that the host cannot go back from.</summary>
    public SnpTcbVersion CommittedTcb(SnpProduct product) => SnpTcbVersion.Read(product, Slice(0x1e0, SnpTcbVersion.Length));

    /// <summary>TCB at the guest's launch or import.</summary>
    public SnpTcbVersion LaunchTcb(SnpProduct product) => SnpTcbVersion.Read(product, Slice(0x1f0, SnpTcbVersion.Length));

    /// <summary>
    /// Reads a report from the start of <paramref name="input"/>. Never throws and allocates nothing; on refusal
    /// <paramref name="error"/> names the first check that failed.
    /// </summary>
    public static bool TryParse(ReadOnlyMemory<byte> input, out SnpReport report, out SnpReportParseError error)
    {
        error = input.Length > BufferLengthMaximum ? SnpReportParseError.TooLarge
            : input.Length < Length ? SnpReportParseError.Truncated
            : !IsZero(input.Span[Length..]) ? SnpReportParseError.TrailingBytes
            : Check(new SnpReport(input[..Length]));
        report = error == SnpReportParseError.None ? new SnpReport(input[..Length]) : default;
        return error == SnpReportParseError.None;
    }

    private static SnpReportParseError Check(SnpReport report)
    {
        var bytes = report.Bytes.Span;
        var version = report.Version;
        return version is < 2 or > 5 ? SnpReportParseError.VersionUnsupported
            : report.UInt32(SignatureAlgorithmOffset) != EcdsaP384Sha384 ? SnpReportParseError.SignatureAlgorithmUnsupported
            : report.Vmpl > VmplMaximum ? SnpReportParseError.VmplOutOfRange
            : !report.Policy.Bit(SnpPolicy.AlwaysOneBit) || report.Policy.HasReservedBits ? SnpReportParseError.PolicyMalformed
            : report.KeyInfo.HasReservedBits
                || !IsZero(bytes[0x04c..0x050])
                || !IsZero(bytes[(version >= 3 ? 0x18b : 0x188)..0x1a0])
                || bytes[0x1eb] != 0
                || bytes[0x1ef] != 0
                || !IsZero(bytes[(version >= 5 ? 0x208 : 0x1f8)..SignedLength]) ? SnpReportParseError.ReservedNotZero
            : !IsZero(bytes[SignatureEnd..]) ? SnpReportParseError.SignaturePaddingNotZero
            : SnpReportParseError.None;
    }

    private static bool IsZero(ReadOnlySpan<byte> bytes) => !bytes.ContainsAnyExcept((byte)0);

    private byte Byte(int offset) => Bytes.Span[offset];

    private uint UInt32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes.Span[offset..]);

    private ulong UInt64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes.Span[offset..]);

    private ReadOnlySpan<byte> Slice(int offset, int length) => Bytes.Span.Slice(offset, length);
}
