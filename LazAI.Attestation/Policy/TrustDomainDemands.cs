using System.Globalization;

namespace LazAI.Attestation;

/// <summary>What a TDX trust domain must be. Attributes without a defined meaning are always refused.</summary>
/// <param name="MrTd">Initial contents.</param>
/// <param name="Rtmr0">Firmware and its configuration.</param>
/// <param name="Rtmr1">Boot loader and kernel.</param>
/// <param name="Rtmr2">Command line, initial RAM disk, application.</param>
/// <param name="Rtmr3">The application's own register.</param>
/// <param name="MrConfigId">Configuration that the host set at creation, such as a container policy's hash.</param>
/// <param name="MrOwner">The domain's owner.</param>
/// <param name="MrOwnerConfig">The owner's configuration.</param>
/// <param name="MrSeam">The TDX module.</param>
/// <param name="MrServiceTd">The service domains, such as one for migration; zero is none. Evidence that has no such field counts as zero.</param>
/// <param name="RequireSeptVeDisable">Whether SEPT_VE_DISABLE must be set, as Linux guests should have it.</param>
/// <param name="AllowDebug">Whether a domain under debug, which keeps no secrets, is accepted.</param>
/// <param name="AllowMigration">Whether a domain is accepted that may be moved by a migration domain, which then is trusted, too.</param>
public sealed record TrustDomainDemands(
    MeasurementRule MrTd,
    MeasurementRule Rtmr0,
    MeasurementRule Rtmr1,
    MeasurementRule Rtmr2,
    MeasurementRule Rtmr3,
    MeasurementRule MrConfigId,
    MeasurementRule MrOwner,
    MeasurementRule MrOwnerConfig,
    MeasurementRule MrSeam,
    MeasurementRule MrServiceTd,
    bool RequireSeptVeDisable,
    bool AllowDebug,
    bool AllowMigration)
{
    private static readonly string s_zero = new('0', 2 * Measurement48.Length);

    internal IEnumerable<(string Name, MeasurementRule Rule, int Bytes)> Rules =>
    [
        ("mrTd", MrTd, Measurement48.Length),
        ("rtmr0", Rtmr0, Measurement48.Length),
        ("rtmr1", Rtmr1, Measurement48.Length),
        ("rtmr2", Rtmr2, Measurement48.Length),
        ("rtmr3", Rtmr3, Measurement48.Length),
        ("mrConfigId", MrConfigId, Measurement48.Length),
        ("mrOwner", MrOwner, Measurement48.Length),
        ("mrOwnerConfig", MrOwnerConfig, Measurement48.Length),
        ("mrSeam", MrSeam, Measurement48.Length),
        ("mrServiceTd", MrServiceTd, Measurement48.Length),
    ];

    internal void Judge(Appraisal appraisal, EvidenceFacts facts)
    {
        var domain = facts.TrustDomain;
        GuestDemands.JudgeOpenness(appraisal, facts, AllowDebug, AllowMigration, "TDATTRIBUTES");
        JudgeAttributes(appraisal, domain?.Attributes);
        appraisal.Measured("MRTD", MrTd, facts.Measurement);
        appraisal.Measured("RTMR0", Rtmr0, domain?.Rtmr0);
        appraisal.Measured("RTMR1", Rtmr1, domain?.Rtmr1);
        appraisal.Measured("RTMR2", Rtmr2, domain?.Rtmr2);
        appraisal.Measured("RTMR3", Rtmr3, domain?.Rtmr3);
        appraisal.Measured("MRCONFIGID", MrConfigId, domain?.MrConfigId);
        appraisal.Measured("MROWNER", MrOwner, domain?.MrOwner);
        appraisal.Measured("MROWNERCONFIG", MrOwnerConfig, domain?.MrOwnerConfig);
        appraisal.Measured("MRSEAM", MrSeam, domain?.MrSeam);
        appraisal.Measured("MRSERVICETD", MrServiceTd, domain?.MrServiceTd ?? s_zero);
    }

    private void JudgeAttributes(Appraisal appraisal, string? found)
    {
        const string Component = "TDATTRIBUTES";
        if (!ulong.TryParse(found, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            if (RequireSeptVeDisable)
            {
                appraisal.Missing(Component, "SEPT_VE_DISABLE");
            }

            return;
        }

        var attributes = new TdAttributes(value);
        if (attributes.HasReservedBits)
        {
            appraisal.Refuse(
                AttestationErrors.AttributesRefused, Component, found, "defined bits", $"TDATTRIBUTES {found} has bits without a defined meaning.");
        }

        if (RequireSeptVeDisable && !attributes.IsSeptVeDisabled)
        {
            appraisal.Refuse(
                AttestationErrors.AttributesRefused, Component, found, "SEPT_VE_DISABLE",
                "SEPT_VE_DISABLE is not set: the host can make pages vanish under the guest.");
        }
    }
}
