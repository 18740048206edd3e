using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// What is demanded of a token of Azure Attestation. Strict where nothing is set: no measurement is allowed, and a claim that a rule needs
/// but the token does not have is a reason to refuse it.
/// </summary>
public sealed record AzureTokenPolicy
{
    /// <summary>The types of hardware that are accepted, as <c>x-ms-attestation-type</c> names them; for <c>azurevm</c> the type inside counts.</summary>
    public ImmutableArray<string> AcceptedTypes { get; init; } = [AzureTdxClaims.TypeName, AzureSnpClaims.TypeName];

    /// <summary>Accepted values of <c>x-ms-compliance-status</c>.</summary>
    public ImmutableArray<string> AcceptedComplianceStatuses { get; init; } = ["azure-compliant-cvm"];

    /// <summary>Accepted values of <c>attester_tcb_status</c> of TDX. Tokens about SNP have none: there, versions speak for themselves.</summary>
    public ImmutableArray<string> AcceptedTcbStatuses { get; init; } = ["UpToDate"];

    /// <summary>TDX: allowed initial contents of the trust domain.</summary>
    public RegisterRule MrTd { get; init; } = RegisterRule.None;

    /// <summary>TDX: allowed firmware configurations. On Azure RTMRs are zero, since the vTPM measures instead.</summary>
    public RegisterRule Rtmr0 { get; init; } = RegisterRule.None;

    /// <summary>TDX: allowed loaders and kernels.</summary>
    public RegisterRule Rtmr1 { get; init; } = RegisterRule.None;

    /// <summary>TDX: allowed command lines, initial RAM disks and applications.</summary>
    public RegisterRule Rtmr2 { get; init; } = RegisterRule.None;

    /// <summary>TDX: allowed values of the application's own register.</summary>
    public RegisterRule Rtmr3 { get; init; } = RegisterRule.None;

    /// <summary>SNP: allowed initial contents of the guest (MEASUREMENT).</summary>
    public RegisterRule LaunchMeasurement { get; init; } = RegisterRule.None;

    /// <summary>SNP: the lowest privilege that may have asked for the report, as a VMPL; higher numbers are less privileged.</summary>
    public int VmplMaximum { get; init; }

    /// <summary>Whether guests that may be moved by a migration agent are accepted.</summary>
    public bool IsMigrationAccepted { get; init; }

    /// <summary>How long ago the token may have been issued. Longer gives a stolen token more time.</summary>
    public TimeSpan TokenAgeMaximum { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Judges an authentic token against this policy at the given time; of several reasons the first by
    /// <see cref="AttestationErrors.InPrecedence"/> is given.</summary>
    /// <param name="token">What the verifier has established.</param>
    /// <param name="expected">What the token has to be bound to.</param>
    /// <param name="at">The time of the judgement.</param>
    public PolicyVerdict Judge(AzureTokenVerified token, AzureTokenBinding expected, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(expected);
        var reasons = FindAge(token.Claims, at).Concat(FindBinding(token.Claims, expected)).Concat(token.Claims.Tee switch
        {
            { } tee => FindTee(tee),
            null when token.Claims.AttestationType == AzureTokenClaims.VirtualMachineType =>
                [new(AttestationErrors.IsolationMissing, "x-ms-isolation-tee", "a virtual machine without confidential hardware")],
            null => [new(AttestationErrors.KindRefused, "x-ms-attestation-type", token.Claims.AttestationType)],
        });
        return reasons.MinBy(reason => AttestationErrors.InPrecedence.IndexOf(reason.Code)) is { } first
            ? first
            : new AzureTokenAccepted(token);
    }

    private IEnumerable<EvidenceUnacceptable> FindAge(AzureTokenClaims claims, DateTimeOffset at)
    {
        var age = at - claims.IssuedAt!.Value;
        if (age > TokenAgeMaximum)
        {
            yield return new(AttestationErrors.EvidenceExpired, "iat", age.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + " s old");
        }
    }

    private static IEnumerable<EvidenceUnacceptable> FindBinding(AzureTokenClaims claims, AzureTokenBinding expected)
    {
        if (expected.RuntimeData is { } runtimeData)
        {
            var data = claims.Tee?.ReportData;
            if (data is null)
            {
                yield return Missing("report data");
            }
            else if (!SHA256.HashData(runtimeData.Span).AsSpan().SequenceEqual(data.Value.AsSpan()[..SHA256.HashSizeInBytes]))
            {
                yield return new(AttestationErrors.ReportDataMismatch, "report data", data.Value.ToString());
            }
        }

        var clientNonce = expected.ClientPayloadNonce is { } nonce ? Convert.ToBase64String(nonce.Span) : null;
        foreach (var (name, wanted, found) in new[]
        {
            ("nonce", expected.Nonce, claims.Nonce), ("x-ms-runtime.client-payload.nonce", clientNonce, claims.ClientPayloadNonce),
        })
        {
            if (wanted is not null && !string.Equals(wanted, found, StringComparison.Ordinal))
            {
                yield return found is null ? Missing(name) : new(AttestationErrors.NonceMismatch, name, found);
            }
        }
    }

    private IEnumerable<EvidenceUnacceptable> FindTee(AzureTeeClaims tee)
    {
        var type = tee is AzureTdxClaims ? AzureTdxClaims.TypeName : AzureSnpClaims.TypeName;
        if (!AcceptedTypes.Contains(type))
        {
            yield return new(AttestationErrors.KindRefused, "x-ms-attestation-type", type);
        }

        if (Status("x-ms-compliance-status", tee.ComplianceStatus, AcceptedComplianceStatuses, AttestationErrors.ComplianceStatusRefused) is { } status)
        {
            yield return status;
        }

        if (tee.IsDebug is null or true)
        {
            yield return tee.IsDebug is null ? Missing("debug") : new(AttestationErrors.DebugEnclave, "debug", "true");
        }

        if (!IsMigrationAccepted && tee.IsMigratable is null or true)
        {
            yield return tee.IsMigratable is null ? Missing("migration") : new(AttestationErrors.MigrationRefused, "migration", "true");
        }

        foreach (var reason in tee is AzureTdxClaims tdx ? FindTdx(tdx) : FindSnp((AzureSnpClaims)tee))
        {
            yield return reason;
        }
    }

    private IEnumerable<EvidenceUnacceptable> FindTdx(AzureTdxClaims claims) => new[]
    {
        Status("attester_tcb_status", claims.TcbStatus, AcceptedTcbStatuses, AttestationErrors.TcbStatusRefused),
        Measured("MRTD", MrTd, claims.MrTd),
        Measured("RTMR0", Rtmr0, claims.Rtmr0),
        Measured("RTMR1", Rtmr1, claims.Rtmr1),
        Measured("RTMR2", Rtmr2, claims.Rtmr2),
        Measured("RTMR3", Rtmr3, claims.Rtmr3),
    }.OfType<EvidenceUnacceptable>();

    private IEnumerable<EvidenceUnacceptable> FindSnp(AzureSnpClaims claims) => new[]
    {
        Measured("MEASUREMENT", LaunchMeasurement, claims.LaunchMeasurement),
        claims.Vmpl is not { } level ? Missing("VMPL")
            : level > VmplMaximum ? new(AttestationErrors.VmplRefused, "VMPL", level.ToString(CultureInfo.InvariantCulture)) : null,
    }.OfType<EvidenceUnacceptable>();

    private static EvidenceUnacceptable? Status(string claim, string? value, ImmutableArray<string> accepted, string code) =>
        value is null ? Missing(claim) : accepted.Contains(value) ? null : new(code, claim, value);

    private static EvidenceUnacceptable? Measured(string component, RegisterRule rule, Measurement48? value) =>
        rule.IsUnchecked ? null
        : value is not { } found ? Missing(component)
        : rule.Allows(found) ? null
        : new(AttestationErrors.MeasurementUnknown, component, found.ToString());

    private static EvidenceUnacceptable Missing(string component) => new(AttestationErrors.ClaimMissing, component, "not in the token");
}
