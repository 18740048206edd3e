namespace LazAI.Attestation;

/// <summary>Why bytes are no HCL report that this parser knows. The checks run in the order of the members.</summary>
public enum HclReportParseError
{
    /// <summary>The report was parsed.</summary>
    None = 0,

    /// <summary>The input is longer than <see cref="HclReport.LengthMaximum"/>.</summary>
    TooLarge,

    /// <summary>The input ends before the runtime data.</summary>
    Truncated,

    /// <summary>The input does not begin with <c>HCLA</c>.</summary>
    MagicWrong,

    /// <summary>The header's version is neither 1 nor 2.</summary>
    VersionUnsupported,

    /// <summary>The paravisor says that it failed to get the hardware's report.</summary>
    StatusNotZero,

    /// <summary>The hardware report is neither of SEV-SNP nor of TDX.</summary>
    ReportTypeUnsupported,

    /// <summary>The hash that binds the runtime data is not SHA-256.</summary>
    HashTypeUnsupported,

    /// <summary>The lengths of report, runtime data and its text contradict each other or the input.</summary>
    LengthWrong,

    /// <summary>Something else than zeros follows the report.</summary>
    TrailingBytes,
}
