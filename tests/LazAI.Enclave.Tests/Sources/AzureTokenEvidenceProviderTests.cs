using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LazAI.Attestation;
using LazAI.Enclave.Evidence;
using LazAI.Testing.Vectors;

namespace LazAI.Enclave.Tests.Sources;

/// <summary>Tokens for what hardware of the vectors gave out.</summary>
public sealed class AzureTokenEvidenceProviderTests : IAsyncLifetime
{
    private FakeAzureInstance _instance = null!;

    public async Task InitializeAsync() => _instance = await FakeAzureInstance.StartAsync();

    public async Task DisposeAsync() => await _instance.DisposeAsync();

    [VectorFact(Recorded.Folder)]
    public async Task TrustDomain_WithoutParavisor_SendsItsQuoteAndGivesTheTokenAlone()
    {
        var source = new RecordedSource(_ => new PlatformEvidence(EvidencePlatform.Tdx, Recorded.TdxQuote()));
        using var provider = await AzureTokenEvidenceProvider.CreateAsync(source, _instance.Client(), default);
        var reportData = new ReportData([1]);

        var evidence = await provider.ProveAsync(reportData, default);

        Assert.Equal("eyJ.token.2", Encoding.ASCII.GetString(evidence.Span));
        Assert.Equal([default, reportData], source.Asked);
        var (path, body) = _instance.Calls.Last();
        Assert.Equal("/attest/TdxVm", path);
        Assert.Equal(Recorded.TdxQuote(), Decode(body, "quote"));
        Assert.False(body.TryGetProperty("runtimeData", out _));
        Assert.Equal(new PlatformEvidence(EvidencePlatform.Tdx, Recorded.TdxQuote()).Measurement, provider.Measurement);
        Assert.Contains(FakeAzureInstance.Name, provider.Description, StringComparison.Ordinal);
    }

    [VectorFact(Recorded.Folder)]
    public async Task EachSession_HasAFreshToken()
    {
        using var provider = await AzureTokenEvidenceProvider.CreateAsync(
            new RecordedSource(_ => new PlatformEvidence(EvidencePlatform.Tdx, Recorded.TdxQuote())), _instance.Client(), default);

        string[] tokens = [.. new[] { await provider.ProveAsync(default, default), await provider.ProveAsync(default, default) }.Select(token => Encoding.ASCII.GetString(token.Span))];

        Assert.Equal(["eyJ.token.2", "eyJ.token.3"], tokens);
        Assert.Equal(3, _instance.Calls.Count);
    }

    [VectorFact(Recorded.Folder)]
    public async Task SnpGuest_WithoutParavisor_SendsTheTableAsPem()
    {
        using var provider = await AzureTokenEvidenceProvider.CreateAsync(
            new RecordedSource(_ => new PlatformEvidence(EvidencePlatform.SevSnp, Recorded.SnpReport()) { Certificates = Recorded.SnpCertificates() }),
            _instance.Client(), default);

        var (path, body) = Assert.Single(_instance.Calls);
        Assert.Equal("/attest/SevSnpVm", path);
        using var report = JsonDocument.Parse(Decode(body, "report"));
        Assert.Equal(Recorded.SnpReport(), Decode(report.RootElement, "SnpReport"));
        Assert.True(SnpCertificateTable.TryParse(Recorded.SnpCertificates(), out var table));
        Assert.True(CertificatePem.TryDecode(Decode(report.RootElement, "VcekCertChain"), out var certificates));
        Assert.Equal(
            new[] { SnpCertificateTable.Vcek, SnpCertificateTable.Ask, SnpCertificateTable.Ark }.Select(name => SnpCertificates.Unwrap(table.Find(name)).ToArray()), certificates);
    }

    [VectorFact(Recorded.Folder)]
    public async Task TrustDomain_UnderAParavisor_SendsTheRuntimeDataAndGivesWhatTheVtpmSaysAlong()
    {
        using var provider = await AzureTokenEvidenceProvider.CreateAsync(
            new RecordedSource(_ => UnderParavisor(EvidencePlatform.Tdx, Recorded.AzureTdxQuote(), Recorded.AzureTdxReport(), default)), _instance.Client(), default);

        var evidence = EvidenceParts.Split(await provider.ProveAsync(default, default));

        Assert.Equal(EvidenceFormat.AzureToken, evidence.Format);
        Assert.Equal("eyJ.token.2", Encoding.ASCII.GetString(evidence.Evidence.Span));
        var behind = EvidenceParts.Split(evidence.Rest);
        Assert.True(ParavisorEvidence.TryParse(behind.Evidence, behind.Rest, out var paravisor, out var refusal), refusal?.ToString());
        Assert.True(paravisor.Hardware.IsEmpty);
        Assert.Equal(Recorded.AzureTpmQuote().Pcrs, paravisor.Pcrs.Select(pcr => pcr.AsSpan().ToArray()));

        // What the instance compares is what the hardware vouches for.
        var sent = _instance.Calls.Last().Body.GetProperty("runtimeData");
        Assert.Equal("JSON", sent.GetProperty("dataType").GetString());
        Assert.Equal(paravisor.Report.RuntimeData.ToArray(), Decode(sent, "data"));
        Assert.Equal(SHA256.HashData(Decode(sent, "data")), paravisor.Report.ReportData.AsSpan()[..32].ToArray());
        Assert.Equal(Recorded.AzureTdxQuote(), Decode(_instance.Calls.Last().Body, "quote"));
    }

    [VectorFact(Recorded.Folder)]
    public async Task SnpGuest_UnderAParavisor_SendsThePemAsItCame()
    {
        var hcl = Recorded.AzureSnpReport();
        using var provider = await AzureTokenEvidenceProvider.CreateAsync(
            new RecordedSource(_ => UnderParavisor(EvidencePlatform.SevSnp, hcl.AsMemory(32, 1184), hcl, "PEM"u8.ToArray())), _instance.Client(), default);

        using var report = JsonDocument.Parse(Decode(Assert.Single(_instance.Calls).Body, "report"));
        Assert.Equal(hcl.AsSpan(32, 1184).ToArray(), Decode(report.RootElement, "SnpReport"));
        Assert.Equal("PEM"u8.ToArray(), Decode(report.RootElement, "VcekCertChain"));
    }

    [VectorFact(Recorded.Folder)]
    public async Task Instance_ThatRefuses_IsNamedWithWhatItSaid()
    {
        _instance.Refusal = "The quote is not good.";

        var refusal = await Assert.ThrowsAsync<EvidenceSourceException>(() => AzureTokenEvidenceProvider.CreateAsync(
            new RecordedSource(_ => new PlatformEvidence(EvidencePlatform.Tdx, Recorded.TdxQuote())), _instance.Client(), default));

        foreach (var part in new[] { FakeAzureInstance.Name, "Worker:AzureAttestationInstance", "The quote is not good." })
        {
            Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
        }
    }

    [VectorFact(Recorded.Folder)]
    public async Task SnpGuest_WithoutCertificates_IsToldSo()
    {
        var refusal = await Assert.ThrowsAsync<EvidenceSourceException>(() => AzureTokenEvidenceProvider.CreateAsync(
            new RecordedSource(_ => new PlatformEvidence(EvidencePlatform.SevSnp, Recorded.SnpReport())), _instance.Client(), default));

        Assert.Contains("no certificates", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_instance.Calls);
    }

    private static byte[] Decode(JsonElement json, string name) => Base64Url.DecodeFromChars(json.GetProperty(name).GetString());

    private static PlatformEvidence UnderParavisor(EvidencePlatform platform, ReadOnlyMemory<byte> report, byte[] hcl, ReadOnlyMemory<byte> certificates)
    {
        var (message, signature, pcrs) = Recorded.AzureTpmQuote();
        Assert.True(HclReport.TryParse(hcl, out var parsed, out _));
        return new PlatformEvidence(platform, report)
        {
            Certificates = certificates,
            HclReport = hcl.AsMemory(0, 1236 + parsed.RuntimeData.Length),
            TpmQuote = new LazAI.Enclave.Evidence.TpmQuote(message, signature, [.. pcrs.Select(pcr => new ReadOnlyMemory<byte>(pcr))]),
        };
    }

    private sealed class RecordedSource(Func<ReportData, PlatformEvidence> read) : IEvidenceSource
    {
        public string Name => "recorded";

        public List<ReportData> Asked { get; } = [];

        public Task<PlatformEvidence> ReadAsync(ReportData reportData, CancellationToken cancellationToken)
        {
            Asked.Add(reportData);
            return Task.FromResult(read(reportData));
        }
    }
}
