using System.Text.Json;
using LazAI.Cryptography;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

/// <summary>The verifier and the policy on every vector about tokens of Azure Attestation.</summary>
public sealed class AzureTokenVectorTests(ITestOutputHelper output)
{
    public static TheoryData<string> Tokens() => AzureTokenVectors.Cases("maa-jwt");

    [VectorTheory]
    [MemberData(nameof(Tokens))]
    public void TokenVector_VerifiedAndJudged_GivesItsVerdict(string id)
    {
        var entry = AttestationVectors.Case(id);
        var expected = entry.GetProperty("expected");
        var at = AzureTokenVectors.At(entry);
        var result = AzureTokenVerifier.Verify(AzureTokenVectors.File(entry, "token"), AzureTokenVectors.Trust(entry), at);
        var reason = expected.GetProperty("reject_reason").GetString();
        if (reason is not (null or "maa-runtime-binding"))
        {
            Assert.Contains(Assert.IsType<EvidenceRefused>(result).Code, CodesOf(reason));
            return;
        }

        // The signature holds and the time is right; flags name what a policy refuses all the same.
        var verified = Assert.IsType<AzureTokenVerified>(result);
        var facts = EvidenceFacts.Of(verified, default);
        var judgement = AzureTokenVectors.Lenient(verified.Claims.Issuer!).Judge(facts, AzureTokenVectors.Binding(entry), at);
        string[] reasons = [.. expected.GetProperty("flags").EnumerateArray().Select(flag => CodeOf(flag.GetString()!))];
        if (reason is not null)
        {
            reasons = [AttestationErrors.ReportDataMismatch];
        }

        Assert.Equal(reasons, judgement.Reasons.Select(found => found.Code));
    }

    [VectorTheory]
    [InlineData("maa-tdx-bound", "")]
    [InlineData("maa-azurevm-snp-2023", "x-ms-isolation-tee")]
    public void GenuineToken_Verified_HasTheClaimsOfTheIndex(string id, string nested)
    {
        var entry = AttestationVectors.Case(id);
        var expected = entry.GetProperty("expected").GetProperty("claims");
        var verified = Assert.IsType<AzureTokenVerified>(AzureTokenVerifier.Verify(
            AzureTokenVectors.File(entry, "token"), AzureTokenVectors.Trust(entry), AzureTokenVectors.At(entry)));

        AssertClaims(expected, nested.Length == 0 ? expected : expected.GetProperty(nested), verified.Claims);
    }

    [VectorFact]
    public void TokenOfTheSample_DecodedOnly_HasTheClaimsOfTheIndex()
    {
        var entry = AttestationVectors.Case("maa-snp-azuresample-decode");
        Assert.True(AzureTokenClaims.TryParse(Payload(entry), out var read, out _));

        var expected = entry.GetProperty("expected").GetProperty("claims");
        AssertClaims(expected, expected, read);
        var snp = Assert.IsType<AzureSnpClaims>(read.Tee);
        Assert.Null(snp.ComplianceStatus);
        Assert.Equal((3, 0, 8, 115, 2, 0), (snp.BootLoaderSvn, snp.TeeSvn, snp.SnpFirmwareSvn, snp.MicrocodeSvn, snp.GuestSvn, snp.Vmpl));
        Assert.Equal(Bytes32.Parse("0x73973b78d70cc68353426de188db5dfc57e5b766e399935fb73a61127ea26d20"), snp.HostData);
    }

    [VectorTheory]
    [MemberData(nameof(DecodedClaims))]
    public void ClaimsOfAPublisher_Read_AreUnderstood(string id)
    {
        var bytes = AzureTokenVectors.File(AttestationVectors.Case(id), "claims");
        using var document = JsonDocument.Parse(bytes);

        Assert.True(AzureTokenClaims.TryParse(bytes, out var claims, out var fault), fault);

        AssertClaims(document.RootElement, document.RootElement.GetProperty("x-ms-isolation-tee"), claims);
    }

    public static TheoryData<string> DecodedClaims() => AzureTokenVectors.Cases("maa-claims");

    /// <summary>Base64url has one form here and header, payload and signature are all covered, so the list of unsigned bytes is empty.</summary>
    [VectorTheory]
    [InlineData("maa-tdx-bound")]
    [InlineData("maa-azurevm-snp-2023")]
    public void EveryByteOfAGenuineToken_Changed_IsRefused(string id)
    {
        var random = TestSeed.Create(output);
        var entry = AttestationVectors.Case(id);
        var (trust, at) = (AzureTokenVectors.Trust(entry), AzureTokenVectors.At(entry));
        var token = AzureTokenVectors.File(entry, "token");
        Assert.IsType<AzureTokenVerified>(AzureTokenVerifier.Verify(token, trust, at));

        for (var offset = 0; offset < token.Length; offset++)
        {
            var genuine = token[offset];
            foreach (var changed in new[] { (byte)(genuine ^ (1 << random.Next(8))), (byte)(genuine ^ random.Next(1, 256)), Neighbour(genuine) })
            {
                token[offset] = changed;
                Assert.True(
                    AzureTokenVerifier.Verify(token, trust, at) is EvidenceRefused, $"byte {offset} changed from {genuine} to {changed} was accepted");
            }

            token[offset] = genuine;
        }
    }

    // Another letter of the alphabet, so that not only the reader of base64url is tested.
    private static byte Neighbour(byte letter) => letter == (byte)'A' ? (byte)'B' : (byte)'A';

    private static byte[] Payload(JsonElement entry) => JsonWebSignature.TryParse(AzureTokenVectors.File(entry, "token"), out _)!.Payload;

    private static void AssertClaims(JsonElement common, JsonElement tee, AzureTokenClaims claims)
    {
        Assert.Equal(common.GetProperty("iss").GetString(), claims.Issuer);
        Assert.Equal(common.GetProperty("iat").GetInt64(), claims.IssuedAt!.Value.ToUnixTimeSeconds());
        Assert.Equal(common.GetProperty("nbf").GetInt64(), claims.NotBefore!.Value.ToUnixTimeSeconds());
        Assert.Equal(common.GetProperty("exp").GetInt64(), claims.Expires!.Value.ToUnixTimeSeconds());
        Assert.Equal(common.GetProperty("x-ms-attestation-type").GetString(), claims.AttestationType);
        Assert.Equal(common.GetProperty("x-ms-policy-hash").GetString(), claims.PolicyHash);
        var found = claims.Tee!;
        Assert.Equal(tee.TryGetProperty("x-ms-compliance-status", out var status) ? status.GetString() : null, found.ComplianceStatus);
        Assert.False(found.IsDebug);
        switch (found)
        {
            case AzureTdxClaims tdx:
                Assert.Equal(tee.GetProperty("attester_tcb_status").GetString(), tdx.TcbStatus);
                Assert.Equal("0x" + tee.GetProperty("tdx_mrtd").GetString(), tdx.MrTd.ToString());
                Assert.Equal("0x" + tee.GetProperty("tdx_report_data").GetString(), tdx.ReportData.ToString());
                Assert.True(tdx.Attributes is { IsSeptVeDisabled: true, Value: 1UL << 28 });
                Assert.Equal(269, tdx.SeamSvn);
                Assert.Equal((0x0d, 0x01), (tdx.TeeTcbSvn!.Value[0], tdx.TeeTcbSvn.Value[1]));
                Assert.False(tdx.IsMigratable);
                Assert.True(tdx.Rtmr0!.Value.IsZero);
                break;
            case AzureSnpClaims snp:
                Assert.Equal("0x" + tee.GetProperty("x-ms-sevsnpvm-launchmeasurement").GetString(), snp.LaunchMeasurement.ToString());
                Assert.Equal("0x" + tee.GetProperty("x-ms-sevsnpvm-reportdata").GetString(), snp.ReportData.ToString());
                break;
        }
    }

    private static string[] CodesOf(string reason) => reason switch
    {
        "jwt-format" => [AttestationErrors.TokenMalformed],
        "jwt-alg" => [AttestationErrors.TokenAlgorithmRefused],
        "jwt-key" => [AttestationErrors.TokenKeyUnknown, AttestationErrors.TokenKeyWeak],
        "jwt-signature" => [AttestationErrors.TokenSignatureInvalid],
        "jwt-issuer" => [AttestationErrors.TokenIssuerMismatch],
        "jwt-expired" => [AttestationErrors.TokenExpired, AttestationErrors.TokenTimeMissing],
        "jwt-not-yet-valid" => [AttestationErrors.TokenNotYetValid],
        _ => throw new InvalidOperationException($"The table has no reason {reason}."),
    };

    private static string CodeOf(string flag) => flag switch
    {
        "debug" => AttestationErrors.DebugEnclave,
        "tcb_outofdate" => AttestationErrors.TcbStatusRefused,
        "compliance_missing" or "nonce_missing" => AttestationErrors.ClaimMissing,
        "compliance_other" => AttestationErrors.ComplianceStatusRefused,
        "attestation_type_mismatch" => AttestationErrors.KindRefused,
        "no_isolation_tee" => AttestationErrors.IsolationMissing,
        "nonce_mismatch" => AttestationErrors.NonceMismatch,
        _ => throw new InvalidOperationException($"The table has no flag {flag}."),
    };
}
