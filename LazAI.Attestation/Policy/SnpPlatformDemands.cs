using System.Collections.Immutable;

namespace LazAI.Attestation;

/// <summary>What the machine under an SEV-SNP guest must be.</summary>
/// <param name="TcbMinimums">The least TCB of each accepted product; a product that is not listed is refused.</param>
/// <param name="SigningKeys">Accepted kinds of key: <c>Vcek</c>, the chip's, and <c>Vlek</c>, the cloud's.</param>
/// <param name="AllowProvisionalFirmware">Whether firmware is accepted from which the host can go back to older ones.</param>
/// <param name="AllowMaskedChipId">Whether a report is accepted that does not say on which chip the guest runs.</param>
/// <param name="RequireRevocationCheck">Whether AMD's revocation list must have been looked at.</param>
public sealed record SnpPlatformDemands(
    ImmutableArray<SnpProductMinimum> TcbMinimums,
    ImmutableArray<string> SigningKeys,
    bool AllowProvisionalFirmware,
    bool AllowMaskedChipId,
    bool RequireRevocationCheck)
{
    internal void Judge(Appraisal appraisal, SnpFacts? guest)
    {
        appraisal.OneOf(AttestationErrors.SigningKeyRefused, "signing key", guest?.SigningKey, SigningKeys);
        appraisal.OneOf(
            AttestationErrors.ProductRefused, "product", guest?.Product, [.. TcbMinimums.Select(minimum => minimum.Product)]);
        if (TcbMinimums.FirstOrDefault(minimum => minimum.Product == guest?.Product) is { } product)
        {
            product.Tcb.Judge(appraisal, "reported TCB", guest!.ReportedTcb);
            product.Tcb.Judge(appraisal, "committed TCB", guest.CommittedTcb);
            product.Tcb.Judge(appraisal, "launch TCB", guest.LaunchTcb);
        }

        if (!AllowMaskedChipId)
        {
            appraisal.Holds(
                AttestationErrors.ChipIdMasked, "CHIP_ID", guest?.ChipIdMasked == false, "The report does not say on which chip the guest runs.");
        }

        if (!AllowProvisionalFirmware)
        {
            appraisal.Holds(
                AttestationErrors.FirmwareProvisional, "firmware", guest?.FirmwareProvisional == false,
                "Firmware that runs is not committed: the host can go back to an older one.");
        }

        if (RequireRevocationCheck)
        {
            appraisal.Holds(
                AttestationErrors.RevocationUnchecked, "revocation", guest?.RevocationChecked == true, "No revocation list of AMD's was looked at.");
        }
    }
}
