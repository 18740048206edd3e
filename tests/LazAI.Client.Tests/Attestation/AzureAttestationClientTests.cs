using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using LazAI.Attestation;
using LazAI.Client.Attestation;
using LazAI.Cryptography;
using LazAI.Testing;
using LazAI.Testing.Http;
using LazAI.Testing.Vectors;

namespace LazAI.Client.Tests.Attestation;

public sealed class AzureAttestationClientTests : IAsyncLifetime, IDisposable
{
    private static readonly AzureAttestationOptions s_options = new()
    {
        // The clock stands still, so that no try may wait for it.
        Calls = new LazAIClientOptions { AttemptsMaximum = 1, ResponseBytesMaximum = 1024 * 1024 },
    };

    private FakeInstance _instance = null!;
    private AzureAttestationClient _client = null!;

    public async Task InitializeAsync()
    {
        _instance = await FakeInstance.StartAsync();
        _client = Client(s_options);
    }

    [Fact]
    public async Task AttestTdxVm_SendsQuoteAndRuntimeDataAndGivesAVerifiedToken()
    {
        var token = await _client.AttestTdxVmAsync(
            new byte[] { 0xfb, 0xff, 0xbf }, new AzureRuntimeData("{\"a\":1}"u8.ToArray(), IsJson: true), nonce: "n-1");

        var call = Assert.Single(_instance.Service.Calls);
        Assert.Equal(("POST", "/attest/TdxVm?api-version=2025-06-01"), (call.Method, call.Path));
        using var body = JsonDocument.Parse(call.Body);
        Assert.Equal("-_-_", body.RootElement.GetProperty("quote").GetString());
        Assert.Equal("JSON", body.RootElement.GetProperty("runtimeData").GetProperty("dataType").GetString());
        Assert.Equal("{\"a\":1}", Decode(body.RootElement.GetProperty("runtimeData").GetProperty("data")));
        Assert.Equal("n-1", body.RootElement.GetProperty("nonce").GetString());
        Assert.False(body.RootElement.TryGetProperty("initTimeData", out _));
        Assert.IsType<AzureTokenVerified>(await _client.VerifyAsync(token));
    }

    [Fact]
    public async Task AttestSevSnpVm_SendsReportAndChainInOneDocument()
    {
        var token = await _client.AttestSevSnpVmAsync(
            "report"u8.ToArray(), "chain"u8.ToArray(), null, new AzureRuntimeData("policy"u8.ToArray(), IsJson: false));

        var call = Assert.Single(_instance.Service.Calls);
        Assert.Equal("/attest/SevSnpVm?api-version=2025-06-01", call.Path);
        using var body = JsonDocument.Parse(call.Body);
        using var evidence = JsonDocument.Parse(Decode(body.RootElement.GetProperty("report")));
        Assert.Equal("report", Decode(evidence.RootElement.GetProperty("SnpReport")));
        Assert.Equal("chain", Decode(evidence.RootElement.GetProperty("VcekCertChain")));
        Assert.Equal("Binary", body.RootElement.GetProperty("initTimeData").GetProperty("dataType").GetString());
        Assert.False(body.RootElement.TryGetProperty("runtimeData", out _));
        Assert.False(body.RootElement.TryGetProperty("nonce", out _));
        Assert.IsType<AzureTokenVerified>(await _client.VerifyAsync(token));
    }

    [Fact]
    public async Task Attest_EvidenceRefused_SaysWhatTheInstanceSaid()
    {
        _instance.Failures.Enqueue(400);

        var failure = await Assert.ThrowsAsync<LazAIException>(() => _client.AttestTdxVmAsync(default, null));

        Assert.Equal((400, "The quote is not good.", false), (failure.Status, failure.Detail, failure.IsTransient));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("no json")]
    [InlineData("null")]
    public async Task Attest_AnswerWithoutToken_IsMalformed(string answer)
    {
        _instance.AttestAnswer = answer;

        var failure = await Assert.ThrowsAsync<LazAIException>(() => _client.AttestTdxVmAsync(default, null));

        Assert.Equal(ClientErrors.ResponseMalformed, failure.Code);
    }

    [Fact]
    public async Task Attest_AnswerTooLarge_IsNotTakenIn()
    {
        _instance.AttestAnswer = $$"""{"token":"{{new string('a', 1024 * 1024)}}"}""";

        var failure = await Assert.ThrowsAsync<LazAIException>(() => _client.AttestTdxVmAsync(default, null));

        Assert.Equal(ClientErrors.ResponseTooLarge, failure.Code);
    }

    [Fact]
    public async Task Attest_InstanceOverloaded_IsAskedAgain()
    {
        _instance.Failures.Enqueue(503);
        _instance.Failures.Enqueue(429);
        using var patient = new AzureAttestationClient(
            _instance.Service.Http,
            FakeInstance.Instance,
            new AzureAttestationOptions { Calls = new LazAIClientOptions { RetryDelayBase = TimeSpan.FromMilliseconds(1) } },
            TimeProvider.System);

        await patient.AttestTdxVmAsync(default, null);

        Assert.Equal(3, _instance.Service.Calls.Count);
    }

    [Fact]
    public async Task Verify_ManyTokens_ReadsTheKeysOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
            Assert.IsType<AzureTokenVerified>(await _client.VerifyAsync(_instance.Token()))));

        Assert.Equal(1, _instance.KeyReads);
    }

    [Fact]
    public async Task Verify_KeyRotated_ReadsTheKeysAgainAndKeepsBoth()
    {
        await _client.VerifyAsync(_instance.Token());
        _instance.Published = ["first", "second"];
        _instance.Time.Advance(s_options.KeysIntervalMinimum);

        Assert.IsType<AzureTokenVerified>(await _client.VerifyAsync(_instance.Token("second")));
        Assert.IsType<AzureTokenVerified>(await _client.VerifyAsync(_instance.Token()));
        Assert.Equal(2, _instance.KeyReads);
    }

    [Fact]
    public async Task Verify_MadeUpKeyNames_AreNotAskedForAllTheTime()
    {
        for (var i = 0; i < 20; i++)
        {
            var refused = Assert.IsType<EvidenceRefused>(await _client.VerifyAsync(_instance.Token("made-up-" + i)));
            Assert.Equal(AttestationErrors.TokenKeyUnknown, refused.Code);
        }

        Assert.Equal(1, _instance.KeyReads);
        _instance.Time.Advance(s_options.KeysIntervalMinimum);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _client.VerifyAsync(_instance.Token("made-up"))));
        Assert.Equal(2, _instance.KeyReads);
    }

    [Fact]
    public async Task Verify_KeyWithdrawn_IsNotKnownAnyMoreAfterAWhile()
    {
        var token = _instance.Token();
        await _client.VerifyAsync(token);
        _instance.Published = ["second"];
        Assert.IsType<AzureTokenVerified>(await _client.VerifyAsync(token));

        _instance.Time.Advance(s_options.KeysRefreshAfter);

        Assert.IsType<EvidenceRefused>(await _client.VerifyAsync(_instance.Token()));
    }

    [Fact]
    public async Task Verify_InstanceAway_KeysOfBeforeHoldForADay()
    {
        await _client.VerifyAsync(_instance.Token());
        foreach (var _ in Enumerable.Range(0, 23))
        {
            _instance.Time.Advance(TimeSpan.FromHours(1));
            _instance.Failures.Enqueue(500);
            Assert.IsType<AzureTokenVerified>(await _client.VerifyAsync(_instance.Token()));
            Assert.Empty(_instance.Failures);

            // Not asked again at once.
            Assert.IsType<AzureTokenVerified>(await _client.VerifyAsync(_instance.Token()));
        }

        _instance.Time.Advance(TimeSpan.FromHours(1));
        _instance.Failures.Enqueue(500);
        await Assert.ThrowsAsync<LazAIException>(() => _client.VerifyAsync(_instance.Token()));
        await Assert.ThrowsAsync<LazAIException>(() => _client.VerifyAsync(_instance.Token()));

        _instance.Time.Advance(s_options.KeysIntervalMinimum);
        Assert.IsType<AzureTokenVerified>(await _client.VerifyAsync(_instance.Token()));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":[{"kty":"oct","kid":"first","k":"AA"}]}""")]
    [InlineData("<html>")]
    public async Task Keys_OfAnotherForm_AreMalformed(string answer)
    {
        _instance.KeysAnswer = answer;

        var failure = await Assert.ThrowsAsync<LazAIException>(() => _client.GetTrustAsync());

        Assert.Equal(ClientErrors.ResponseMalformed, failure.Code);
    }

    [Fact]
    public async Task Bundle_OfTheInstance_VerifiesItsTokensWithoutIt()
    {
        var token = _instance.Token();

        var bundle = await _client.GetBundleAsync();

        Assert.True(CollateralBundle.TryParse(bundle.Serialize(), out var read, out _));
        Assert.True(Assert.IsType<AzureTokenBundle>(read).TryReadTrust(out var trust, out _));
        Assert.Equal((FakeInstance.Instance, _instance.Time.GetUtcNow()), (trust.Instance, bundle.FetchedAt));
        Assert.IsType<AzureTokenVerified>(AzureTokenVerifier.Verify(token, trust, _instance.Time.GetUtcNow()));
    }

    [Theory]
    [InlineData("http://maa.example.invalid", "{\"keys\":[]}")]
    [InlineData("https://maa.example.invalid/", "{\"keys\":[]}")]
    [InlineData("https://maa.example.invalid", "{}")]
    public void Bundle_OfNoInstanceOrWithoutKeys_IsRefused(string instance, string keys)
    {
        var bundle = new AzureTokenBundle(instance, Encoding.UTF8.GetBytes(keys), default);

        Assert.False(bundle.TryReadTrust(out _, out var refusal));

        Assert.Equal(AttestationErrors.CollateralMalformed, refusal.Code);
    }

    [Fact]
    public async Task Metadata_NamingTheInstanceAndItsKeys_IsGiven()
    {
        var metadata = await _client.GetMetadataAsync();

        Assert.Equal((FakeInstance.Instance, FakeInstance.Instance + "/certs"), (metadata.Issuer, metadata.KeyAddress));
        Assert.Equal(["RS256"], metadata.Algorithms);
    }

    [Theory]
    [InlineData("""{"issuer":"https://evil.example.invalid","jwks_uri":"https://maa.example.invalid/certs"}""")]
    [InlineData("""{"issuer":"https://maa.example.invalid","jwks_uri":"https://evil.example.invalid/certs"}""")]
    [InlineData("{}")]
    public async Task Metadata_NamingAnother_IsRefused(string metadata)
    {
        _instance.Metadata = metadata;

        var failure = await Assert.ThrowsAsync<LazAIException>(() => _client.GetMetadataAsync());

        Assert.Equal(ClientErrors.ResponseMalformed, failure.Code);
    }

    /// <summary>Genuine bytes all the way: a genuine quote is sent, the genuine token and key set come back, and the policy accepts.</summary>
    [VectorFact("attestation")]
    public async Task GenuineToken_OfAGenuineInstance_IsVerifiedAndBoundToItsRuntimeData()
    {
        var token = Read("maa/tokens/maa-tdx-bound.jwt");
        var runtimeData = Read("maa/runtime/maa-tdx-bound.json");
        await using var service = await FakeService.StartAsync((context, _) => FakeService.JsonAsync(
            context,
            context.Request.Path == "/certs"
                ? Encoding.UTF8.GetString(Read("maa/keys/maa-tdx-bound-jwks.json"))
                : $$"""{"token":"{{Encoding.ASCII.GetString(token)}}"}"""));
        var time = new ManualTime(DateTimeOffset.FromUnixTimeSeconds(1_791_499_300));
        using var client = new AzureAttestationClient(service.Http, "https://sharedwus.wus.attest.azure.net", s_options, time);

        var answered = await client.AttestTdxVmAsync(Read("dcap/quotes/tdx-v4-gcp-2025.bin"), new AzureRuntimeData(runtimeData, IsJson: true));
        var verified = Assert.IsType<AzureTokenVerified>(await client.VerifyAsync(answered));

        var claims = Assert.IsType<AzureTdxClaims>(verified.Claims.Tee);
        var (any, zero) = (MeasurementRule.Any, MeasurementRule.OneOf(new string('0', 96)));
        var policy = new EvidencePolicy([], [], AllowDebug: false, AzureTdx: new AzureTdxDemands(
            new AzureTokenDemands(["https://sharedwus.wus.attest.azure.net"], 300, ["azure-compliant-cvm"], RequireSecureBoot: false),
            ["UpToDate"],
            new TrustDomainDemands(
                MeasurementRule.OneOf(claims.MrTd!.Value.ToString()), zero, zero, zero, zero, any, any, any, any, zero,
                RequireSeptVeDisable: true, AllowDebug: false, AllowMigration: false)));
        var judgement = policy.Judge(
            EvidenceFacts.Of(verified, Keccak256.Hash(token)), EvidenceChallenge.ToRuntimeData(runtimeData), time.GetUtcNow());
        Assert.Empty(judgement.Reasons);
    }

    public async Task DisposeAsync() => await _instance.DisposeAsync();

    public void Dispose() => _client.Dispose();

    private static byte[] Read(string file) => File.ReadAllBytes(Path.Combine(VectorSuite.Root, "attestation", file));

    private static string Decode(JsonElement value) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(value.GetString()));

    private AzureAttestationClient Client(AzureAttestationOptions options) =>
        new(_instance.Service.Http, FakeInstance.Instance, options, _instance.Time);
}
