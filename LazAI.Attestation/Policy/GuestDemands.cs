namespace LazAI.Attestation;

/// <summary>What an SEV-SNP guest must be.</summary>
/// <param name="Measurement">Initial contents (MEASUREMENT).</param>
/// <param name="HostData">32 bytes that the host set at launch, such as the hash of a container policy.</param>
/// <param name="IdKeyDigest">Digest of the key that signed the guest's ID block; zero for none.</param>
/// <param name="AuthorKeyDigest">Digest of the key that certified the ID key; zero for none.</param>
/// <param name="VmplMaximum">The lowest privilege that may have asked for the report; 0 is the highest, 3 the lowest.</param>
/// <param name="GuestSvnMinimum">The least security version of the guest, by its ID block.</param>
/// <param name="AllowDebug">Whether a guest whose memory the host may read is accepted.</param>
/// <param name="AllowMigration">Whether a guest is accepted that a migration agent may move, which then is trusted, too.</param>
public sealed record GuestDemands(
    MeasurementRule Measurement,
    MeasurementRule HostData,
    MeasurementRule IdKeyDigest,
    MeasurementRule AuthorKeyDigest,
    int VmplMaximum,
    int GuestSvnMinimum,
    bool AllowDebug,
    bool AllowMigration)
{
    internal IEnumerable<(string Name, MeasurementRule Rule, int Bytes)> Rules =>
    [
        ("measurement", Measurement, Measurement48.Length),
        ("hostData", HostData, Cryptography.Bytes32.Size),
        ("idKeyDigest", IdKeyDigest, Measurement48.Length),
        ("authorKeyDigest", AuthorKeyDigest, Measurement48.Length),
    ];

    /// <summary>Debug and migration, for every kind of guest.</summary>
    internal static void JudgeOpenness(Appraisal appraisal, EvidenceFacts facts, bool allowDebug, bool allowMigration, string component)
    {
        if (!allowDebug && facts.Azure is { Debug: null })
        {
            appraisal.Missing("debug", "off");
        }
        else if (!allowDebug && facts.Debug)
        {
            appraisal.Refuse(
                AttestationErrors.DebugEnclave, component, "debug", "no debug", "It runs in debug mode, in which the host can look inside.");
        }

        if (!allowMigration && facts.Migratable is null)
        {
            appraisal.Missing("migration", "off");
        }
        else if (!allowMigration && facts.Migratable == true)
        {
            appraisal.Refuse(
                AttestationErrors.MigrationRefused, component, "migration", "no migration", "A migration agent may move it to another machine.");
        }
    }

    internal void Judge(Appraisal appraisal, EvidenceFacts facts)
    {
        var guest = facts.Guest;
        JudgeOpenness(appraisal, facts, AllowDebug, AllowMigration, "POLICY");
        appraisal.Measured("MEASUREMENT", Measurement, facts.Measurement);
        appraisal.Measured("HOST_DATA", HostData, guest?.HostData);
        appraisal.Measured("ID_KEY_DIGEST", IdKeyDigest, guest?.IdKeyDigest);
        appraisal.Measured("AUTHOR_KEY_DIGEST", AuthorKeyDigest, guest?.AuthorKeyDigest);
        appraisal.AtMost(AttestationErrors.VmplRefused, "VMPL", guest?.Vmpl, VmplMaximum);
        appraisal.AtLeast(AttestationErrors.SvnTooLow, "GUEST_SVN", guest?.GuestSvn, GuestSvnMinimum);
    }
}
