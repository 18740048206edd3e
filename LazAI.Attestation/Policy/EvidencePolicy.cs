using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// Which evidence is accepted. People write it as JSON, models carry it, and the service, offline verifiers and the command line judge by
/// it. Nothing is accepted by silence: a kind of evidence whose section is absent is refused, and inside a section every member is given.
/// </summary>
/// <param name="DevelopmentRoots">SHA-256 fingerprints of development roots. Empty refuses development evidence, which proves nothing about hardware.</param>
/// <param name="Measurements">Accepted MRTD values of development evidence, 48 bytes of lower-case hexadecimal digits each.</param>
/// <param name="AllowDebug">Whether development evidence of a domain in debug mode is accepted.</param>
/// <param name="Tdx">Quotes of TDX trust domains.</param>
/// <param name="Sgx">Quotes of SGX enclaves.</param>
/// <param name="Snp">Reports of SEV-SNP guests.</param>
/// <param name="AzureTdx">Tokens of Azure Attestation about TDX trust domains.</param>
/// <param name="AzureSnp">Tokens of Azure Attestation about SEV-SNP guests.</param>
/// <param name="Vtpm">
/// What software a machine under a paravisor must have started, beside the section of its kind. Where it is absent such machines are refused.
/// </param>
public sealed record EvidencePolicy(
    ImmutableArray<Bytes32> DevelopmentRoots,
    ImmutableArray<string> Measurements,
    bool AllowDebug,
    TdxDemands? Tdx = null,
    SgxDemands? Sgx = null,
    SnpDemands? Snp = null,
    AzureTdxDemands? AzureTdx = null,
    AzureSnpDemands? AzureSnp = null,
    VtpmDemands? Vtpm = null)
{
    /// <summary>How long before something ends a judgement warns of it, in days.</summary>
    public const int WarningDaysDefault = 14;

    /// <summary>Judges facts at the given time.</summary>
    /// <param name="facts">What was established of the evidence.</param>
    /// <param name="challenge">
    /// What the evidence must be bound to, and how old it may be. Null where that was judged before: binding and age are then not looked at.
    /// </param>
    /// <param name="at">The time of the judgement.</param>
    /// <param name="warningDays">How long before something ends to warn of it, in days.</param>
    public EvidenceJudgement Judge(
        EvidenceFacts facts, EvidenceChallenge? challenge, DateTimeOffset at, int warningDays = WarningDaysDefault)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var appraisal = new Appraisal(at, warningDays);
        JudgeKind(appraisal, facts);
        JudgeVtpm(appraisal, facts.Vtpm);
        if (challenge is not null)
        {
            ChallengeRules.Judge(appraisal, facts, challenge, AgeSecondsMaximumOf(facts.Kind), at);
        }

        if (facts.CertificatesUntil is { } until)
        {
            appraisal.WarnBefore("certificates", until, $"The platform's certificates end {Appraisal.Text(until)}.");
        }

        return appraisal.Conclude();
    }

    /// <summary>Whether facts whose binding was judged before satisfy the policy at the given time.</summary>
    public bool Accepts(EvidenceFacts facts, DateTimeOffset at) => Judge(facts, null, at).IsAccepted;

    /// <summary>Reads a policy strictly: an unknown, missing or repeated member, or a value without meaning, is an error that names it.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="fault">What is wrong, for people; not stable.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out EvidencePolicy? policy,
        [NotNullWhen(false)] out string? fault) => PolicyJson.TryParse(json, out policy, out fault);

    /// <summary>
    /// The first value without meaning, such as a status that nobody uses or a measurement of another length, in words that name its member;
    /// null when there is none. What <see cref="TryParse"/> reads has none.
    /// </summary>
    public string? FindFault() => PolicyRules.FaultOf(this);

    private void JudgeKind(Appraisal appraisal, EvidenceFacts facts)
    {
        switch (facts.Kind)
        {
            case EvidenceFacts.DevelopmentTdx:
                JudgeDevelopment(appraisal, facts);
                break;
            case EvidenceFacts.Tdx when Tdx is not null:
                Tdx.Tcb.Judge(appraisal, facts.Tcb);
                Tdx.TrustDomain.Judge(appraisal, facts);
                break;
            case EvidenceFacts.Sgx when Sgx is not null:
                Sgx.Tcb.Judge(appraisal, facts.Tcb);
                Sgx.Enclave.Judge(appraisal, facts);
                break;
            case EvidenceFacts.Snp when Snp is not null:
                Snp.Platform.Judge(appraisal, facts.Guest);
                Snp.Guest.Judge(appraisal, facts);
                break;
            case EvidenceFacts.AzureTdx when AzureTdx is not null:
                AzureTdx.Token.Judge(appraisal, facts.Azure);
                appraisal.OneOf(
                    AttestationErrors.TcbStatusRefused, "attester_tcb_status", facts.Azure?.TcbStatus, AzureTdx.TcbStatuses);
                AzureTdx.TrustDomain.Judge(appraisal, facts);
                break;
            case EvidenceFacts.AzureSnp when AzureSnp is not null:
                AzureSnp.Token.Judge(appraisal, facts.Azure);
                AzureSnp.TcbMinimum.Judge(appraisal, "reported TCB", facts.Guest?.ReportedTcb);
                AzureSnp.Guest.Judge(appraisal, facts);
                break;
            case EvidenceFacts.AzureVirtualMachine:
                appraisal.Refuse(
                    AttestationErrors.IsolationMissing, "x-ms-isolation-tee", "", "present",
                    "The token is about a virtual machine without confidential hardware.");
                break;
            default:
                appraisal.Refuse(
                    AttestationErrors.KindRefused, "kind", facts.Kind, string.Join(", ", AcceptedKinds()),
                    $"The policy does not accept evidence of kind {facts.Kind}.");
                break;
        }
    }

    private void JudgeVtpm(Appraisal appraisal, VtpmFacts? vtpm)
    {
        if (vtpm is not null && Vtpm is null)
        {
            appraisal.Refuse(
                AttestationErrors.KindRefused, "vtpm", "a paravisor", "no paravisor",
                "A paravisor is between hardware and guest, so that the hardware measures firmware only, and the policy does not say (vtpm) "
                    + "which software may have been started.");
        }
        else if (vtpm is not null)
        {
            Vtpm!.Judge(appraisal, vtpm);
        }
    }

    private void JudgeDevelopment(Appraisal appraisal, EvidenceFacts facts)
    {
        if (!DevelopmentRoots.Contains(facts.Root))
        {
            appraisal.Refuse(
                AttestationErrors.DevelopmentRootRefused, "root", facts.Root.ToString(), string.Join(", ", DevelopmentRoots),
                $"Development evidence under root {facts.Root}, which the policy does not name, proves nothing about hardware.");
        }

        if (facts.Debug && !AllowDebug)
        {
            appraisal.Refuse(
                AttestationErrors.DebugEnclave, "TDATTRIBUTES", "debug", "no debug", "It runs in debug mode, in which the host can look inside.");
        }

        if (!Measurements.Contains(facts.Measurement, StringComparer.Ordinal))
        {
            appraisal.Refuse(
                AttestationErrors.MeasurementUnknown, "MRTD", facts.Measurement, string.Join(", ", Measurements),
                $"MRTD is {facts.Measurement}, which is not among the values that the policy allows ({Measurements.Length}).");
        }
    }

    private int? AgeSecondsMaximumOf(string kind) => kind switch
    {
        EvidenceFacts.Tdx => Tdx?.AgeSecondsMaximum,
        EvidenceFacts.Sgx => Sgx?.AgeSecondsMaximum,
        EvidenceFacts.Snp => Snp?.AgeSecondsMaximum,
        EvidenceFacts.AzureTdx => AzureTdx?.Token.AgeSecondsMaximum,
        EvidenceFacts.AzureSnp => AzureSnp?.Token.AgeSecondsMaximum,
        _ => null,
    };

    private IEnumerable<string> AcceptedKinds() => new[]
    {
        DevelopmentRoots.IsEmpty ? null : EvidenceFacts.DevelopmentTdx,
        Tdx is null ? null : EvidenceFacts.Tdx,
        Sgx is null ? null : EvidenceFacts.Sgx,
        Snp is null ? null : EvidenceFacts.Snp,
        AzureTdx is null ? null : EvidenceFacts.AzureTdx,
        AzureSnp is null ? null : EvidenceFacts.AzureSnp,
    }.OfType<string>();
}
