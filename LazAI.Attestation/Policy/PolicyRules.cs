using System.Collections.Immutable;

namespace LazAI.Attestation;

/// <summary>Which values of a policy have a meaning. What can never match, or looks like a limit and is none, is a mistake of its writer.</summary>
internal static class PolicyRules
{
    private const int DaysMaximum = 36_500;
    private const int CountMaximum = 256;
    private const int PcrNumberMaximum = 23;

    private static readonly ImmutableArray<string> s_statuses = [.. Enum.GetNames<TcbStatus>()];
    private static readonly ImmutableArray<string> s_products = [.. Enum.GetNames<SnpProduct>()];
    private static readonly ImmutableArray<string> s_signingKeys = [nameof(SnpSigningKey.Vcek), nameof(SnpSigningKey.Vlek)];

    /// <summary>The first fault, which names its member; null when there is none.</summary>
    public static string? FaultOf(EvidencePolicy policy) =>
        (HasNull(policy.Measurements) ? "measurements holds null." : null)
        ?? FaultOf(policy.Tdx) ?? FaultOf(policy.Sgx) ?? FaultOf(policy.Snp) ?? FaultOf(policy.AzureTdx) ?? FaultOf(policy.AzureSnp)
        ?? FaultOf(policy.Vtpm);

    private static string? FaultOf(TdxDemands? tdx) => tdx is null
        ? null
        : Number("tdx.ageSecondsMaximum", tdx.AgeSecondsMaximum)
            ?? FaultOf("tdx.tcb", tdx.Tcb)
            ?? Measurements("tdx.trustDomain", tdx.TrustDomain.Rules);

    private static string? FaultOf(SgxDemands? sgx) => sgx is null
        ? null
        : Number("sgx.ageSecondsMaximum", sgx.AgeSecondsMaximum)
            ?? FaultOf("sgx.tcb", sgx.Tcb)
            ?? Measurements("sgx.enclave", sgx.Enclave.Rules)
            ?? Count("sgx.enclave.isvProdIds", sgx.Enclave.IsvProdIds, canBeEmpty: false)
            ?? Number("sgx.enclave.isvSvnMinimum", sgx.Enclave.IsvSvnMinimum, ushort.MaxValue);

    private static string? FaultOf(SnpDemands? snp) => snp is null
        ? null
        : Number("snp.ageSecondsMaximum", snp.AgeSecondsMaximum)
            ?? Count("snp.platform.tcbMinimums", snp.Platform.TcbMinimums, canBeEmpty: false)
            ?? Words("snp.platform.tcbMinimums.product", [.. snp.Platform.TcbMinimums.Select(minimum => minimum.Product)], s_products)
            ?? snp.Platform.TcbMinimums.Select(minimum => FaultOf("snp.platform.tcbMinimums.tcb", minimum.Tcb)).FirstOrDefault(fault => fault is not null)
            ?? Words("snp.platform.signingKeys", snp.Platform.SigningKeys, s_signingKeys)
            ?? FaultOf("snp.guest", snp.Guest);

    private static string? FaultOf(AzureTdxDemands? azure) => azure is null
        ? null
        : FaultOf("azureTdx.token", azure.Token)
            ?? Words("azureTdx.tcbStatuses", azure.TcbStatuses, s_statuses)
            ?? Measurements("azureTdx.trustDomain", azure.TrustDomain.Rules);

    private static string? FaultOf(AzureSnpDemands? azure) => azure is null
        ? null
        : FaultOf("azureSnp.token", azure.Token)
            ?? FaultOf("azureSnp.tcbMinimum", azure.TcbMinimum)
            ?? FaultOf("azureSnp.guest", azure.Guest);

    private static string? FaultOf(VtpmDemands? vtpm) => vtpm is null
        ? null
        : Count("vtpm.pcrs", vtpm.Pcrs, canBeEmpty: false)
            ?? vtpm.Pcrs.Select(FaultOf).FirstOrDefault(fault => fault is not null)
            ?? (vtpm.Pcrs.DistinctBy(pcr => pcr.Number).Count() < vtpm.Pcrs.Length ? "vtpm.pcrs names a register twice." : null);

    private static string? FaultOf(PcrDemand pcr) =>
        Number("vtpm.pcrs.number", pcr.Number, PcrNumberMaximum)
        ?? (VtpmDemands.Resettable.Contains(pcr.Number)
            ? $"vtpm.pcrs: register {pcr.Number} can be set back by the software that runs, and proves nothing." : null)
        ?? (pcr.Values.IsAny ? $"vtpm.pcrs: register {pcr.Number} may be anything; leave it out instead." : null)
        ?? Measurements("vtpm.pcrs", [("values", pcr.Values, Cryptography.Bytes32.Size)]);

    private static string? FaultOf(string path, IntelTcbDemands tcb) =>
        Words(path + ".statuses", tcb.Statuses, s_statuses)
        ?? Count(path + ".advisories", tcb.Advisories, canBeEmpty: true)
        ?? Number(path + ".graceDays", tcb.GraceDays, DaysMaximum)
        ?? Number(path + ".collateralGraceDays", tcb.CollateralGraceDays, DaysMaximum)
        ?? Number(path + ".evaluationDataNumberMinimum", tcb.EvaluationDataNumberMinimum);

    private static string? FaultOf(string path, SnpTcbMinimum tcb) =>
        Number(path + ".fmc", tcb.Fmc, byte.MaxValue)
        ?? Number(path + ".bootLoader", tcb.BootLoader, byte.MaxValue)
        ?? Number(path + ".tee", tcb.Tee, byte.MaxValue)
        ?? Number(path + ".snp", tcb.Snp, byte.MaxValue)
        ?? Number(path + ".microcode", tcb.Microcode, byte.MaxValue);

    private static string? FaultOf(string path, GuestDemands guest) =>
        Measurements(path, guest.Rules)
        ?? Number(path + ".vmplMaximum", guest.VmplMaximum, 3)
        ?? Number(path + ".guestSvnMinimum", guest.GuestSvnMinimum);

    private static string? FaultOf(string path, AzureTokenDemands token) =>
        Count(path + ".issuers", token.Issuers, canBeEmpty: false)
        ?? Number(path + ".ageSecondsMaximum", token.AgeSecondsMaximum)
        ?? Count(path + ".complianceStatuses", token.ComplianceStatuses, canBeEmpty: false);

    private static string? Number(string name, int value, int maximum = int.MaxValue) =>
        value >= 0 && value <= maximum ? null : $"{name} is a number from 0 to {maximum}.";

    private static string? Count<T>(string name, ImmutableArray<T> values, bool canBeEmpty) =>
        values.IsDefault ? $"{name} is missing."
        : HasNull(values) ? $"{name} holds null."
        : values.IsEmpty && !canBeEmpty ? $"{name} is empty, so that nothing would be accepted; leave the section out instead."
        : values.Length > CountMaximum ? $"{name} has at most {CountMaximum} entries."
        : null;

    private static bool HasNull<T>(ImmutableArray<T> values) => !values.IsDefault && values.Any(value => value is null);

    private static string? Words(string name, ImmutableArray<string> values, ImmutableArray<string> known) =>
        Count(name, values, canBeEmpty: false)
        ?? (values.FirstOrDefault(value => !known.Contains(value, StringComparer.Ordinal)) is { } unknown
            ? $"{name}: '{unknown}' is none of {string.Join(", ", known)}."
            : null);

    private static string? Measurements(string path, IEnumerable<(string Name, MeasurementRule Rule, int Bytes)> rules) => rules
        .Where(entry => !entry.Rule.IsOfBytes(entry.Bytes))
        .Select(entry => $"{path}.{entry.Name} holds values of {entry.Bytes} bytes, {2 * entry.Bytes} hexadecimal digits.")
        .FirstOrDefault();
}
