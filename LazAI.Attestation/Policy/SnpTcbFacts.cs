namespace LazAI.Attestation;

/// <summary>The security versions of an SEV-SNP platform by name.</summary>
/// <param name="BootLoader">Boot loader of the secure processor.</param>
/// <param name="Tee">Operating system of the secure processor.</param>
/// <param name="Snp">SNP firmware.</param>
/// <param name="Microcode">Lowest microcode patch level of all cores.</param>
/// <param name="Fmc">Firmware of the FMC (Turin); absent for products that have none.</param>
public sealed record SnpTcbFacts(int BootLoader, int Tee, int Snp, int Microcode, int? Fmc = null)
{
    internal static SnpTcbFacts Of(SnpTcbVersion version) =>
        new(version.BootLoader, version.Tee, version.Snp, version.Microcode, version.Fmc);
}
