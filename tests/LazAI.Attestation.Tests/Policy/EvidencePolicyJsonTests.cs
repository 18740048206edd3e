using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LazAI.Attestation.Tests;

/// <summary>Policies as people write them: the documentation's are read, and nothing may be left out, added or misspelt.</summary>
public sealed class EvidencePolicyJsonTests
{
    public static TheoryData<string> Examples() => [.. PolicySamples.Sections, "none"];

    [Theory]
    [MemberData(nameof(Examples))]
    public void ExampleOfTheDocumentation_IsRead(string name)
    {
        var policy = PolicySamples.Policy(name);
        Assert.Equal(
            PolicySamples.Sections.Select(section => section == name || (section == "snp" && name == "vtpm")),
            [
                policy.Tdx is not null, policy.Sgx is not null, policy.Snp is not null, policy.AzureTdx is not null, policy.AzureSnp is not null,
                policy.Vtpm is not null,
            ]);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Member_LeftOut_IsAnErrorThatNamesIt(string name)
    {
        var members = Objects(PolicySamples.Json(name)).SelectMany(entry => entry.Object.Select(member => (entry.Path, member.Key))).ToArray();
        Assert.True(members.Length >= 3);
        foreach (var (path, member) in members.Where(entry => !PolicySamples.Sections.Contains(entry.Key)))
        {
            var json = PolicySamples.Json(name);
            Objects(json).Single(entry => entry.Path == path).Object.Remove(member);
            Assert.Contains($"'{member}'", Fault(json.ToJsonString()), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Member_ThatIsUnknownNullOrRepeated_IsAnError(string name)
    {
        foreach (var (path, _) in Objects(PolicySamples.Json(name)))
        {
            var json = PolicySamples.Json(name);
            var place = Objects(json).Single(entry => entry.Path == path).Object;
            place["misspelt"] = true;
            Assert.Contains("misspelt", Fault(json.ToJsonString()), StringComparison.Ordinal);

            foreach (var member in place.Select(member => member.Key).Where(key => !PolicySamples.Sections.Contains(key)).ToArray())
            {
                json = PolicySamples.Json(name);
                Objects(json).Single(entry => entry.Path == path).Object[member] = null;
                Assert.NotNull(Fault(json.ToJsonString()));
            }
        }

        Assert.NotNull(Fault(PolicySamples.Text(name).Replace("\"allowDebug\": false", "\"allowDebug\": false, \"allowDebug\": false", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("tdx", "tdx.ageSecondsMaximum", "-1", "tdx.ageSecondsMaximum")]
    [InlineData("tdx", "tdx.tcb.graceDays", "-1", "tdx.tcb.graceDays")]
    [InlineData("tdx", "tdx.tcb.graceDays", "36501", "tdx.tcb.graceDays")]
    [InlineData("tdx", "tdx.tcb.collateralGraceDays", "-1", "tdx.tcb.collateralGraceDays")]
    [InlineData("tdx", "tdx.tcb.evaluationDataNumberMinimum", "-1", "tdx.tcb.evaluationDataNumberMinimum")]
    [InlineData("tdx", "tdx.tcb.statuses", "[]", "tdx.tcb.statuses")]
    [InlineData("tdx", "tdx.tcb.statuses", "[\"Uptodate\"]", "Uptodate")]
    [InlineData("tdx", "tdx.tcb.statuses", "[null]", "tdx.tcb.statuses")]
    [InlineData("tdx", "tdx.tcb.advisories", "[null]", "tdx.tcb.advisories")]
    [InlineData("tdx", "tdx.tcb.advisories", "[{\"id\":\"a\",\"until\":\"tomorrow\"}]", "until")]
    [InlineData("tdx", "tdx.trustDomain.mrTd", "[]", "mrTd")]
    [InlineData("tdx", "tdx.trustDomain.mrTd", "[\"00\"]", "tdx.trustDomain.mrTd")]
    [InlineData("tdx", "tdx.trustDomain.mrTd", "\"all\"", "mrTd")]
    [InlineData("tdx", "tdx.trustDomain.mrTd", "[\"xx\"]", "mrTd")]
    [InlineData("tdx", "tdx.trustDomain.mrTd", "[1]", "mrTd")]
    [InlineData("tdx", "measurements", "[null]", "measurements")]
    [InlineData("tdx", "developmentRoots", "[\"0x00\"]", "developmentRoots")]
    [InlineData("sgx", "sgx.enclave.isvProdIds", "[]", "sgx.enclave.isvProdIds")]
    [InlineData("sgx", "sgx.enclave.isvSvnMinimum", "65536", "sgx.enclave.isvSvnMinimum")]
    [InlineData("sgx", "sgx.enclave.mrSigner", "[\"00\"]", "sgx.enclave.mrSigner")]
    [InlineData("snp", "snp.platform.tcbMinimums", "[]", "snp.platform.tcbMinimums")]
    [InlineData("snp", "snp.platform.tcbMinimums", "[null]", "snp.platform.tcbMinimums")]
    [InlineData("snp", "snp.platform.signingKeys", "[\"None\"]", "snp.platform.signingKeys")]
    [InlineData("snp", "snp.guest.vmplMaximum", "4", "snp.guest.vmplMaximum")]
    [InlineData("snp", "snp.guest.hostData", "[\"00\"]", "snp.guest.hostData")]
    [InlineData("azureTdx", "azureTdx.token.issuers", "[]", "azureTdx.token.issuers")]
    [InlineData("azureTdx", "azureTdx.tcbStatuses", "[\"fine\"]", "azureTdx.tcbStatuses")]
    [InlineData("azureSnp", "azureSnp.tcbMinimum.snp", "256", "azureSnp.tcbMinimum.snp")]
    [InlineData("azureSnp", "azureSnp.token.complianceStatuses", "[]", "azureSnp.token.complianceStatuses")]
    [InlineData("vtpm", "vtpm.pcrs", "[]", "vtpm.pcrs is empty")]
    [InlineData("vtpm", "vtpm.pcrs", "[null]", "vtpm.pcrs")]
    [InlineData("vtpm", "vtpm.pcrs", "{}", "vtpm.pcrs")]
    [InlineData("vtpm", "vtpm.pcrs.0.number", "-1", "vtpm.pcrs.number")]
    [InlineData("vtpm", "vtpm.pcrs.0.number", "24", "vtpm.pcrs.number")]
    [InlineData("vtpm", "vtpm.pcrs.0.number", "16", "register 16 can be set back")]
    [InlineData("vtpm", "vtpm.pcrs.0.number", "23", "register 23 can be set back")]
    [InlineData("vtpm", "vtpm.pcrs.0.number", "7", "names a register twice")]
    [InlineData("vtpm", "vtpm.pcrs.0.number", "\"4\"", "number")]
    [InlineData("vtpm", "vtpm.pcrs.0.values", "\"any\"", "register 4 may be anything")]
    [InlineData("vtpm", "vtpm.pcrs.0.values", "[]", "values")]
    [InlineData("vtpm", "vtpm.pcrs.0.values", "[\"00\"]", "vtpm.pcrs.values")]
    public void Value_WithoutMeaning_IsAnErrorThatNamesIt(string name, string path, string value, string named)
    {
        var json = PolicySamples.Json(name);
        var steps = path.Split('.');
        var place = steps[..^1].Aggregate((JsonNode)json, (node, step) => node is JsonArray list ? list[int.Parse(step, CultureInfo.InvariantCulture)]! : node[step]!);
        place[steps[^1]] = JsonNode.Parse(value);

        Assert.Contains(named, Fault(json.ToJsonString()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    public void Text_ThatIsNoPolicy_IsRefused(string text) => Assert.NotNull(Fault(text));

    [Fact]
    public void Measurements_OfEitherCaseAndPrefix_AreTheSame()
    {
        var json = PolicySamples.Json("tdx");
        json["tdx"]!["trustDomain"]!["mrTd"] = new JsonArray("0x" + new string('A', 96));
        var rule = PolicySamples.Parse(json.ToJsonString()).Tdx!.TrustDomain.MrTd;

        Assert.Equal(MeasurementRule.OneOf(new string('a', 96)), rule);
        Assert.True(rule.Allows(new string('a', 96)));
        Assert.NotEqual(MeasurementRule.Any, rule);
        Assert.Throws<ArgumentException>(() => MeasurementRule.OneOf());
        Assert.Throws<ArgumentException>(() => MeasurementRule.OneOf("0"));
    }

    private static string Fault(string json)
    {
        Assert.False(EvidencePolicy.TryParse(Encoding.UTF8.GetBytes(json), out var policy, out var fault), json);
        Assert.Null(policy);
        return fault!;
    }

    private static IEnumerable<(string Path, JsonObject Object)> Objects(JsonNode node) => node switch
    {
        JsonObject found => found.Select(member => member.Value).OfType<JsonNode>().SelectMany(Objects).Prepend((found.GetPath(), found)),
        JsonArray array => array.OfType<JsonNode>().SelectMany(Objects),
        _ => [],
    };
}
