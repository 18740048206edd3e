using System.Text.Json.Nodes;

namespace LazAI.Attestation.Tests;

public sealed class AzureTokenPolicyTests
{
    private static readonly EvidencePolicy Policy = AzureTokenVectors.Lenient(TokenForge.Instance, allowMigration: false, ageSecondsMaximum: 300);
    private static readonly EvidenceChallenge Challenge = EvidenceChallenge.ToNonce("n-1");

    private readonly TokenForge _forge = TokenForge.Own;

    public static TheoryData<string, JsonNode?, string> Claims => new()
    {
        { "x-ms-attestation-type", "sgx", AttestationErrors.KindRefused },
        { "x-ms-attestation-type", "azurevm", AttestationErrors.IsolationMissing },
        { "x-ms-compliance-status", null, AttestationErrors.ClaimMissing },
        { "x-ms-compliance-status", "none", AttestationErrors.ComplianceStatusRefused },
        { "attester_tcb_status", null, AttestationErrors.ClaimMissing },
        { "attester_tcb_status", "OutOfDate", AttestationErrors.TcbStatusRefused },
        { "dbgstat", null, AttestationErrors.ClaimMissing },
        { "dbgstat", "enabled", AttestationErrors.DebugEnclave },
        { "tdx_td_attributes_debug", true, AttestationErrors.DebugEnclave },
        { "tdx_td_attributes", "0100000000000000", AttestationErrors.DebugEnclave },
        { "tdx_td_attributes_migratable", null, AttestationErrors.ClaimMissing },
        { "tdx_td_attributes_migratable", true, AttestationErrors.MigrationRefused },
        { "tdx_td_attributes", "0000002000000000", AttestationErrors.MigrationRefused },
        { "nonce", null, AttestationErrors.ClaimMissing },
        { "nonce", "n-2", AttestationErrors.NonceMismatch },
    };

    public static TheoryData<string, JsonNode?, string> IsolationClaims => new()
    {
        { "x-ms-attestation-type", "other", AttestationErrors.IsolationMissing },
        { "x-ms-compliance-status", null, AttestationErrors.ClaimMissing },
        { "x-ms-sevsnpvm-is-debuggable", null, AttestationErrors.ClaimMissing },
        { "x-ms-sevsnpvm-is-debuggable", true, AttestationErrors.DebugEnclave },
        { "x-ms-sevsnpvm-migration-allowed", true, AttestationErrors.MigrationRefused },
        { "x-ms-sevsnpvm-vmpl", null, AttestationErrors.ClaimMissing },
        { "x-ms-sevsnpvm-vmpl", 1, AttestationErrors.VmplRefused },
    };

    [Fact]
    public void Token_ThatSatisfiesThePolicy_IsAccepted()
    {
        Assert.Null(Judge(TokenForge.Claims()));
        Assert.Null(Judge(TokenForge.VirtualMachineClaims()));
    }

    [Theory]
    [MemberData(nameof(Claims))]
    public void Claim_OtherThanThePolicyWants_IsRefused(string name, JsonNode? value, string code) =>
        Assert.Equal(code, Code(Judge(Changed(TokenForge.Claims(), name, value))));

    [Theory]
    [MemberData(nameof(IsolationClaims))]
    public void ClaimOfTheHardwareInside_OtherThanThePolicyWants_IsRefused(string name, JsonNode? value, string code)
    {
        var claims = TokenForge.VirtualMachineClaims();
        Changed(claims["x-ms-isolation-tee"]!.AsObject(), name, value);

        Assert.Equal(code, Code(Judge(claims)));
    }

    [Fact]
    public void LookAlike_InTheRuntimeData_IsNoProof()
    {
        var claims = Changed(TokenForge.Claims(), "x-ms-compliance-status", null);
        claims["x-ms-runtime"] = new JsonObject { ["x-ms-compliance-status"] = "azure-compliant-cvm", ["nonce"] = "n-1" };
        Assert.Equal(AttestationErrors.ClaimMissing, Code(Judge(claims)));
    }

    [Fact]
    public void StrangelyShapedRuntimeData_DoNotBreakTheToken()
    {
        foreach (var shape in new[] { "1", "[]", """{"client-payload":[]}""", """{"client-payload":{}}""" })
        {
            Assert.Null(Judge(Changed(TokenForge.Claims(), "x-ms-runtime", JsonNode.Parse(shape))));
        }
    }

    [Fact]
    public void RuntimeData_ByteForByte_AreWhatTheReportDataHash()
    {
        Assert.Null(Judge(TokenForge.Claims(), EvidenceChallenge.ToRuntimeData("runtime"u8.ToArray())));
        var verdict = Judge(TokenForge.Claims(), EvidenceChallenge.ToRuntimeData("runtime "u8.ToArray()));
        Assert.Equal(AttestationErrors.ReportDataMismatch, Code(verdict));
        Assert.Equal(
            AttestationErrors.ClaimMissing,
            Code(Judge(Changed(TokenForge.Claims(), "tdx_report_data", null), EvidenceChallenge.ToRuntimeData("runtime"u8.ToArray()))));
    }

    [Fact]
    public void Bindings_GivenTogether_AllCount()
    {
        var both = EvidenceChallenge.ToRuntimeData("runtime"u8.ToArray()) with { Nonce = "n-1" };
        Assert.Null(Judge(TokenForge.Claims(), both));
        Assert.Equal(AttestationErrors.NonceMismatch, Code(Judge(TokenForge.Claims(), both with { Nonce = "n-2" })));
        Assert.Equal(AttestationErrors.ReportDataMismatch, Code(Judge(TokenForge.Claims(), both with { RuntimeData = default(ReadOnlyMemory<byte>) })));
        Assert.Equal(
            AttestationErrors.ClaimMissing, Code(Judge(TokenForge.Claims(), both with { ClientPayloadNonce = "n-1"u8.ToArray() })));
    }

    [Fact]
    public void ClientPayloadNonce_InTheRuntimeData_IsCompared()
    {
        var claims = TokenForge.Claims();
        claims["x-ms-runtime"] = new JsonObject { ["client-payload"] = new JsonObject { ["nonce"] = "bi0x" } };
        Assert.Null(Judge(claims, EvidenceChallenge.ToClientPayloadNonce("n-1"u8.ToArray())));
        Assert.Equal(AttestationErrors.NonceMismatch, Code(Judge(claims, EvidenceChallenge.ToClientPayloadNonce("n-2"u8.ToArray()))));
    }

    [Fact]
    public void Token_OlderThanThePolicyAllows_IsExpired()
    {
        var trust = _forge.Trust();
        var token = _forge.Sign(TokenForge.Claims());
        foreach (var (seconds, code) in new[] { (300, null), (301, AttestationErrors.EvidenceExpired) })
        {
            var at = TokenForge.Now.AddSeconds(seconds);
            var verified = Assert.IsType<AzureTokenVerified>(AzureTokenVerifier.Verify(token, trust, at));
            Assert.Equal(code, Policy.Judge(EvidenceFacts.Of(verified, default), Challenge, at).Reason?.Code);
        }
    }

    /// <summary>Registers that a rule looks at, but the token does not name, are missed before those that differ.</summary>
    [Fact]
    public void Measurement_ThatThePolicyDoesNotName_IsRefused()
    {
        var other = MeasurementRule.OneOf(new string('c', 96));
        var domain = Policy.AzureTdx!.TrustDomain with { MrTd = other };
        var facts = EvidenceFacts.Of(Verified(TokenForge.Claims()), default);
        var reason = (Policy with { AzureTdx = Policy.AzureTdx with { TrustDomain = domain } }).Judge(facts, Challenge, TokenForge.Now).Reason!;
        Assert.Equal((AttestationErrors.MeasurementUnknown, "MRTD"), (reason.Code, reason.Component));

        domain = domain with { Rtmr0 = other };
        reason = (Policy with { AzureTdx = Policy.AzureTdx with { TrustDomain = domain } }).Judge(facts, Challenge, TokenForge.Now).Reason!;
        Assert.Equal((AttestationErrors.ClaimMissing, "RTMR0"), (reason.Code, reason.Component));

        var guest = EvidenceFacts.Of(Verified(TokenForge.VirtualMachineClaims()), default);
        var snp = Policy.AzureSnp! with { Guest = Policy.AzureSnp.Guest with { Measurement = other } };
        reason = (Policy with { AzureSnp = snp }).Judge(guest, Challenge, TokenForge.Now).Reason!;
        Assert.Equal((AttestationErrors.MeasurementUnknown, "MEASUREMENT"), (reason.Code, reason.Component));
    }

    [Fact]
    public void Token_WrongInEveryWay_IsRefusedForTheFirstReasonOfThePrecedence()
    {
        var claims = TokenForge.Claims();
        var changes = new (string Name, JsonNode? Value)[]
        {
            ("attester_tcb_status", "OutOfDate"), ("x-ms-compliance-status", "none"), ("tdx_td_attributes_migratable", true),
            ("dbgstat", "enabled"), ("nonce", "n-2"),
        };
        string[] expected =
        [
            AttestationErrors.TcbStatusRefused, AttestationErrors.ComplianceStatusRefused, AttestationErrors.MigrationRefused,
            AttestationErrors.DebugEnclave, AttestationErrors.NonceMismatch,
        ];
        foreach (var ((name, value), code) in changes.Zip(expected))
        {
            Changed(claims, name, value);
            Assert.Equal(code, Code(Judge(claims)));
        }
    }

    private static JsonObject Changed(JsonObject claims, string name, JsonNode? value)
    {
        claims.Remove(name);
        if (value is not null)
        {
            claims[name] = value.DeepClone();
        }

        return claims;
    }

    private static string? Code(EvidenceReason? reason) => reason?.Code;

    private AzureTokenVerified Verified(JsonObject claims) =>
        Assert.IsType<AzureTokenVerified>(AzureTokenVerifier.Verify(_forge.Sign(claims), _forge.Trust(), TokenForge.Now));

    private EvidenceReason? Judge(JsonObject claims, EvidenceChallenge? challenge = null) =>
        Policy.Judge(EvidenceFacts.Of(Verified(claims), default), challenge ?? Challenge, TokenForge.Now).Reason;
}
