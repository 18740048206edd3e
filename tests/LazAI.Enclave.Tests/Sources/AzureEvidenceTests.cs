using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LazAI.Attestation;
using LazAI.Attestation.Development;
using LazAI.Enclave.Evidence;
using LazAI.Testing;

namespace LazAI.Enclave.Tests.Sources;

/// <summary>From a worker's request to the verifier's facts, on a machine of the test's own: its TPM and its hardware sign what they are asked to.</summary>
public sealed class AzureEvidenceTests : IDisposable
{
    private const int RuntimeDataOffset = 1236;

    private static readonly DateTimeOffset s_now = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);

    private readonly RSA _attestationKey = RSA.Create(2048);
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly DevelopmentRoot _root;
    private readonly DevelopmentQuoteIssuer _hardware;
    private readonly byte[][] _pcrs = [.. Enumerable.Range(0, 24).Select(number => SHA256.HashData([(byte)number]))];
    private readonly FakeTpm _tpm;
    private readonly ManualTime _time = new(s_now);

    public AzureEvidenceTests()
    {
        _root = DevelopmentRoot.Create(_random, s_now.AddDays(-1), s_now.AddDays(1));
        _hardware = DevelopmentQuoteIssuer.Create(_root, _random, s_now.AddDays(-1), s_now.AddDays(1));
        _tpm = new FakeTpm { Pcrs = () => _pcrs, Attest = Attest };
        _tpm.Indices[AzureVtpmSource.ReportIndex] = HclReport(default);
        _tpm.OnWrite = () => _tpm.Indices[AzureVtpmSource.ReportIndex] = HclReport(new ReportData(_tpm.Indices[AzureVtpmSource.UserDataIndex]));
    }

    [Fact]
    public async Task Evidence_OfTheWorker_IsVerifiedAndBoundToItsSession()
    {
        var session = new ReportData(SHA256.HashData("session"u8));
        using var metadata = new AzureMetadata(new Quoting(_hardware), _time);
        var provider = await HardwareEvidenceProvider.CreateAsync(new AzureVtpmSource(_tpm, metadata, _time), default);

        var evidence = await provider.ProveAsync(session, default);

        var verifier = new EvidenceVerifier(EvidenceTrust.Vendors([_root.Fingerprint]));
        var facts = Assert.IsType<EvidenceVerified>(verifier.Verify(evidence, null, s_now)).Facts;
        Assert.Equal(session.ToString()[2..], facts.ReportData);
        Assert.Equal(_pcrs.Select((value, number) => new PcrFacts(number, Convert.ToHexStringLower(value))), facts.Vtpm!.Pcrs);

        var policy = new EvidencePolicy([_root.Fingerprint], [facts.Measurement], AllowDebug: false);
        var challenge = EvidenceChallenge.To(new EvidenceBinding(session, (ulong)s_now.ToUnixTimeSeconds()));
        Assert.Equal(AttestationErrors.KindRefused, policy.Judge(facts, challenge, s_now).Reason!.Code);
        var demands = new VtpmDemands([new PcrDemand(7, MeasurementRule.OneOf(Convert.ToHexStringLower(_pcrs[7])))]);
        Assert.True((policy with { Vtpm = demands }).Judge(facts, challenge, s_now).IsAccepted);
        Assert.Equal(
            AttestationErrors.ReportDataMismatch,
            (policy with { Vtpm = demands }).Judge(facts, EvidenceChallenge.To(default), s_now).Reason!.Code);
    }

    public void Dispose()
    {
        _hardware.Dispose();
        _root.Dispose();
        _random.Dispose();
        _attestationKey.Dispose();
    }

    // Magic, type, no signer, nonce, clock and firmware version, all registers of SHA-256, digest.
    private (byte[] Message, byte[] Signature) Attest(byte[] nonce, byte[][] pcrs)
    {
        byte[] message =
        [
            0xff, 0x54, 0x43, 0x47, 0x80, 0x18, 0, 0, 0, (byte)nonce.Length, .. nonce, .. new byte[25],
            0, 0, 0, 1, 0, 0x0b, 3, 255, 255, 255, 0, 32, .. SHA256.HashData(pcrs.SelectMany(pcr => pcr).ToArray()),
        ];
        return (message, _attestationKey.SignData(message, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private byte[] HclReport(ReportData userData)
    {
        var numbers = _attestationKey.ExportParameters(includePrivateParameters: false);
        var (exponent, modulus) = (Base64Url.EncodeToString(numbers.Exponent), Base64Url.EncodeToString(numbers.Modulus));
        var text = Encoding.ASCII.GetBytes(
            $$"""{"keys":[{"kid":"HCLAkPub","kty":"RSA","e":"{{exponent}}","n":"{{modulus}}"}],"user-data":"{{Convert.ToHexString(userData.AsSpan())}}"}""");
        var report = new byte[RuntimeDataOffset + text.Length];
        "HCLA"u8.CopyTo(report);
        SHA256.HashData(text).CopyTo(report, 32 + 128);
        foreach (var (offset, value) in new[]
        {
            (4, 2), (8, report.Length), (12, 2), (1216, 20 + text.Length), (1220, 1), (1224, 4), (1228, 1), (1232, text.Length),
        })
        {
            BinaryPrimitives.WriteInt32LittleEndian(report.AsSpan(offset), value);
        }

        text.CopyTo(report, RuntimeDataOffset);
        return report;
    }

    /// <summary>Azure's service that makes quotes of TDREPORTs.</summary>
    private sealed class Quoting(DevelopmentQuoteIssuer hardware) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var sent = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
            var tdReport = Base64Url.DecodeFromChars(sent.RootElement.GetProperty("report").GetString());
            var quote = hardware.Issue(new DevelopmentTrustDomain(), new ReportData(tdReport.AsSpan(128, ReportData.Length)));
            return new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(JsonSerializer.Serialize(new { quote = Base64Url.EncodeToString(quote) })),
            };
        }
    }
}
