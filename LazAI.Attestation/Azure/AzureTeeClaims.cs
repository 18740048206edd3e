namespace LazAI.Attestation;

/// <summary>
/// What a token of Azure Attestation says of the hardware: <see cref="AzureTdxClaims"/> or <see cref="AzureSnpClaims"/>. The policy of the
/// instance decides which claims are issued, so each may be absent; absent is not a good value.
/// </summary>
public abstract record AzureTeeClaims
{
    private protected AzureTeeClaims()
    {
    }

    /// <summary>Whether Azure holds firmware and configuration for its own (<c>x-ms-compliance-status</c>), such as <c>azure-compliant-cvm</c>.</summary>
    public string? ComplianceStatus { get; init; }

    /// <summary>What the attested software bound the evidence to.</summary>
    public ReportData? ReportData { get; init; }

    /// <summary>The host can look into the guest. True as soon as one of the claims about it says so; null when none speaks of it.</summary>
    public abstract bool? IsDebug { get; }

    /// <summary>The guest may be moved to another machine by a migration agent; null when no claim says.</summary>
    public abstract bool? IsMigratable { get; }

    private protected static ReportData? ReadReportData(ClaimReader reader, string name) =>
        reader.Hex(name, Attestation.ReportData.Length) is { } bytes ? new ReportData(bytes) : null;
}
