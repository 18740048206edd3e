using System.Text.Json;
using System.Text.Json.Nodes;
using LazAI.Cryptography;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

/// <summary>Evidence of each kind with the wrong collateral, with none, and damaged.</summary>
public sealed class EvidenceVerifierTests(ITestOutputHelper output) : IDisposable
{
    private readonly SnpForge _snp = new();
    private readonly DevelopmentPlatform _platform = new();

    /// <summary>Collateral of each kind, none of which need be any good: its kind is looked at first.</summary>
    private CollateralBundle[] Bundles =>
    [
        new DcapBundle(new DcapCollateralParts { PckCrlIssuerChain = default, RootCrl = default, PckCrl = default, TcbInfo = Signed, QeIdentity = Signed }),
        new SnpBundle(_snp.Certificates()),
        Keys,
    ];

    private static SignedText Signed => new(default, default, default);

    private static AzureTokenBundle Keys { get; } = new(
        TokenForge.Instance,
        JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["keys"] = new JsonArray(TokenForge.Own.Key()) }),
        TokenForge.Now);

    private EvidenceVerifier Verifier => new(new EvidenceTrust([_platform.Root.TrustedRoot], [_snp.Root], [Keys.ComputeHash()]));

    [Fact]
    public void Evidence_UnderABundleOfAnotherKind_IsRefused()
    {
        foreach (var (evidence, own) in Evidence())
        {
            foreach (var bundle in Bundles.Where(bundle => bundle.GetType() != own))
            {
                Assert.Equal(AttestationErrors.CollateralMalformed, CodeOf(Verifier.Verify(evidence, bundle, SnpForge.Now)));
            }
        }
    }

    [Fact]
    public void Token_IsBelievedUnderTheNamedKeysAlone()
    {
        var token = TokenForge.Own.Sign(TokenForge.Claims());
        var other = Keys with { FetchedAt = Keys.FetchedAt.AddSeconds(1) };
        var hasty = new EvidenceVerifier(new EvidenceTrust([], [], null));

        var verified = Assert.IsType<EvidenceVerified>(Verifier.Verify(token, Keys, TokenForge.Now));

        Assert.Equal(Keys.ComputeHash(), verified.Facts.CollateralHash);
        Assert.Empty(verified.Collateral);
        Assert.Equal(AttestationErrors.RootUntrusted, CodeOf(Verifier.Verify(token, other, TokenForge.Now)));
        Assert.Equal(AttestationErrors.RootUntrusted, CodeOf(new EvidenceVerifier(EvidenceTrust.Vendors([])).Verify(token, Keys, TokenForge.Now)));
        Assert.IsType<EvidenceVerified>(hasty.Verify(token, other, TokenForge.Now));
    }

    [Fact]
    public void Evidence_WithoutTheCollateralThatItNeeds_SaysSo()
    {
        Assert.Equal(AttestationErrors.CollateralRequired, CodeOf(Verifier.Verify(_snp.Report(), null, SnpForge.Now)));
        Assert.Equal(
            AttestationErrors.CollateralRequired, CodeOf(Verifier.Verify(TokenForge.Own.Sign(TokenForge.Claims()), null, TokenForge.Now)));
        Assert.Equal(
            AttestationErrors.CollateralRequired,
            CodeOf(Verifier.Verify((ParavisorForge.OfSnp(_snp) with { Hardware = [] }).Write(), null, SnpForge.Now)));
    }

    [VectorFact]
    public void Quote_OfHardwareWithoutCollateral_SaysSo()
    {
        var entry = AttestationVectors.Case("tdx-v4-phala-2025");

        Assert.Equal(
            AttestationErrors.CollateralRequired,
            CodeOf(new EvidenceVerifier(EvidenceTrust.Vendors([])).Verify(AttestationVectors.Quote(entry), null, AttestationVectors.At(entry))));
    }

    [VectorFact]
    public void Quote_OfADevelopmentRoot_NeedsNoCollateralAndLooksAtNone()
    {
        var quote = _platform.Quote();
        Assert.True(DcapCollateral.TryParse(AttestationVectors.File(AttestationVectors.Case("tdx-v4-phala-2025"), "collateral"), out var collateral, out _));

        var alone = Assert.IsType<EvidenceVerified>(Verifier.Verify(quote, null, DevelopmentPlatform.Now));
        var beside = Assert.IsType<EvidenceVerified>(Verifier.Verify(quote, new DcapBundle(collateral.Parts), DevelopmentPlatform.Now));

        Assert.Equal((EvidenceFacts.DevelopmentTdx, Keccak256.Hash(quote)), (alone.Facts.Kind, alone.Facts.Hash));
        Assert.Equal(alone.Facts, beside.Facts);
        Assert.Empty(alone.Collateral);
        Assert.Empty(beside.Collateral);
        Assert.Equal(AttestationErrors.RootUntrusted, CodeOf(new EvidenceVerifier(EvidenceTrust.Vendors([])).Verify(quote, null, DevelopmentPlatform.Now)));
        Assert.IsType<EvidenceVerified>(
            new EvidenceVerifier(EvidenceTrust.Vendors([_platform.Root.Fingerprint])).Verify(quote, null, DevelopmentPlatform.Now));
    }

    [Fact]
    public void Bytes_ThatAreNoEvidence_AreRefused()
    {
        foreach (var bytes in new byte[][] { [], [0], new byte[64], new byte[4096], "HCLA"u8.ToArray(), "eyJ."u8.ToArray(), "eyJ.\n."u8.ToArray() })
        {
            Assert.IsType<EvidenceRefused>(Verifier.Verify(bytes, null, SnpForge.Now));
            Assert.All(Bundles, bundle => Assert.IsType<EvidenceRefused>(Verifier.Verify(bytes, bundle, SnpForge.Now)));
        }
    }

    [Fact]
    public void Evidence_MutatedAtRandom_GetsAVerdictWithinItsAllocation()
    {
        var random = TestSeed.Create(output);
        var (verifier, evidence, bundles) = (Verifier, Evidence().ToArray(), (CollateralBundle?[])[null, .. Bundles]);
        var answers = Mutation.Run(output, Mutation.Count(percent: 2, inTests: 1_000), () =>
        {
            var mutated = Mutation.Apply(evidence[random.Next(evidence.Length)].Bytes, random);
            var bundle = bundles[random.Next(bundles.Length)];
            return (() => verifier.Verify(mutated, bundle, SnpForge.Now) is EvidenceRefused refused ? refused.Code : "verified", 256 * 1024 + 32 * mutated.Length);
        });
        Assert.Contains(AttestationErrors.CollateralMalformed, answers.Keys);
    }

    public void Dispose()
    {
        _snp.Dispose();
        _platform.Dispose();
    }

    private static string CodeOf(EvidenceVerification result) => Assert.IsType<EvidenceRefused>(result).Code;

    /// <summary>Evidence of each form, and the kind of collateral that goes with it.</summary>
    private IEnumerable<(byte[] Bytes, Type Bundle)> Evidence() =>
    [
        (_platform.Quote(), typeof(DcapBundle)),
        (_snp.Report(), typeof(SnpBundle)),
        (TokenForge.Own.Sign(TokenForge.Claims()), typeof(AzureTokenBundle)),
        (ParavisorForge.OfSnp(_snp).Write(), typeof(SnpBundle)),
        (ParavisorForge.OfTrustDomain(_platform).Write(), typeof(DcapBundle)),
        (ParavisorForge.TokenAboutTrustDomain().Write(), typeof(AzureTokenBundle)),
    ];
}
