using System.Collections.Immutable;

namespace LazAI.Attestation.Tests;

/// <summary>Each rule of a policy on facts that differ from accepted ones in one point.</summary>
public sealed class EvidencePolicyTests
{
    private static readonly DateTimeOffset Now = PolicySamples.Now;

    /// <summary>One change for each rule: the kind, what is changed, the reason, and the same at the rule's boundary where it has one.</summary>
    private static readonly (string Kind, string Component, string Code, Func<EvidenceFacts, EvidenceFacts> Change)[] s_faults =
    [
        .. Of("tdx", AttestationErrors.MeasurementUnknown,
            ("MRTD", facts => facts with { Measurement = Other }),
            ("RTMR0", facts => Domain(facts, domain => domain with { Rtmr0 = Other })),
            ("RTMR1", facts => Domain(facts, domain => domain with { Rtmr1 = Other })),
            ("RTMR2", facts => Domain(facts, domain => domain with { Rtmr2 = Other })),
            ("MRSERVICETD", facts => Domain(facts, domain => domain with { MrServiceTd = Other }))),
        .. Of("tdx", AttestationErrors.ClaimMissing,
            ("MRTD", facts => facts with { Measurement = "" }),
            ("RTMR0", facts => Domain(facts, domain => domain with { Rtmr0 = null })),
            ("TDATTRIBUTES", facts => Domain(facts, domain => domain with { Attributes = null })),
            ("migration", facts => facts with { Migratable = null }),
            ("TCB status", facts => facts with { Tcb = null })),
        .. Of("tdx", AttestationErrors.AttributesRefused,
            ("TDATTRIBUTES", facts => Domain(facts, domain => domain with { Attributes = "0000000000000000" })),
            ("TDATTRIBUTES", facts => Domain(facts, domain => domain with { Attributes = "0000000010000100" }))),
        .. Of("tdx", AttestationErrors.DebugEnclave, ("TDATTRIBUTES", facts => facts with { Debug = true })),
        .. Of("tdx", AttestationErrors.MigrationRefused, ("TDATTRIBUTES", facts => facts with { Migratable = true })),
        .. Of("tdx", AttestationErrors.TcbStatusRefused,
            ("TCB status", facts => Tcb(facts, tcb => tcb with { Status = "ConfigurationNeeded" })),
            ("TCB status", facts => Tcb(facts, tcb => tcb with { Status = "Revoked" }))),
        .. Of("tdx", AttestationErrors.AdvisoryRefused,
            ("INTEL-SA-00001", facts => Tcb(facts, tcb => tcb with { AdvisoryIds = ["INTEL-SA-00615", "INTEL-SA-00001"] }))),
        .. Of("tdx", AttestationErrors.PlatformConfigurationRefused,
            ("dynamic platform", facts => Tcb(facts, tcb => tcb with { DynamicPlatform = true })),
            ("cached keys", facts => Tcb(facts, tcb => tcb with { CachedKeys = true }))),
        .. Of("tdx", AttestationErrors.ClaimMissing,
            ("dynamic platform", facts => Tcb(facts, tcb => tcb with { DynamicPlatform = null })),
            ("cached keys", facts => Tcb(facts, tcb => tcb with { CachedKeys = null }))),
        .. Of("sgx", AttestationErrors.PlatformConfigurationRefused, ("SMT", facts => Tcb(facts, tcb => tcb with { Smt = true }))),
        .. Of("sgx", AttestationErrors.ClaimMissing, ("SMT", facts => Tcb(facts, tcb => tcb with { Smt = null }))),
        .. Of("tdx", AttestationErrors.EvaluationDataNumberTooLow,
            ("tcbEvaluationDataNumber", facts => Tcb(facts, tcb => tcb with { EvaluationDataNumber = 16 }))),
        .. Of("tdx", AttestationErrors.CollateralOutdated,
            ("collateral", facts => Tcb(facts, tcb => tcb with { CollateralNextUpdate = Now.AddSeconds(-1) }))),
        .. Of("sgx", AttestationErrors.MeasurementUnknown,
            ("MRSIGNER", facts => facts with { Enclave = facts.Enclave! with { MrSigner = Other } }),
            ("ISVPRODID", facts => facts with { Enclave = facts.Enclave! with { IsvProdId = 2 } })),
        .. Of("sgx", AttestationErrors.SvnTooLow, ("ISVSVN", facts => facts with { Enclave = facts.Enclave! with { IsvSvn = 4 } })),
        .. Of("sgx", AttestationErrors.DebugEnclave, ("ATTRIBUTES", facts => facts with { Debug = true })),
        .. Of("sgx", AttestationErrors.ClaimMissing, ("MRSIGNER", facts => facts with { Enclave = null })),
        .. Of("snp", AttestationErrors.MeasurementUnknown, ("MEASUREMENT", facts => facts with { Measurement = Other })),
        .. Of("snp", AttestationErrors.VmplRefused, ("VMPL", facts => Guest(facts, guest => guest with { Vmpl = 1 }))),
        .. Of("snp", AttestationErrors.DebugEnclave, ("POLICY", facts => facts with { Debug = true })),
        .. Of("snp", AttestationErrors.MigrationRefused, ("POLICY", facts => facts with { Migratable = true })),
        .. Of("snp", AttestationErrors.SigningKeyRefused, ("signing key", facts => Guest(facts, guest => guest with { SigningKey = "None" }))),
        .. Of("snp", AttestationErrors.ProductRefused, ("product", facts => Guest(facts, guest => guest with { Product = "Turin" }))),
        .. Of("snp", AttestationErrors.ChipIdMasked, ("CHIP_ID", facts => Guest(facts, guest => guest with { ChipIdMasked = true }))),
        .. Of("snp", AttestationErrors.FirmwareProvisional, ("firmware", facts => Guest(facts, guest => guest with { FirmwareProvisional = true }))),
        .. Of("snp", AttestationErrors.RevocationUnchecked, ("revocation", facts => Guest(facts, guest => guest with { RevocationChecked = false }))),
        .. Of("snp", AttestationErrors.SvnTooLow,
            ("reported TCB boot loader", facts => Guest(facts, guest => guest with { ReportedTcb = new(2, 0, 8, 115) })),
            ("reported TCB SNP", facts => Guest(facts, guest => guest with { ReportedTcb = new(3, 0, 7, 115) })),
            ("committed TCB microcode", facts => Guest(facts, guest => guest with { CommittedTcb = new(3, 0, 8, 114) })),
            ("launch TCB SNP", facts => Guest(facts, guest => guest with { LaunchTcb = new(3, 0, 7, 115) }))),
        .. Of("azureTdx", AttestationErrors.IssuerRefused, ("iss", facts => Token(facts, token => token with { Issuer = "https://evil.example" }))),
        .. Of("azureTdx", AttestationErrors.ComplianceStatusRefused,
            ("x-ms-compliance-status", facts => Token(facts, token => token with { ComplianceStatus = "none" }))),
        .. Of("azureTdx", AttestationErrors.TcbStatusRefused,
            ("attester_tcb_status", facts => Token(facts, token => token with { TcbStatus = "OutOfDate" }))),
        .. Of("azureTdx", AttestationErrors.ClaimMissing,
            ("x-ms-compliance-status", facts => Token(facts, token => token with { ComplianceStatus = null })),
            ("attester_tcb_status", facts => Token(facts, token => token with { TcbStatus = null })),
            ("debug", facts => Token(facts, token => token with { Debug = null })),
            ("iss", facts => Token(facts, token => token with { Issuer = null })),
            ("migration", facts => facts with { Migratable = null })),
        .. Of("azureSnp", AttestationErrors.SecureBootOff, ("secureboot", facts => Token(facts, token => token with { SecureBoot = false }))),
        .. Of("azureSnp", AttestationErrors.ClaimMissing,
            ("secureboot", facts => Token(facts, token => token with { SecureBoot = null })),
            ("VMPL", facts => Guest(facts, guest => guest with { Vmpl = null })),
            ("reported TCB microcode", facts => Guest(facts, guest => guest with { ReportedTcb = null }))),
        .. Of("azureSnp", AttestationErrors.SvnTooLow,
            ("reported TCB boot loader", facts => Guest(facts, guest => guest with { ReportedTcb = new(2, 0, 8, 115) }))),
        .. Of("azureSnp", AttestationErrors.VmplRefused, ("VMPL", facts => Guest(facts, guest => guest with { Vmpl = 1 }))),
        .. Of("vtpm", AttestationErrors.MeasurementUnknown,
            ("PCR 4", facts => Pcrs(facts, pcrs => pcrs.SetItem(1, new PcrFacts(4, Hash)))),
            ("PCR 11", facts => Pcrs(facts, pcrs => pcrs.SetItem(4, new PcrFacts(11, Hash)))),
            ("MEASUREMENT", facts => facts with { Measurement = Other })),
        .. Of("vtpm", AttestationErrors.ClaimMissing,
            ("PCR 7", facts => Pcrs(facts, pcrs => pcrs.RemoveAt(2))),
            ("PCR 9", facts => Pcrs(facts, _ => []))),
        .. Of("snp", AttestationErrors.KindRefused, ("vtpm", facts => facts with { Vtpm = PolicySamples.Facts("vtpm").Vtpm })),
        .. Of("tdx", AttestationErrors.IsolationMissing, ("x-ms-isolation-tee", facts => facts with { Kind = EvidenceFacts.AzureVirtualMachine })),
        .. Of("tdx", AttestationErrors.KindRefused,
            ("kind", facts => facts with { Kind = EvidenceFacts.Sgx }),
            ("kind", facts => facts with { Kind = EvidenceFacts.AzureOther }),
            ("kind", facts => facts with { Kind = EvidenceFacts.DevelopmentSgx }),
            ("kind", facts => facts with { Kind = "" })),
        .. Of("tdx", AttestationErrors.DevelopmentRootRefused, ("root", facts => facts with { Kind = EvidenceFacts.DevelopmentTdx })),
    ];

    private static string Other => new('e', 96);

    private static string Hash => new('e', 64);

    public static TheoryData<int> Faults() => [.. Enumerable.Range(0, s_faults.Length)];

    public static TheoryData<string> Kinds() => [.. PolicySamples.Sections];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Facts_ThatThePolicyNames_AreAcceptedWithoutWarning(string kind)
    {
        var judgement = PolicySamples.Policy(kind).Judge(PolicySamples.Facts(kind), null, Now);
        Assert.True(judgement.IsAccepted, string.Join('\n', judgement.Reasons));
        Assert.Null(judgement.Reason);
        Assert.Null(judgement.AcceptedUntil);
        Assert.Empty(judgement.Warnings);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Facts_WithThisFaultAlone_AreRefusedForIt(int index)
    {
        var (kind, component, code, change) = s_faults[index];
        var judgement = PolicySamples.Policy(kind).Judge(change(PolicySamples.Facts(kind)), null, Now);

        Assert.False(judgement.IsAccepted);
        Assert.Contains((code, component), judgement.Reasons.Select(reason => (reason.Code, reason.Component)));
        Assert.NotEmpty(judgement.Reason!.Message);
        Assert.Null(judgement.AcceptedUntil);
        Assert.False(PolicySamples.Policy(kind).Accepts(change(PolicySamples.Facts(kind)), Now));
    }

    /// <summary>A kind whose section is absent is refused, whatever the evidence says.</summary>
    [Fact]
    public void Kind_WithoutSection_IsRefused()
    {
        foreach (var kind in PolicySamples.Kinds)
        {
            foreach (var other in PolicySamples.Kinds.Where(other => other != kind).Append("none"))
            {
                var reason = Assert.Single(PolicySamples.Policy(other).Judge(PolicySamples.Facts(kind), null, Now).Reasons);
                Assert.Equal((AttestationErrors.KindRefused, "kind"), (reason.Code, reason.Component));
            }
        }
    }

    [Fact]
    public void Facts_WrongInEveryWay_AreRefusedForAllReasonsInTheOrderOfPrecedence()
    {
        foreach (var kind in PolicySamples.Kinds)
        {
            var faults = s_faults.Where(fault => fault.Kind == kind
                && fault.Code is not (AttestationErrors.KindRefused or AttestationErrors.IsolationMissing or AttestationErrors.DevelopmentRootRefused
                    or AttestationErrors.ClaimMissing or AttestationErrors.ProductRefused)).ToArray();
            var facts = faults.Aggregate(PolicySamples.Facts(kind), (changed, fault) => fault.Change(changed));
            var judgement = PolicySamples.Policy(kind).Judge(facts, null, Now);

            Assert.Subset(
                judgement.Reasons.Select(reason => reason.Code).ToHashSet(), faults.Select(fault => fault.Code).ToHashSet());
            var places = judgement.Reasons.Select(reason => AttestationErrors.InPrecedence.IndexOf(reason.Code)).ToArray();
            Assert.DoesNotContain(-1, places);
            Assert.Equal(places.Order(), places);
            Assert.Equal(judgement.Reasons[0], judgement.Reason);
        }
    }

    /// <summary>Hardware that the guest speaks to itself measures what was started, so that nothing is asked of a TPM that it does not have.</summary>
    [Fact]
    public void VtpmSection_OnEvidenceWithoutParavisor_LooksAtNothing() =>
        Assert.True(PolicySamples.Policy("vtpm").Accepts(PolicySamples.Facts("snp"), Now));

    [Fact]
    public void Paravisor_UnderAPolicyWithoutTheSection_IsToldThatTheHardwareMeasuresFirmwareOnly() =>
        Assert.Contains(
            "the hardware measures firmware only",
            Assert.Single(PolicySamples.Policy("snp").Judge(PolicySamples.Facts("vtpm"), null, Now).Reasons).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Number_ThatIsTooLow_SaysByHowMuch()
    {
        var facts = PolicySamples.Facts("sgx");
        var reason = Assert.Single(
            PolicySamples.Policy("sgx").Judge(facts with { Enclave = facts.Enclave! with { IsvSvn = 3 } }, null, Now).Reasons);

        Assert.Equal(("ISVSVN is 3, needs 5: 2 short.", 2L), (reason.Message, reason.ShortBy));
        Assert.Equal(reason.Message, reason.ToString());
    }

    /// <summary>What a policy allows expressly is accepted.</summary>
    [Theory]
    [InlineData("tdx", "trustDomain", "allowDebug")]
    [InlineData("tdx", "trustDomain", "allowMigration")]
    [InlineData("tdx", "tcb", "allowDynamicPlatform")]
    [InlineData("tdx", "tcb", "allowCachedKeys")]
    [InlineData("sgx", "tcb", "allowSmt")]
    [InlineData("sgx", "enclave", "allowDebug")]
    [InlineData("snp", "guest", "allowDebug")]
    [InlineData("snp", "guest", "allowMigration")]
    [InlineData("snp", "platform", "allowProvisionalFirmware")]
    [InlineData("snp", "platform", "allowMaskedChipId")]
    [InlineData("azureTdx", "trustDomain", "allowDebug")]
    [InlineData("azureSnp", "guest", "allowMigration")]
    public void Condition_ThatThePolicyAllows_IsAccepted(string kind, string part, string member)
    {
        var facts = PolicySamples.Facts(kind) with { Debug = member == "allowDebug", Migratable = member == "allowMigration" };
        facts = facts.Guest is null ? facts : Guest(facts, guest => guest with
        {
            FirmwareProvisional = member == "allowProvisionalFirmware",
            ChipIdMasked = member == "allowMaskedChipId",
        });
        facts = facts.Tcb is null ? facts : Tcb(facts, tcb => tcb with
        {
            DynamicPlatform = member == "allowDynamicPlatform",
            CachedKeys = member == "allowCachedKeys",
            Smt = member == "allowSmt",
        });
        Assert.False(PolicySamples.Policy(kind).Accepts(facts, Now));

        var json = PolicySamples.Json(kind);
        json[kind]![part]![member] = true;
        Assert.True(PolicySamples.Parse(json.ToJsonString()).Accepts(facts, Now));
    }

    [Fact]
    public void MeasurementRuleAny_LooksAtNothing()
    {
        var json = PolicySamples.Json("tdx");
        foreach (var name in new[] { "mrTd", "rtmr0", "rtmr1", "rtmr2", "mrServiceTd" })
        {
            json["tdx"]!["trustDomain"]![name] = "any";
        }

        var facts = Domain(PolicySamples.Facts("tdx"), domain => new TdxFacts { Attributes = domain.Attributes });
        Assert.True(PolicySamples.Parse(json.ToJsonString()).Accepts(facts with { Measurement = "" }, Now));
    }

    [Fact]
    public void DevelopmentEvidence_UnderANamedRoot_IsJudgedByTheThreeMembersAlone()
    {
        var root = DevelopmentPlatform.FilledBytes32(7);
        var facts = new EvidenceFacts(EvidenceFacts.DevelopmentTdx, root, Other, false, default);
        var policy = new EvidencePolicy([root], [Other], AllowDebug: false);

        Assert.True(policy.Accepts(facts, Now));
        Assert.Equal(AttestationErrors.DevelopmentRootRefused, (policy with { DevelopmentRoots = [] }).Judge(facts, null, Now).Reason!.Code);
        Assert.Equal(AttestationErrors.MeasurementUnknown, (policy with { Measurements = [] }).Judge(facts, null, Now).Reason!.Code);
        Assert.Equal(AttestationErrors.DebugEnclave, policy.Judge(facts with { Debug = true }, null, Now).Reason!.Code);
        Assert.True((policy with { AllowDebug = true }).Accepts(facts with { Debug = true }, Now));
    }

    /// <summary>A model that wants genuine TDX says why it refuses the development worker.</summary>
    [Fact]
    public void GenuinePolicy_OnDevelopmentEvidence_GivesTheReason()
    {
        var facts = new EvidenceFacts(EvidenceFacts.DevelopmentTdx, default, PolicySamples.Hex(0x16), false, default);
        var reason = PolicySamples.Policy("tdx").Judge(facts, null, Now).Reason!;

        Assert.Equal(AttestationErrors.DevelopmentRootRefused, reason.Code);
        Assert.Contains("proves nothing about hardware", reason.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(string, string, string, Func<EvidenceFacts, EvidenceFacts>)> Of(
        string kind, string code, params (string Component, Func<EvidenceFacts, EvidenceFacts> Change)[] faults) =>
        faults.Select(fault => (kind, fault.Component, code, fault.Change));

    private static EvidenceFacts Pcrs(EvidenceFacts facts, Func<ImmutableArray<PcrFacts>, ImmutableArray<PcrFacts>> change) =>
        facts with { Vtpm = new VtpmFacts(change(facts.Vtpm!.Pcrs)) };

    private static EvidenceFacts Domain(EvidenceFacts facts, Func<TdxFacts, TdxFacts> change) => facts with { TrustDomain = change(facts.TrustDomain!) };

    private static EvidenceFacts Guest(EvidenceFacts facts, Func<SnpFacts, SnpFacts> change) => facts with { Guest = change(facts.Guest!) };

    private static EvidenceFacts Tcb(EvidenceFacts facts, Func<TcbFacts, TcbFacts> change) => facts with { Tcb = change(facts.Tcb!) };

    private static EvidenceFacts Token(EvidenceFacts facts, Func<AzureFacts, AzureFacts> change) => facts with { Azure = change(facts.Azure!) };
}
