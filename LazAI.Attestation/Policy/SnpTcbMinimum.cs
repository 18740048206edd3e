namespace LazAI.Attestation;

/// <summary>The least security versions of an SEV-SNP platform.</summary>
/// <param name="Fmc">Firmware of the FMC; 0 for products before Turin, which have none.</param>
/// <param name="BootLoader">Boot loader of the secure processor.</param>
/// <param name="Tee">Operating system of the secure processor.</param>
/// <param name="Snp">SNP firmware.</param>
/// <param name="Microcode">Microcode patch level.</param>
public sealed record SnpTcbMinimum(int Fmc, int BootLoader, int Tee, int Snp, int Microcode)
{
    internal void Judge(Appraisal appraisal, string which, SnpTcbFacts? tcb)
    {
        AtLeast("boot loader", tcb?.BootLoader, BootLoader);
        AtLeast("TEE", tcb?.Tee, Tee);
        AtLeast("SNP", tcb?.Snp, Snp);
        AtLeast("microcode", tcb?.Microcode, Microcode);
        if (Fmc > 0)
        {
            AtLeast("FMC", tcb?.Fmc, Fmc);
        }

        void AtLeast(string component, int? found, int minimum) =>
            appraisal.AtLeast(AttestationErrors.SvnTooLow, $"{which} {component}", found, minimum);
    }
}

/// <summary>The least security versions of one product.</summary>
/// <param name="Product">Such as <c>Milan</c>, see <see cref="SnpProduct"/>.</param>
/// <param name="Tcb">What reported, committed and launch TCB must reach.</param>
public sealed record SnpProductMinimum(string Product, SnpTcbMinimum Tcb);
