using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>What an SEV-SNP report says of its guest and platform, copied out of it.</summary>
public sealed record SnpClaims
{
    internal SnpClaims(in SnpReport report, SnpProduct product)
    {
        Version = report.Version;
        GuestSvn = report.GuestSvn;
        Policy = report.Policy;
        FamilyId = report.FamilyId;
        ImageId = report.ImageId;
        Vmpl = report.Vmpl;
        PlatformInfo = report.PlatformInfo;
        HasAuthorKey = report.KeyInfo.HasAuthorKey;
        Measurement = report.Measurement;
        HostData = report.HostData;
        IdKeyDigest = report.IdKeyDigest;
        AuthorKeyDigest = report.AuthorKeyDigest;
        ReportId = report.ReportId;
        ReportIdMigrationAgent = report.ReportIdMigrationAgent;
        Processor = report.Processor;
        ChipId = report.ChipId;
        CurrentFirmware = report.CurrentFirmware;
        CommittedFirmware = report.CommittedFirmware;
        ReportedTcb = report.ReportedTcb(product);
        CommittedTcb = report.CommittedTcb(product);
        LaunchTcb = report.LaunchTcb(product);
        CurrentTcb = report.CurrentTcb(product);
        LaunchMitigations = report.LaunchMitigations;
        CurrentMitigations = report.CurrentMitigations;
    }

    /// <inheritdoc cref="SnpReport.Version"/>
    public uint Version { get; }

    /// <inheritdoc cref="SnpReport.GuestSvn"/>
    public uint GuestSvn { get; }

    /// <inheritdoc cref="SnpReport.Policy"/>
    public SnpPolicy Policy { get; }

    /// <inheritdoc cref="SnpReport.FamilyId"/>
    public SnpGuestId FamilyId { get; }

    /// <inheritdoc cref="SnpReport.ImageId"/>
    public SnpGuestId ImageId { get; }

    /// <inheritdoc cref="SnpReport.Vmpl"/>
    public uint Vmpl { get; }

    /// <inheritdoc cref="SnpReport.PlatformInfo"/>
    public SnpPlatformInfo PlatformInfo { get; }

    /// <inheritdoc cref="SnpKeyInfo.HasAuthorKey"/>
    public bool HasAuthorKey { get; }

    /// <inheritdoc cref="SnpReport.Measurement"/>
    public Measurement48 Measurement { get; }

    /// <inheritdoc cref="SnpReport.HostData"/>
    public Bytes32 HostData { get; }

    /// <inheritdoc cref="SnpReport.IdKeyDigest"/>
    public Measurement48 IdKeyDigest { get; }

    /// <inheritdoc cref="SnpReport.AuthorKeyDigest"/>
    public Measurement48 AuthorKeyDigest { get; }

    /// <inheritdoc cref="SnpReport.ReportId"/>
    public Bytes32 ReportId { get; }

    /// <inheritdoc cref="SnpReport.ReportIdMigrationAgent"/>
    public Bytes32 ReportIdMigrationAgent { get; }

    /// <inheritdoc cref="SnpReport.Processor"/>
    public SnpProcessor? Processor { get; }

    /// <summary>The chip; under a VCEK it is the one of the certificate, unless it is masked.</summary>
    public SnpChipId ChipId { get; }

    /// <inheritdoc cref="SnpReport.CurrentFirmware"/>
    public SnpFirmwareVersion CurrentFirmware { get; }

    /// <inheritdoc cref="SnpReport.CommittedFirmware"/>
    public SnpFirmwareVersion CommittedFirmware { get; }

    /// <inheritdoc cref="SnpReport.ReportedTcb"/>
    public SnpTcbVersion ReportedTcb { get; }

    /// <inheritdoc cref="SnpReport.CommittedTcb"/>
    public SnpTcbVersion CommittedTcb { get; }

    /// <inheritdoc cref="SnpReport.LaunchTcb"/>
    public SnpTcbVersion LaunchTcb { get; }

    /// <inheritdoc cref="SnpReport.CurrentTcb"/>
    public SnpTcbVersion CurrentTcb { get; }

    /// <inheritdoc cref="SnpReport.LaunchMitigations"/>
    public ulong? LaunchMitigations { get; }

    /// <inheritdoc cref="SnpReport.CurrentMitigations"/>
    public ulong? CurrentMitigations { get; }

    /// <summary>What a policy must not overlook.</summary>
    public SnpConditions Conditions =>
        (Policy.IsDebugAllowed ? SnpConditions.DebugAllowed : 0)
        | (Policy.IsMigrationAllowed ? SnpConditions.MigrationAllowed : 0)
        | (CommittedTcb != CurrentTcb || CommittedFirmware != CurrentFirmware ? SnpConditions.FirmwareProvisional : 0)
        | (ChipId.IsZero ? SnpConditions.ChipIdMasked : 0);
}
