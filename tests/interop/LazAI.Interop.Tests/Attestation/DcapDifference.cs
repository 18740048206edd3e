using LazAI.Attestation;

namespace LazAI.Interop.Tests.Attestation;

/// <summary>A known difference between us and a judge: why, and which pairs of answers it explains.</summary>
internal sealed record DcapDifference(string Reason, Func<DcapComparison, bool> Explains)
{
    private static readonly DcapDifference s_attributes = new(
        "refuses what is a policy's question to us: debug, no SEPT_VE_DISABLE, reserved or migratable TDs, a service TD",
        pair => !pair.TheyAccept && (pair.Verified is { IsDebug: true }
            || pair.Verified?.TrustDomain is { } domain
                && (domain.Attributes is { IsSeptVeDisabled: false } or { IsMigratable: true } or { HasReservedBits: true }
                    || domain.MrServiceTd is { IsZero: false })));

    private static readonly DcapDifference s_moduleIdentity = new(
        "does not look at MRSIGNERSEAM, SEAMATTRIBUTES and the list of TDX modules",
        pair => pair.RefusedFor(AttestationErrors.TdxModuleMismatch));

    private static readonly DcapDifference s_moduleLevels = new(
        "compares the version of a TDX module that has levels of its own with the platform's levels, and knows no relaunch",
        pair => pair.HasModuleLevels && (pair.Verified is not null || pair.RefusedFor(AttestationErrors.TcbLevelNotSupported)));

    private static readonly DcapDifference s_pceId = new(
        "does not compare PCEID",
        pair => pair.TheyAccept && pair.RefusedFor(AttestationErrors.TcbInfoMismatch) && pair.OurDetail.StartsWith("PCEID", StringComparison.Ordinal));

    private static readonly DcapDifference s_lastSecond = new(
        "accepts collateral in the second of nextUpdate, from which on the next was due",
        pair => pair.TheyAccept
            && pair.RefusedFor(AttestationErrors.TcbInfoExpired, AttestationErrors.QeIdentityExpired, AttestationErrors.CrlExpired)
            && (pair.Case with { At = pair.Case.At.AddSeconds(-1) }).Verify() is DcapQuoteVerified);

    private static readonly DcapDifference s_outerType = new(
        "accepts certification data of another type in the place of type 6",
        pair => pair.TheyAccept && pair.OurDetail == nameof(QuoteParseError.OuterCertificationTypeWrong));

    private static readonly DcapDifference s_remainder = new(
        "ignores what is left in a container after its last part",
        pair => pair.TheyAccept
            && pair.OurDetail is nameof(QuoteParseError.OuterCertificationLengthWrong) or nameof(QuoteParseError.CertificationLengthWrong));

    private static readonly DcapDifference s_chain = new(
        "takes certificates out of any text, completes a chain without its root, and does not look at more of a root than its key",
        pair => pair.TheyAccept && pair.RefusedFor(AttestationErrors.ChainMalformed, AttestationErrors.RootUntrusted, AttestationErrors.ChainInvalid));

    private static readonly DcapDifference s_collateralText = new(
        "does not ask for members and issuers that it makes no use of, and reads texts leniently",
        pair => pair.TheyAccept && pair.RefusedFor(AttestationErrors.CollateralMalformed));

    /// <summary>@phala/dcap-qvl 0.3.9.</summary>
    public static IReadOnlyList<DcapDifference> OfJavaScript { get; } =
    [
        new("does not check signature, issuer and time of revocation lists, and reads past lists that it cannot read", pair => pair.TheyAccept
            && pair.RefusedFor(
                AttestationErrors.CrlMalformed, AttestationErrors.CrlInvalid, AttestationErrors.CrlNotYetValid, AttestationErrors.CrlExpired)),
        new("refuses a revoked platform instead of saying so", pair => !pair.TheyAccept && pair.OurStatus == nameof(TcbStatus.Revoked)),
        new("reads SGX quotes of version 3 only", pair => !pair.TheyAccept && pair.Quote is { IsTdx: false, Header.Version: > 3 }),
        new("forgets the configuration when the quoting enclave is out of date", pair =>
            pair.OurStatus == nameof(TcbStatus.OutOfDateConfigurationNeeded) && pair.Theirs.Status == nameof(TcbStatus.OutOfDate)),
        s_attributes, s_moduleIdentity, s_moduleLevels, s_pceId, s_lastSecond, s_outerType, s_remainder, s_chain, s_collateralText,
    ];

    /// <summary>@phala/dcap-qvl-web 0.3.3.</summary>
    public static IReadOnlyList<DcapDifference> OfWebAssembly { get; } =
    [
        new("reads quotes of versions 3 (SGX) and 4 (TDX) only", pair => !pair.TheyAccept && pair.Quote is { } quote
            && (quote.Header.Version == 5 || (!quote.IsTdx && quote.Header.Version == 4))),
        new("does not read the identity of the quoting enclave, nor who signed it", pair => pair.RefusedFor(
                AttestationErrors.QeIdentityMalformed,
                AttestationErrors.QeIdentitySignatureInvalid,
                AttestationErrors.QeIdentityMismatch,
                AttestationErrors.QeIdentityNotYetValid,
                AttestationErrors.QeIdentityExpired)
            || (pair.RefusedFor(AttestationErrors.TcbSigningChainInvalid) && pair.OurDetail.StartsWith("QE identity:", StringComparison.Ordinal))),
        new("takes the issuer of revocation lists and the root of chains from elsewhere than the collateral", pair => pair.TheyAccept
            && pair.RefusedFor(AttestationErrors.CrlInvalid, AttestationErrors.TcbSigningChainInvalid)
            && (pair.OurDetail.StartsWith("issuer of the PCK CRL", StringComparison.Ordinal)
                || pair.Case.Name.Contains("pck_crl_issuer_chain", StringComparison.Ordinal)
                || pair.OurDetail.Contains("untrusted root", StringComparison.Ordinal))),
        new("does not look at when TCB info and lists were made", pair => pair.TheyAccept
            && pair.RefusedFor(AttestationErrors.TcbInfoNotYetValid, AttestationErrors.CrlNotYetValid)),
        new("calls a platform below all levels Unknown", pair =>
            pair.Theirs.Status == "Unknown" && pair.RefusedFor(AttestationErrors.TcbLevelNotSupported)),
        s_attributes, s_moduleIdentity, s_moduleLevels, s_pceId, s_lastSecond, s_outerType, s_remainder, s_chain, s_collateralText,
    ];
}
