namespace LazAI.Attestation;

/// <summary>Which hardware made the report inside of an <see cref="HclReport"/>.</summary>
public enum HclReportType
{
    /// <summary>An SEV-SNP attestation report of 1184 bytes.</summary>
    Snp = 2,

    /// <summary>A TDX TDREPORT of 1024 bytes. It proves nothing outside of its machine: a quote has to be made of it.</summary>
    Tdx = 4,
}
