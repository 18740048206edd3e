namespace LazAI.Enclave.Evidence;

/// <summary>Where a machine shows that it can give evidence. Tests look elsewhere.</summary>
public sealed record EvidencePaths
{
    public string ConfigfsTsm { get; init; } = ConfigfsTsmSource.DefaultRoot;

    public string TdxGuest { get; init; } = TdxGuestSource.DefaultDevice;

    public string SevGuest { get; init; } = SevGuestSource.DefaultDevice;

    public string Tpm { get; init; } = TpmDevice.DefaultDevice;

    /// <summary>What the machine's maker wrote on its chassis; on Azure always the same.</summary>
    public string ChassisAssetTag { get; init; } = "/sys/class/dmi/id/chassis_asset_tag";
}
