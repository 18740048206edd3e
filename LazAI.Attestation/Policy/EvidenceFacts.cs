using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// What was established of one piece of evidence, in the form that policies judge: plain values, compared by value, written as canonical
/// JSON with absent members where a kind of evidence has no such thing. Facts prove nothing by themselves; whoever relies on them has
/// made them from what a verifier gave, or keeps the evidence to make them again.
/// </summary>
/// <param name="Kind">One of the kinds below; <c>development-…</c> is shown as such wherever it is displayed.</param>
/// <param name="Root">
/// What the evidence rests on. Intel and development: SHA-256 of the root certificate. AMD: SHA-256 of the root key's
/// SubjectPublicKeyInfo. Azure Attestation, whose keys change and end in no root: SHA-256 of the issuer's address in UTF-8.
/// </param>
/// <param name="Measurement">
/// The initial contents, lower-case hexadecimal digits: MRTD, MRENCLAVE or MEASUREMENT. Empty where a token does not say.
/// </param>
/// <param name="Debug">The host can look inside; also where a token does not say that it cannot.</param>
/// <param name="Hash">Keccak-256 of the evidence bytes.</param>
public sealed record EvidenceFacts(string Kind, Bytes32 Root, string Measurement, bool Debug, Bytes32 Hash)
{
    /// <summary>A quote of a TDX trust domain.</summary>
    public const string Tdx = "tdx";

    /// <summary>A quote of an SGX enclave.</summary>
    public const string Sgx = "sgx";

    /// <summary>A report of an SEV-SNP guest.</summary>
    public const string Snp = "snp";

    /// <summary>A token of Azure Attestation about a TDX trust domain.</summary>
    public const string AzureTdx = "azure-tdx";

    /// <summary>A token of Azure Attestation about an SEV-SNP guest.</summary>
    public const string AzureSnp = "azure-snp";

    /// <summary>A token of Azure Attestation about a virtual machine without confidential hardware; no policy accepts it.</summary>
    public const string AzureVirtualMachine = "azure-vm";

    /// <summary>A token of Azure Attestation about something else; no policy accepts it.</summary>
    public const string AzureOther = "azure-other";

    /// <summary>A quote in the form of TDX under a development root. Nothing but the members above is recorded of it.</summary>
    public const string DevelopmentTdx = "development-tdx";

    /// <summary>A quote in the form of SGX under a development root; no policy accepts it.</summary>
    public const string DevelopmentSgx = "development-sgx";

    /// <summary>The guest may be moved to another machine by a migration agent; absent where the kind has no such thing or does not say.</summary>
    public bool? Migratable { get; init; }

    /// <summary>
    /// REPORTDATA, 64 bytes in lower-case hexadecimal digits; through a paravisor, which has the hardware's for itself, the guest's 64 bytes in
    /// the runtime data. Not kept of a session, see <see cref="Unbound"/>.
    /// </summary>
    public string? ReportData { get; init; }

    /// <summary>The last second at which all certificates under the evidence are valid; absent for tokens and development evidence.</summary>
    [JsonConverter(typeof(UtcTimeJsonConverter))]
    public DateTimeOffset? CertificatesUntil { get; init; }

    /// <summary>Keccak-256 of the collateral bundle that the evidence was verified with, where that was recorded.</summary>
    public Bytes32? CollateralHash { get; init; }

    /// <summary>Of TDX, by quote or token.</summary>
    public TdxFacts? TrustDomain { get; init; }

    /// <summary>Of SGX.</summary>
    public SgxFacts? Enclave { get; init; }

    /// <summary>Of SEV-SNP, by report or token.</summary>
    public SnpFacts? Guest { get; init; }

    /// <summary>By Intel's collateral.</summary>
    public TcbFacts? Tcb { get; init; }

    /// <summary>Of the token.</summary>
    public AzureFacts? Azure { get; init; }

    /// <summary>Of the virtual TPM; present exactly where a paravisor is between hardware and guest.</summary>
    public VtpmFacts? Vtpm { get; init; }

    /// <summary>The evidence rests on a key in a file: it proves nothing about hardware.</summary>
    [JsonIgnore]
    public bool IsDevelopment => Kind is DevelopmentTdx or DevelopmentSgx;

    /// <summary>
    /// The same without what ties it to one request: report data, nonces, time of issue. A session keeps these, since its id is the report
    /// data, and evidence of equal machines then has equal facts but for the hash.
    /// </summary>
    public EvidenceFacts Unbound() => ReportData is null && Azure is null ? this : this with
    {
        ReportData = null,
        Azure = Azure is null ? null : Azure with { IssuedAt = null, Nonce = null, ClientPayloadNonce = null },
    };

    /// <summary>The facts of a quote.</summary>
    /// <param name="quote">What the verifier has established.</param>
    /// <param name="hash">Keccak-256 of the evidence bytes.</param>
    /// <param name="collateralHash">Keccak-256 of the collateral bundle, to record which it was.</param>
    public static EvidenceFacts Of(DcapQuoteVerified quote, Bytes32 hash, Bytes32? collateralHash = null)
    {
        ArgumentNullException.ThrowIfNull(quote);
        var development = quote.Root.Kind == EvidenceRoot.Development;
        var facts = new EvidenceFacts(
            quote.TrustDomain is null ? (development ? DevelopmentSgx : Sgx) : development ? DevelopmentTdx : Tdx,
            quote.Root.Fingerprint,
            TdxFacts.Hex(quote.TrustDomain?.MrTd) ?? quote.Enclave!.MrEnclave.ToString()[2..],
            quote.IsDebug,
            hash)
        { ReportData = quote.ReportData.ToString()[2..] };
        return development ? facts : facts with
        {
            Migratable = quote.TrustDomain?.Attributes.IsMigratable,
            CertificatesUntil = quote.CertificateValidity.NotAfter,
            CollateralHash = collateralHash,
            TrustDomain = quote.TrustDomain is { } domain ? TdxFacts.Of(domain) : null,
            Enclave = quote.Enclave is { } enclave ? SgxFacts.Of(enclave) : null,
            Tcb = TcbFacts.Of(quote.Tcb!),
        };
    }

    /// <summary>The facts of an SEV-SNP report.</summary>
    /// <inheritdoc cref="Of(DcapQuoteVerified, Bytes32, Bytes32?)"/>
    public static EvidenceFacts Of(SnpReportVerified report, Bytes32 hash, Bytes32? collateralHash = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        var claims = report.Claims;
        return new EvidenceFacts(Snp, report.Root.KeyDigest, TdxFacts.Hex(claims.Measurement)!, claims.Policy.IsDebugAllowed, hash)
        {
            ReportData = report.ReportData.ToString()[2..],
            Migratable = claims.Policy.IsMigrationAllowed,
            CertificatesUntil = report.CertificateValidity.NotAfter,
            CollateralHash = collateralHash,
            Guest = SnpFacts.Of(report),
        };
    }

    /// <summary>The facts of a token of Azure Attestation: that instance's word about evidence that was not looked at here.</summary>
    /// <inheritdoc cref="Of(DcapQuoteVerified, Bytes32, Bytes32?)"/>
    public static EvidenceFacts Of(AzureTokenVerified token, Bytes32 hash)
    {
        ArgumentNullException.ThrowIfNull(token);
        var claims = token.Claims;
        var (kind, measurement) = claims.Tee switch
        {
            AzureTdxClaims tdx => (AzureTdx, tdx.MrTd),
            AzureSnpClaims snp => (AzureSnp, snp.LaunchMeasurement),
            _ => (claims.AttestationType == AzureTokenClaims.VirtualMachineType ? AzureVirtualMachine : AzureOther, default(Measurement48?)),
        };
        return new EvidenceFacts(
            kind,
            new Bytes32(SHA256.HashData(Encoding.UTF8.GetBytes(claims.Issuer ?? ""))),
            TdxFacts.Hex(measurement) ?? "",
            claims.Tee?.IsDebug != false,
            hash)
        {
            ReportData = claims.Tee?.ReportData?.ToString()[2..],
            Migratable = claims.Tee?.IsMigratable,
            TrustDomain = claims.Tee is AzureTdxClaims domain ? TdxFacts.Of(domain) : null,
            Guest = claims.Tee is AzureSnpClaims guest ? SnpFacts.Of(guest) : null,
            Azure = AzureFacts.Of(claims),
        };
    }
}
