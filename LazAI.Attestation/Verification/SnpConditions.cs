namespace LazAI.Attestation;

/// <summary>
/// What an authentic report says that a relying party must not overlook: the cryptography is fine, and yet the guest may be open or the
/// platform not the one that was meant. A policy refuses each of these unless it names it.
/// </summary>
[Flags]
public enum SnpConditions
{
    /// <summary>Nothing of the kind.</summary>
    None = 0,

    /// <summary>The guest's policy lets the host read and change its memory.</summary>
    DebugAllowed = 1,

    /// <summary>The guest's policy lets a migration agent move it, which then has to be trusted too.</summary>
    MigrationAllowed = 2,

    /// <summary>Firmware or TCB that run are not committed: the host can still go back to older ones.</summary>
    FirmwareProvisional = 4,

    /// <summary>The report does not say on which chip the guest runs.</summary>
    ChipIdMasked = 8,
}
