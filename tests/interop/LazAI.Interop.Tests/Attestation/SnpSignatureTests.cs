using System.Text.Json;
using LazAI.Attestation;
using LazAI.Attestation.Tests;
using LazAI.Interop.Tests.Judging;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Interop.Tests.Attestation;

/// <summary>
/// Signatures under SEV-SNP reports as OpenSSL (through Node) and noble judge them. No verifier of reports that takes the time as an
/// argument and knows all products was found in npm's registry.
/// </summary>
public class SnpSignatureTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    [VectorJudgeFact]
    public async Task GenuineReportsAndDamagedOnes_AreSignedWhereTheJudgesSaySo()
    {
        var random = TestSeed.Create(output);
        var genuine = AttestationVectors.Index.GetProperty("cases").EnumerateArray().Where(IsGenuine).Select(SnpCase.Of).ToArray();
        Assert.NotEmpty(genuine);
        SnpCase[] cases = [.. genuine, .. Enumerable.Range(0, 300).Select(_ => random.Pick(genuine).Damaged(random))];

        var answers = await judge.AskAsync<SnpSignatures>("snp.signatures", cases.Select(one => one.Question));

        var verifier = new SnpReportVerifier(SnpTrustedRoot.Amd);
        Assert.All(cases.Zip(answers), pair =>
        {
            var ours = verifier.Verify(pair.First.Report, pair.First.Certificates, null, pair.First.At);
            var theirs = pair.Second is { Root: true, Signer: true, Leaf: true, Report: true };

            // What is wrong beside signatures, such as a byte that has to be zero, is not asked of them.
            var isOfSignatures = ours is SnpReportVerified or EvidenceRefused { Code: AttestationErrors.ChainInvalid or AttestationErrors.SignatureInvalid };
            Assert.True(!isOfSignatures || theirs == ours is SnpReportVerified, $"we say {ours}, they say {pair.Second}");
        });
        Assert.All(answers.Take(genuine.Length), answer => Assert.Equal(new SnpSignatures(true, true, true, true), answer));
        output.WriteLine($"{answers.Count(answer => answer is { Root: true, Signer: true, Leaf: true, Report: true })} of {answers.Length} signed");
    }

    private static bool IsGenuine(JsonElement entry) => entry.GetProperty("kind").GetString() == "snp-report"
        && entry.GetProperty("origin").GetString() == "genuine"
        && AttestationVectors.Verdict(entry) == "Accept";

    private sealed record SnpSignatures(bool Root, bool Signer, bool Leaf, bool Report);

    private sealed record SnpCase(byte[] Report, SnpCertificates Certificates, DateTimeOffset At)
    {
        public object Question => new
        {
            report = Convert.ToBase64String(Report),
            leaf = Convert.ToBase64String(Certificates.EndorsementKey.Span),
            signer = Convert.ToBase64String(Certificates.SigningKey.Span),
            root = Convert.ToBase64String(Certificates.RootKey.Span),
        };

        public static SnpCase Of(JsonElement entry)
        {
            Assert.True(SnpCertificates.TryDecode(
                AttestationVectors.File(entry, "endorsement_key"), AttestationVectors.File(entry, "ask_ark"), out var certificates));
            return new SnpCase(AttestationVectors.File(entry, "report"), certificates, AttestationVectors.At(entry));
        }

        public SnpCase Damaged(Random random) => random.Next(4) switch
        {
            0 => this with { Certificates = Certificates with { EndorsementKey = random.FlipOneBit(Certificates.EndorsementKey.Span) } },
            1 => this with { Certificates = Certificates with { SigningKey = random.FlipOneBit(Certificates.SigningKey.Span) } },
            2 => this with { Certificates = Certificates with { RootKey = random.FlipOneBit(Certificates.RootKey.Span) } },
            _ => this with { Report = random.FlipOneBit(Report) },
        };
    }
}
