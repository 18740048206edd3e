using System.Collections.Immutable;
using System.Text.Json;

namespace LazAI.Attestation.Tests;

/// <summary>The vectors judged: what they are marked with is what a policy refuses, and nothing else.</summary>
public sealed class PolicyVectorTests
{
    private static readonly ImmutableArray<string> Statuses = [.. Enum.GetNames<TcbStatus>()];

    public static TheoryData<string> Quotes() => Accepted("dcap-quote");

    public static TheoryData<string> Reports() => Accepted("snp-report");

    [VectorTheory]
    [MemberData(nameof(Quotes))]
    public void QuoteVector_Judged_IsRefusedForItsFlagsAndItsStatusAlone(string id)
    {
        var entry = AttestationVectors.Case(id);
        var verified = Assert.IsType<DcapQuoteVerified>(DcapAttempt.Of(id).Verify());
        var (at, facts) = (AttestationVectors.At(entry), EvidenceFacts.Of(verified, default));
        var attributes = verified.TrustDomain?.Attributes;
        string[] expected =
        [
            .. new[]
            {
                verified.IsDebug ? AttestationErrors.DebugEnclave : null,
                attributes?.IsMigratable == true ? AttestationErrors.MigrationRefused : null,
                attributes?.IsSeptVeDisabled == false ? AttestationErrors.AttributesRefused : null,
                attributes?.HasReservedBits == true ? AttestationErrors.AttributesRefused : null,
                verified.TrustDomain?.MrServiceTd is { IsZero: false } ? AttestationErrors.MeasurementUnknown : null,
            }.OfType<string>(),
        ];
        var reasons = Lenient(facts, Statuses).Judge(facts, null, at).Reasons.Select(reason => reason.Code).ToArray();
        Assert.Equal(expected.Order(StringComparer.Ordinal), reasons.Order(StringComparer.Ordinal));
        Assert.All(Flags(entry), flag => Assert.NotEmpty(CodesOf(flag).Intersect(reasons)));

        // The same without the status that the case expects is refused for the status.
        var status = AttestationVectors.Verdict(entry);
        var strict = Lenient(facts, Statuses.Remove(status)).Judge(facts, null, at);
        Assert.Contains(strict.Reasons, reason => reason.Code == AttestationErrors.TcbStatusRefused && reason.Found == status);

        // What the PCK certificate says of the platform has to be allowed, and so has its silence.
        var configured = Lenient(facts, Statuses, allowsAll: false).Judge(facts, null, at);
        var pck = Platform(entry);
        Assert.Equal(
            new[] { ("dynamic platform", pck.IsDynamicPlatform), ("cached keys", pck.HasCachedKeys), ("SMT", pck.IsSmtEnabled) }
                .Where(flag => flag.Item2 != false)
                .Select(flag => (flag.Item2 is null ? AttestationErrors.ClaimMissing : AttestationErrors.PlatformConfigurationRefused, flag.Item1))
                .OrderBy(flag => AttestationErrors.InPrecedence.IndexOf(flag.Item1)),
            configured.Reasons.Select(reason => (reason.Code, reason.Component))
                .Where(reason => reason.Component is "dynamic platform" or "cached keys" or "SMT"));

        // Each advisory has to be tolerated.
        var untolerated = Lenient(facts, Statuses, tolerated: false).Judge(facts, null, at);
        Assert.Equal(
            facts.Tcb!.AdvisoryIds,
            untolerated.Reasons.Where(reason => reason.Code == AttestationErrors.AdvisoryRefused).Select(reason => reason.Component));
    }

    [VectorTheory]
    [MemberData(nameof(Reports))]
    public void ReportVector_Judged_IsRefusedForItsConditionsAlone(string id)
    {
        var entry = AttestationVectors.Case(id);
        var verified = SnpVectors.Verified(entry);
        var facts = EvidenceFacts.Of(verified, default);
        var conditions = verified.Claims.Conditions;
        var expected = new[]
        {
            conditions.HasFlag(SnpConditions.DebugAllowed) ? AttestationErrors.DebugEnclave : null,
            conditions.HasFlag(SnpConditions.MigrationAllowed) ? AttestationErrors.MigrationRefused : null,
            conditions.HasFlag(SnpConditions.FirmwareProvisional) ? AttestationErrors.FirmwareProvisional : null,
            conditions.HasFlag(SnpConditions.ChipIdMasked) ? AttestationErrors.ChipIdMasked : null,
            verified.Claims.Vmpl > 0 ? AttestationErrors.VmplRefused : null,
            entry.GetProperty("files").TryGetProperty("crl", out _) ? null : AttestationErrors.RevocationUnchecked,
        }.OfType<string>();
        var policy = new EvidencePolicy([], [], false, Snp: new SnpDemands(
            0,
            new SnpPlatformDemands(
                [.. Enum.GetNames<SnpProduct>().Select(product => new SnpProductMinimum(product, new SnpTcbMinimum(0, 0, 0, 0, 0)))],
                ["Vcek", "Vlek"], false, false, true),
            new GuestDemands(MeasurementRule.OneOf(facts.Measurement), MeasurementRule.OneOf(facts.Guest!.HostData!),
                MeasurementRule.OneOf(facts.Guest.IdKeyDigest!), MeasurementRule.OneOf(facts.Guest.AuthorKeyDigest!), 0, 0, false, false)));
        var judgement = policy.Judge(facts, null, AttestationVectors.At(entry));

        Assert.Equal(expected.Order(StringComparer.Ordinal), judgement.Reasons.Select(reason => reason.Code).Order(StringComparer.Ordinal));
        foreach (var flag in Flags(entry))
        {
            Assert.Contains(
                judgement.Reasons,
                reason => reason.Code == (flag == "debug_policy" ? AttestationErrors.DebugEnclave : AttestationErrors.VmplRefused));
        }
    }

    private static EvidencePolicy Lenient(EvidenceFacts facts, ImmutableArray<string> statuses, bool tolerated = true, bool allowsAll = true)
    {
        var tcb = new IntelTcbDemands(
            statuses,
            tolerated ? [.. facts.Tcb!.AdvisoryIds.Select(id => new AdvisoryTolerance(id, new DateOnly(2100, 1, 1)))] : [],
            0, 0, facts.Tcb!.EvaluationDataNumber, allowsAll, allowsAll, allowsAll);
        if (facts.Enclave is { } enclave)
        {
            return new EvidencePolicy([], [], false, Sgx: new SgxDemands(0, tcb, new EnclaveDemands(
                MeasurementRule.OneOf(facts.Measurement), MeasurementRule.OneOf(enclave.MrSigner), [enclave.IsvProdId], enclave.IsvSvn,
                MeasurementRule.OneOf(enclave.ConfigId), AllowDebug: false)));
        }

        var domain = facts.TrustDomain!;
        return new EvidencePolicy([], [], false, Tdx: new TdxDemands(0, tcb, new TrustDomainDemands(
            MeasurementRule.OneOf(facts.Measurement), MeasurementRule.OneOf(domain.Rtmr0!), MeasurementRule.OneOf(domain.Rtmr1!),
            MeasurementRule.OneOf(domain.Rtmr2!), MeasurementRule.OneOf(domain.Rtmr3!), MeasurementRule.OneOf(domain.MrConfigId!),
            MeasurementRule.OneOf(domain.MrOwner!), MeasurementRule.OneOf(domain.MrOwnerConfig!), MeasurementRule.OneOf(domain.MrSeam!),
            MeasurementRule.OneOf(new string('0', 96)), RequireSeptVeDisable: true, AllowDebug: false, AllowMigration: false)));
    }

    private static PckExtension Platform(JsonElement entry)
    {
        Assert.True(DcapQuote.TryParse(AttestationVectors.Quote(entry), out var quote, out _));
        Assert.True(CertificatePem.TryDecode(quote.CertificationData, out var chain));
        Assert.True(Certificate.TryParse(chain[0], out var pck, out _));
        return PckExtension.Read(pck)!;
    }

    private static IEnumerable<string> Flags(JsonElement entry) =>
        entry.GetProperty("expected").GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()!);

    /// <summary>The index calls a bit of the "under debug" byte reserved, too.</summary>
    private static string[] CodesOf(string flag) => flag switch
    {
        "debug" => [AttestationErrors.DebugEnclave],
        "sept_ve_disable_off" => [AttestationErrors.AttributesRefused],
        "td_attributes_reserved_bits" => [AttestationErrors.AttributesRefused, AttestationErrors.DebugEnclave],
        "mr_servicetd_nonzero" => [AttestationErrors.MeasurementUnknown],
        _ => throw new InvalidOperationException($"The index has an unknown flag {flag}."),
    };

    private static TheoryData<string> Accepted(string kind)
    {
        var table = new TheoryData<string>(AttestationVectors.Index.GetProperty("cases").EnumerateArray()
            .Where(entry => entry.GetProperty("kind").GetString() == kind && AttestationVectors.Verdict(entry) is not ("Reject" or "Parse"))
            .Select(entry => entry.GetProperty("id").GetString()!));
        return table.Count > 0 ? table : throw new InvalidOperationException($"{AttestationVectors.Root} holds no accepted {kind}.");
    }
}
