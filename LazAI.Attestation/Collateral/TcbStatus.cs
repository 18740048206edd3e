namespace LazAI.Attestation;

/// <summary>
/// What Intel says of a TCB level, in the words of its TCB info and enclave identities, and the two results that only a verification
/// can come to.
/// </summary>
public enum TcbStatus
{
    /// <summary>Nothing is known to be wrong.</summary>
    UpToDate = 0,

    /// <summary>Up to date, but the software inside has to defend itself against known attacks.</summary>
    SWHardeningNeeded,

    /// <summary>Up to date, but the platform's configuration may expose it.</summary>
    ConfigurationNeeded,

    /// <summary>Both of the above.</summary>
    ConfigurationAndSWHardeningNeeded,

    /// <summary>Updates that close known holes are missing.</summary>
    OutOfDate,

    /// <summary>Updates are missing, and the configuration may expose the platform.</summary>
    OutOfDateConfigurationNeeded,

    /// <summary>Not to be trusted any more.</summary>
    Revoked,

    /// <summary>The platform and the TDX module loaded now are up to date, but the domain was created under an older module.</summary>
    TDRelaunchAdvised,

    /// <summary>The same, and the configuration may expose the platform.</summary>
    TDRelaunchAdvisedConfigurationNeeded,
}
