namespace LazAI.Attestation;

/// <summary>
/// How the statuses of platform, module and quoting enclave become one (Intel's quote verification, "converge"). Each of the seven
/// words of a level is a set of four faults; together they have the faults of both.
/// </summary>
internal static class TcbStatusMerge
{
    [Flags]
    private enum Faults
    {
        None = 0,
        Hardening = 1,
        Configuration = 2,
        Outdated = 4,
        Revocation = 8,
    }

    public static TcbStatus Merge(TcbStatus one, TcbStatus other)
    {
        var faults = FaultsOf(one) | FaultsOf(other);
        return faults.HasFlag(Faults.Revocation) ? TcbStatus.Revoked
            : faults.HasFlag(Faults.Outdated | Faults.Configuration) ? TcbStatus.OutOfDateConfigurationNeeded
            : faults.HasFlag(Faults.Outdated) ? TcbStatus.OutOfDate
            : faults.HasFlag(Faults.Hardening | Faults.Configuration) ? TcbStatus.ConfigurationAndSWHardeningNeeded
            : faults.HasFlag(Faults.Configuration) ? TcbStatus.ConfigurationNeeded
            : faults.HasFlag(Faults.Hardening) ? TcbStatus.SWHardeningNeeded
            : TcbStatus.UpToDate;
    }

    /// <summary>Updates are missing.</summary>
    public static bool IsOutdated(TcbStatus status) => FaultsOf(status).HasFlag(Faults.Outdated);

    /// <summary>Neither are updates missing, nor is it revoked.</summary>
    public static bool IsCurrent(TcbStatus status) => (FaultsOf(status) & (Faults.Outdated | Faults.Revocation)) == 0;

    /// <summary>The configuration may expose the platform.</summary>
    public static bool NeedsConfiguration(TcbStatus status) => FaultsOf(status).HasFlag(Faults.Configuration);

    private static Faults FaultsOf(TcbStatus status) => status switch
    {
        TcbStatus.UpToDate => Faults.None,
        TcbStatus.SWHardeningNeeded => Faults.Hardening,
        TcbStatus.ConfigurationNeeded => Faults.Configuration,
        TcbStatus.ConfigurationAndSWHardeningNeeded => Faults.Hardening | Faults.Configuration,
        TcbStatus.OutOfDate => Faults.Outdated,
        TcbStatus.OutOfDateConfigurationNeeded => Faults.Outdated | Faults.Configuration,
        _ => Faults.Revocation,
    };
}
