using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>Claims about an AMD SEV-SNP guest (<c>x-ms-sevsnpvm-*</c>), copied by Azure from the attestation report.</summary>
public sealed record AzureSnpClaims : AzureTeeClaims
{
    internal const string TypeName = "sevsnpvm";

    private const string Prefix = "x-ms-sevsnpvm-";

    /// <summary>MEASUREMENT: the guest's initial contents.</summary>
    public Measurement48? LaunchMeasurement { get; init; }

    /// <summary>HOST_DATA: 32 bytes that the host set at launch, such as the hash of a container policy.</summary>
    public Bytes32? HostData { get; init; }

    /// <summary>Digest of the key that signed the guest's ID block.</summary>
    public Measurement48? IdKeyDigest { get; init; }

    /// <summary>Digest of the key that certified the ID key; zero for none.</summary>
    public Measurement48? AuthorKeyDigest { get; init; }

    /// <summary>REPORT_ID: distinguishes this guest from every other.</summary>
    public Bytes32? ReportId { get; init; }

    /// <summary>SVN of the AMD boot loader.</summary>
    public int? BootLoaderSvn { get; init; }

    /// <summary>SVN of the AMD operating system of the security processor.</summary>
    public int? TeeSvn { get; init; }

    /// <summary>SVN of the SNP firmware.</summary>
    public int? SnpFirmwareSvn { get; init; }

    /// <summary>Patch level of the microcode.</summary>
    public int? MicrocodeSvn { get; init; }

    /// <summary>SVN of the guest, by its ID block.</summary>
    public int? GuestSvn { get; init; }

    /// <summary>The privilege level that asked for the report; 0 is the highest.</summary>
    public int? Vmpl { get; init; }

    /// <summary>The policy of the guest lets the host debug it.</summary>
    public bool? IsDebuggable { get; init; }

    /// <summary>The policy of the guest lets a migration agent move it.</summary>
    public bool? IsMigrationAllowed { get; init; }

    /// <summary>The policy of the guest lets it share cores by simultaneous multithreading.</summary>
    public bool? IsSmtAllowed { get; init; }

    /// <inheritdoc/>
    public override bool? IsDebug => IsDebuggable;

    /// <inheritdoc/>
    public override bool? IsMigratable => IsMigrationAllowed;

    internal static AzureSnpClaims Read(ClaimReader reader) => new()
    {
        ComplianceStatus = reader.Text("x-ms-compliance-status"),
        ReportData = ReadReportData(reader, Prefix + "reportdata"),
        LaunchMeasurement = reader.Measurement(Prefix + "launchmeasurement"),
        HostData = Hash(reader, Prefix + "hostdata"),
        IdKeyDigest = reader.Measurement(Prefix + "idkeydigest"),
        AuthorKeyDigest = reader.Measurement(Prefix + "authorkeydigest"),
        ReportId = Hash(reader, Prefix + "reportid"),
        BootLoaderSvn = reader.Number(Prefix + "bootloader-svn"),
        TeeSvn = reader.Number(Prefix + "tee-svn"),
        SnpFirmwareSvn = reader.Number(Prefix + "snpfw-svn"),
        MicrocodeSvn = reader.Number(Prefix + "microcode-svn"),
        GuestSvn = reader.Number(Prefix + "guestsvn"),
        Vmpl = reader.Number(Prefix + "vmpl"),
        IsDebuggable = reader.Boolean(Prefix + "is-debuggable"),
        IsMigrationAllowed = reader.Boolean(Prefix + "migration-allowed"),
        IsSmtAllowed = reader.Boolean(Prefix + "smt-allowed"),
    };

    private static Bytes32? Hash(ClaimReader reader, string name) => reader.Hex(name, Bytes32.Size) is { } bytes ? new Bytes32(bytes) : null;
}
