using System.Text;
using System.Text.Json.Nodes;
using LazAI.Attestation;
using LazAI.Cli.Invocation;
using LazAI.Client.Tests.Attestation.Collateral;
using LazAI.Testing.Attestation;
using LazAI.Testing.Vectors;

namespace LazAI.Client.Tests.Cli.Attestation;

/// <summary>What a policy says decides between the exit codes 0 and 1.</summary>
public sealed class AttestPolicyTests : IDisposable
{
    private const string TdxPolicy =
        """
        {
          "developmentRoots": [], "measurements": [], "allowDebug": false,
          "tdx": {
            "ageSecondsMaximum": 300,
            "tcb": { "statuses": ["UpToDate"], "advisories": [], "graceDays": 0, "collateralGraceDays": 0, "evaluationDataNumberMinimum": 17, "allowDynamicPlatform": true, "allowCachedKeys": true, "allowSmt": true },
            "trustDomain": {
              "mrTd": ["91eb2b44d141d4ece09f0c75c2c53d247a3c68edd7fafe8a3520c942a604a407de03ae6dc5f87f27428b2538873118b7"],
              "rtmr0": "any", "rtmr1": "any", "rtmr2": "any", "rtmr3": "any", "mrConfigId": "any", "mrOwner": "any", "mrOwnerConfig": "any",
              "mrSeam": "any", "mrServiceTd": "any", "requireSeptVeDisable": true, "allowDebug": false, "allowMigration": false
            }
          }
        }
        """;

    private const string SnpPolicy =
        """
        {
          "developmentRoots": [], "measurements": [], "allowDebug": false,
          "snp": {
            "ageSecondsMaximum": 300,
            "platform": {
              "tcbMinimums": [{ "product": "Milan", "tcb": { "fmc": 0, "bootLoader": 0, "tee": 0, "snp": 0, "microcode": 0 } }],
              "signingKeys": ["Vcek"], "allowProvisionalFirmware": true, "allowMaskedChipId": false, "requireRevocationCheck": false
            },
            "guest": {
              "measurement": "any", "hostData": "any", "idKeyDigest": "any", "authorKeyDigest": "any", "vmplMaximum": 3, "guestSvnMinimum": 0,
              "allowDebug": false, "allowMigration": false
            }
          }
        }
        """;

    private const string TokenPolicy =
        """
        {
          "developmentRoots": [], "measurements": [], "allowDebug": false,
          "azureTdx": {
            "token": {
              "issuers": ["https://sharedwus.wus.attest.azure.net"], "ageSecondsMaximum": 28800, "complianceStatuses": ["azure-compliant-cvm"],
              "requireSecureBoot": false
            },
            "tcbStatuses": ["UpToDate"],
            "trustDomain": {
              "mrTd": "any", "rtmr0": "any", "rtmr1": "any", "rtmr2": "any", "rtmr3": "any", "mrConfigId": "any", "mrOwner": "any",
              "mrOwnerConfig": "any", "mrSeam": "any", "mrServiceTd": "any", "requireSeptVeDisable": false, "allowDebug": false, "allowMigration": false
            }
          }
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lazai-attest-");

    [VectorFact("attestation")]
    public async Task Policy_ThatFits_Accepts()
    {
        var run = await VerifyAsync(CollateralWorld.Tdx, TdxPolicy, "--json");

        Assert.True(run.Exit == ExitCode.Success, run.Output + run.Error);
        Assert.Equal("accepted", run.Json.GetProperty("verdict").GetString());
        Assert.True(run.Json.GetProperty("judgement").GetProperty("accepted").GetBoolean());
        Assert.False(run.Json.TryGetProperty("code", out _));
    }

    [VectorTheory]
    [InlineData("\"91eb2b44", "\"00eb2b44", "attestation/measurement-unknown")]
    [InlineData("\"evaluationDataNumberMinimum\": 17", "\"evaluationDataNumberMinimum\": 18", null)]
    [InlineData("\"UpToDate\"", "\"SWHardeningNeeded\"", "attestation/tcb-status-refused")]
    [InlineData("\"rtmr3\": \"any\"", "\"rtmr3\": [\"000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001\"]", "attestation/measurement-unknown")]
    public async Task Policy_ThatDemandsSomethingElse_RefusesAndSaysWhat(string old, string replacement, string? code)
    {
        Assert.Contains(old, TdxPolicy, StringComparison.Ordinal);
        var policy = TdxPolicy.Replace(old, replacement, StringComparison.Ordinal);

        var run = await VerifyAsync(CollateralWorld.Tdx, policy, "--json");
        var text = await VerifyAsync(CollateralWorld.Tdx, policy);

        Assert.Equal((ExitCode.Refused, ExitCode.Refused), (run.Exit, text.Exit));
        var reason = Assert.Single(run.Json.GetProperty("judgement").GetProperty("reasons").EnumerateArray());
        Assert.Equal(code ?? reason.GetProperty("code").GetString(), run.Json.GetProperty("code").GetString());
        Assert.Contains("REFUSED: authentic, but not acceptable.", text.Output, StringComparison.Ordinal);
    }

    [VectorFact("attestation")]
    public async Task Policy_ForAnotherKind_Refuses()
    {
        var run = await VerifyAsync(CollateralWorld.Tdx, SnpPolicy, "--json");

        Assert.Equal((ExitCode.Refused, "attestation/kind-refused"), (run.Exit, run.Json.GetProperty("code").GetString()));
    }

    /// <summary>A policy never makes good what is not authentic.</summary>
    [VectorFact("attestation")]
    public async Task Policy_OverEvidenceThatIsNotAuthentic_IsNotAsked()
    {
        var run = await VerifyAsync("tdx-v4-level-not-supported", TdxPolicy, "--json");

        Assert.Equal((ExitCode.NotAuthentic, "notAuthentic"), (run.Exit, run.Json.GetProperty("verdict").GetString()));
        Assert.False(run.Json.TryGetProperty("judgement", out _));
    }

    [VectorTheory]
    [InlineData("right", "2025-06-20T10:30:00Z", 0, null)]
    [InlineData("right", "2025-06-20T10:20:00Z", 1, "attestation/evidence-expired")]
    [InlineData("right", "2025-06-20T10:40:00Z", 1, "attestation/evidence-from-future")]
    [InlineData("right", null, 1, "attestation/claim-missing")]
    [InlineData("00", "2025-06-20T10:30:00Z", 1, "attestation/report-data-mismatch")]
    public async Task Challenge_GivenWithAPolicy_IsHeldAgainstTheEvidence(string reportData, string? challengedAt, int exit, string? code)
    {
        Assert.True(DcapQuote.TryParse(AttestationCase.Of(CollateralWorld.Tdx).Bytes("quote"), out var quote, out _));
        string[] time = challengedAt is null ? [] : ["--challenged-at", challengedAt];

        var run = await VerifyAsync(
            CollateralWorld.Tdx, TdxPolicy, ["--json", "--report-data", reportData == "right" ? quote.ReportData.ToString() : reportData, .. time]);

        Assert.Equal(exit, run.Exit);
        Assert.Equal(code, run.Json.TryGetProperty("code", out var found) ? found.GetString() : null);
        Assert.Equal(challengedAt is null, run.Output.Contains("--challenged-at", StringComparison.Ordinal));
    }

    [VectorTheory]
    [InlineData("snp-v2-milan-virtee", 0)]
    [InlineData("snp-v2-milan-debug-google", 1)]
    [InlineData("snp-v3-milan-vlek-trustee", 1)]
    public async Task Policy_OfReports_IsAsked(string id, int exit)
    {
        var run = await VerifyAsync(id, SnpPolicy);

        Assert.True(run.Exit == exit, run.Output + run.Error);
    }

    [VectorTheory]
    [InlineData("maa-tdx-bound", 0)]
    [InlineData("neg-maa-tdx-sig-flip", 4)]
    public async Task Policy_OfTokens_IsAsked(string id, int exit)
    {
        var run = await VerifyAsync(id, TokenPolicy);

        Assert.True(run.Exit == exit, run.Output + run.Error);
    }

    [VectorTheory]
    [InlineData("{}")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"developmentRoots":[],"measurements":[],"allowDebug":false,"more":1}""")]
    public async Task Policy_ThatIsNone_IsUnusable(string policy)
    {
        var run = await VerifyAsync(CollateralWorld.Tdx, policy);

        Assert.Equal(ExitCode.Unusable, run.Exit);
        Assert.Contains("is no policy", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    /// <summary>A reader of the JSON relies on these names.</summary>
    [VectorFact("attestation")]
    public async Task Json_OfAVerification_HasTheseMembers()
    {
        var run = await VerifyAsync(CollateralWorld.Tdx, TdxPolicy, "--json");

        Assert.Equal(
            ["at", "bundleHash", "conditions", "evidenceHash", "judgement", "kind", "remarks", "reportData", "steps", "tcb", "verdict"],
            JsonNode.Parse(run.Output)!.AsObject().Select(member => member.Key));
        Assert.Equal(
            ["explanation", "name", "number", "outcome"], run.Json.GetProperty("steps")[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["advisoryIds", "collateralNextUpdate", "fmspc", "shortfalls", "status", "tcbEvaluationDataNumber"],
            run.Json.GetProperty("tcb").EnumerateObject().Select(member => member.Name));
    }

    /// <summary>Whatever a verifier refuses for has its place among the steps.</summary>
    [Fact]
    public void Steps_OfAllPlans_HaveEveryCodeOfTheVerifiers()
    {
        var known = VerificationPlan.Quote.Then(VerificationPlan.Report).Then(VerificationPlan.Token).Then(VerificationPlan.Paravisor).Then(VerificationPlan.Tpm)
            .Steps.SelectMany(step => step.Codes).ToHashSet();
        var verifiers = AttestationErrors.InPrecedence.AsSpan()[..(AttestationErrors.InPrecedence.IndexOf(AttestationErrors.TcbLevelNotSupported) + 1)];

        // The session's key is no matter of evidence, and what was seen before none of one verification.
        Assert.Equal(
            [AttestationErrors.SessionKeyMalformed],
            verifiers.ToArray().Except(known).Except(s_ofMemory));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static readonly string[] s_ofMemory = [];

    private Task<CommandRun> VerifyAsync(string id, string policy, params string[] more)
    {
        var file = Path.Combine(_folder.FullName, "policy.json");
        File.WriteAllBytes(file, Encoding.UTF8.GetBytes(policy));
        var arguments = VerifyCase.Arguments(AttestationCase.Of(id), _folder.FullName).Where(argument => argument != "--json");
        return CommandRun.OfAsync([.. arguments, "--policy", file, .. more]);
    }
}
