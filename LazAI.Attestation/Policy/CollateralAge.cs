using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace LazAI.Attestation;

/// <summary>How new one part of collateral is.</summary>
/// <param name="Name">
/// What it is part of: <c>tcb-info/TDX/</c> or <c>tcb-info/SGX/</c> and the FMSPC, <c>qe-identity/</c> and the enclave,
/// <c>crl/</c> and SHA-256 of the authority's name in DER.
/// </param>
/// <param name="Issued">When it was signed: <c>issueDate</c> or <c>thisUpdate</c>.</param>
/// <param name="EvaluationDataNumber">Its <c>tcbEvaluationDataNumber</c>; absent for revocation lists.</param>
public sealed record CollateralAge(
    string Name,
    [property: JsonConverter(typeof(UtcTimeJsonConverter))] DateTimeOffset Issued,
    int? EvaluationDataNumber = null)
{
    /// <summary>The ages of all parts of Intel's collateral.</summary>
    public static ImmutableArray<CollateralAge> Of(DcapCollateral collateral)
    {
        ArgumentNullException.ThrowIfNull(collateral);
        var (info, identity) = (collateral.TcbInfo, collateral.QeIdentity);
        return
        [
            new($"tcb-info/{(info.IsTdx ? "TDX" : "SGX")}/{info.Fmspc}", info.IssueDate, info.TcbEvaluationDataNumber),
            new($"qe-identity/{identity.Id}", identity.IssueDate, identity.TcbEvaluationDataNumber),
            Of(collateral.RootCrl),
            Of(collateral.PckCrl),
        ];
    }

    /// <summary>The age of a revocation list, Intel's or AMD's.</summary>
    /// <remarks>Intel's lists carry always the same number, so that only their dates tell them apart.</remarks>
    public static CollateralAge Of(CertificateRevocationList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        return new CollateralAge("crl/" + Convert.ToHexStringLower(SHA256.HashData(list.Issuer)), list.ThisUpdate);
    }
}
