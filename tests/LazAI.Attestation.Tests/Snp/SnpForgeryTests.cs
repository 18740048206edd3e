using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

/// <summary>
/// Changes of genuine reports. No byte of a report is outside of a check: the first 672 are signed, R and S are the signature, and all that
/// follows has to be zero. So the list of bytes that may be changed is empty. What follows the report in a buffer has to be zero, too.
/// </summary>
public sealed class SnpForgeryTests(ITestOutputHelper output)
{
    // A refusal and its few words; where a report parses, signature objects of the framework besides.
    private const int AllocationBytesMaximum = 16 * 1024;

    [VectorTheory]
    [MemberData(nameof(SnpVectors.GenuineReports), MemberType = typeof(SnpVectors))]
    public void EveryByte_Flipped_IsRefused(string id)
    {
        var random = TestSeed.Create(output);
        var entry = AttestationVectors.Case(id);
        var (verifier, certificates, at) = (SnpVectors.Verifier(entry), SnpVectors.Certificates(entry), SnpVectors.At(entry));
        var report = SnpVectors.File(entry, "report");
        Assert.IsType<SnpReportVerified>(verifier.Verify(report, certificates, null, at));

        for (var offset = 0; offset < report.Length; offset++)
        {
            var flipped = QuoteForge.Flip(report, offset, (byte)(1 << random.Next(8)));
            Assert.True(verifier.Verify(flipped, certificates, null, at) is EvidenceRefused, $"byte {offset}");
        }
    }

    [VectorFact]
    public void EveryByteOfTheChain_Flipped_IsRefused()
    {
        var random = TestSeed.Create(output);
        var entry = AttestationVectors.Case("snp-v5-milan-gcp");
        var (verifier, certificates, at) = (SnpVectors.Verifier(entry), SnpVectors.Certificates(entry), SnpVectors.At(entry));
        var report = SnpVectors.File(entry, "report");

        foreach (var (der, changed) in new (ReadOnlyMemory<byte>, Func<byte[], SnpCertificates>)[]
        {
            (certificates.EndorsementKey, bytes => certificates with { EndorsementKey = bytes }),
            (certificates.SigningKey, bytes => certificates with { SigningKey = bytes }),
            (certificates.RootKey, bytes => certificates with { RootKey = bytes }),
        })
        {
            for (var offset = 0; offset < der.Length; offset++)
            {
                var flipped = QuoteForge.Flip(der.ToArray(), offset, (byte)(1 << random.Next(8)));
                Assert.True(verifier.Verify(report, changed(flipped), null, at) is EvidenceRefused, $"byte {offset}");
            }
        }

        Assert.Equal(0, verifier.KeptChainsCount);
    }

    /// <summary>Any damage to report, chain and list at once: a verdict, never an exception.</summary>
    [VectorFact]
    public void MutatedEvidence_Verified_NeverThrowsAndAllocatesWithinItsBound()
    {
        var random = TestSeed.Create(output);
        var cases = Array.ConvertAll(
            SnpVectors.GenuineReportIds().Select(AttestationVectors.Case).ToArray(),
            entry => (Report: SnpVectors.File(entry, "report"), Leaf: SnpVectors.File(entry, "endorsement_key"), Chain: SnpVectors.File(entry, "ask_ark"), At: SnpVectors.At(entry)));
        var verifier = new SnpReportVerifier(SnpTrustedRoot.Amd);
        var answers = Mutation.Run(output, Mutation.Count(percent: 10, inTests: 3_000), () =>
        {
            var genuine = cases[random.Next(cases.Length)];
            var report = random.Next(8) == 0 ? genuine.Report : Mutation.Apply(genuine.Report, random);
            var leaf = random.Next(2) == 0 ? genuine.Leaf : Mutation.Apply(genuine.Leaf, random);
            var chain = random.Next(2) == 0 ? genuine.Chain : Mutation.Apply(genuine.Chain, random);
            return (() => Judge(report, leaf, chain, genuine.At), AllocationBytesMaximum + 4 * (report.Length + leaf.Length + chain.Length));
        });
        Assert.Contains(AttestationErrors.SignatureInvalid, answers.Keys);

        string Judge(byte[] report, byte[] leaf, byte[] chain, DateTimeOffset at) =>
            !SnpCertificates.TryDecode(leaf, chain, out var certificates) ? "no certificates"
            : verifier.Verify(report, certificates, null, at) is EvidenceRefused refused ? refused.Code
            : cases.Any(genuine => genuine.Report.AsSpan(0, SnpReport.SignedLength).SequenceEqual(report.AsSpan(0, SnpReport.SignedLength))) ? "accepted"
            : throw new InvalidDataException("A forgery was accepted.");
    }

    [VectorFact]
    public void Chains_ThatHeld_AreKeptWithinTheLimitAndAnswerAlike()
    {
        var cases = SnpVectors.GenuineReportIds().Select(AttestationVectors.Case).ToArray();
        var verifier = new SnpReportVerifier(SnpTrustedRoot.Amd, keptChainsMaximum: 2);
        foreach (var entry in cases.Concat(cases))
        {
            var first = verifier.Verify(SnpVectors.File(entry, "report"), SnpVectors.Certificates(entry), null, SnpVectors.At(entry));
            var second = verifier.Verify(SnpVectors.File(entry, "report"), SnpVectors.Certificates(entry), null, SnpVectors.At(entry));
            Assert.IsType<SnpReportVerified>(first);
            Assert.Equal(first, second);
            Assert.InRange(verifier.KeptChainsCount, 1, 2);
            var late = verifier.Verify(
                SnpVectors.File(entry, "report"), SnpVectors.Certificates(entry), null, SnpVectors.At(entry).AddYears(30));
            Assert.Equal(AttestationErrors.CertificateExpired, Assert.IsType<EvidenceRefused>(late).Code);
        }
    }
}
