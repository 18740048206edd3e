using LazAI.Attestation.Development;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

/// <summary>The verifier on development quotes: what it establishes, and what it refuses in which order.</summary>
public sealed class DevelopmentQuoteTests(ITestOutputHelper output) : IDisposable
{
    private static readonly DateTimeOffset Now = DevelopmentPlatform.Now;

    private readonly DevelopmentPlatform _platform = new();

    public static TheoryData<string> AuthenticityCodes() => new(Faults.Select(fault => fault.Code));

    /// <summary>One fault for each step, in the order of the steps. Each keeps the earlier steps content.</summary>
    private static (string Code, Func<Attempt, Attempt> Apply)[] Faults { get; } =
    [
        (AttestationErrors.QuoteMalformed, attempt => attempt.Flip(0)),
        (AttestationErrors.QeVendorUnknown, attempt => attempt.Flip(12)),
        (AttestationErrors.ChainMalformed, attempt => attempt with { Quote = QuoteForge.WithChain(attempt.Quote, "no PEM"u8) }),
        (AttestationErrors.RootUntrusted, attempt => attempt with { Verifier = new DcapQuoteVerifier(TrustedRoot.Intel) }),
        (AttestationErrors.ChainInvalid, attempt => attempt with { Quote = WithBrokenLeaf(attempt.Quote) }),
        (AttestationErrors.CertificateExpired, attempt => attempt with { At = DevelopmentPlatform.NotAfter.AddSeconds(1) }),
        (AttestationErrors.QeReportSignatureInvalid, attempt => attempt.Flip(QuoteForge.QeReportOffset)),
        (AttestationErrors.AttestationKeyInvalid, attempt => attempt.Flip(QuoteForge.AuthenticationDataOffset)),
        (AttestationErrors.SignatureInvalid, attempt => attempt.Flip(QuoteForge.ReportDataOffset)),
    ];

    [Fact]
    public void DevelopmentQuote_Verified_GivesWhatItsIssuerWasTold()
    {
        var verified = _platform.Verified();

        Assert.Equal(new TrustedRoot(EvidenceRoot.Development, _platform.Root.Fingerprint), verified.Root);
        Assert.Equal(new ValidityPeriod(DevelopmentPlatform.NotBefore, DevelopmentPlatform.NotAfter), verified.CertificateValidity);
        Assert.Equal(DevelopmentPlatform.Data, verified.ReportData);
        var claims = Assert.IsType<TdClaims>(verified.TrustDomain);
        Assert.Equal(DevelopmentPlatform.Filled(0x16), claims.MrTd);
        Assert.Equal(DevelopmentPlatform.Filled(0x17), claims.MrConfigId);
        Assert.Equal(DevelopmentPlatform.Filled(0x18), claims.MrOwner);
        Assert.Equal(DevelopmentPlatform.Filled(0x19), claims.MrOwnerConfig);
        Assert.Equal(DevelopmentPlatform.Filled(0x1a), claims.Rtmr0);
        Assert.Equal(DevelopmentPlatform.Filled(0x1b), claims.Rtmr1);
        Assert.Equal(DevelopmentPlatform.Filled(0x1c), claims.Rtmr2);
        Assert.Equal(DevelopmentPlatform.Filled(0x1d), claims.Rtmr3);
        Assert.Equal(0x1eUL, claims.Xfam);
        Assert.True(claims.Attributes.IsSeptVeDisabled);
        Assert.False(claims.IsDebug);
    }

    [Fact]
    public void DebugDomain_Verified_IsAuthenticAndShownAsDebug()
    {
        var debug = DevelopmentPlatform.Domain with { Attributes = new TdAttributes(TdAttributes.DebugBit) };

        Assert.True(_platform.Verified(debug).IsDebug);
    }

    [Theory]
    [MemberData(nameof(AuthenticityCodes))]
    public void Quote_WithThisFaultAlone_IsRefusedForIt(string code)
    {
        var attempt = Faults.Single(fault => fault.Code == code).Apply(new Attempt(_platform.Quote(), _platform.Verifier, Now));

        Assert.Equal(code, attempt.RefusalCode());
    }

    [Theory]
    [MemberData(nameof(AuthenticityCodes))]
    public void Quote_WithThisFaultAndAllLaterOnes_IsRefusedForThisOne(string code)
    {
        var attempt = Faults.SkipWhile(fault => fault.Code != code)
            .Reverse()
            .Aggregate(new Attempt(_platform.Quote(), _platform.Verifier, Now), (attempt, fault) => fault.Apply(attempt));

        Assert.Equal(code, attempt.RefusalCode());
    }

    [Fact]
    public void Faults_AsListed_FollowTheDocumentedPrecedence()
    {
        var places = Faults.Select(fault => AttestationErrors.InPrecedence.IndexOf(fault.Code)).ToArray();

        Assert.Equal(places.Order(), places);
        Assert.DoesNotContain(-1, places);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(-1, AttestationErrors.CertificateNotYetValid)]
    public void Quote_AtTheBeginningOfItsCertificates_IsJudgedByTheSecond(int seconds, string? code) =>
        AssertSameWhetherKnownOrNot(DevelopmentPlatform.NotBefore.AddSeconds(seconds), code);

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, AttestationErrors.CertificateExpired)]
    public void Quote_AtTheEndOfItsCertificates_IsJudgedByTheSecond(int seconds, string? code) =>
        AssertSameWhetherKnownOrNot(DevelopmentPlatform.NotAfter.AddSeconds(seconds), code);

    [Fact]
    public void Quote_OfAnotherDeploymentsRoot_IsRefused()
    {
        using var other = new DevelopmentPlatform();

        var refused = Assert.IsType<EvidenceRefused>(_platform.Verifier.Verify(other.Quote(), null, Now));

        Assert.Equal(AttestationErrors.RootUntrusted, refused.Code);
        Assert.Contains(other.Root.Fingerprint.ToString(), refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Quote_WithTheCertificationOfAnotherPlatformUnderTheSameRoot_IsRefused()
    {
        using var other = DevelopmentQuoteIssuer.Create(
            _platform.Root, _platform.Random, DevelopmentPlatform.NotBefore, DevelopmentPlatform.NotAfter);
        var quote = _platform.Quote();
        var stranger = other.Issue(DevelopmentPlatform.Domain, DevelopmentPlatform.Data);

        // The other platform's key and all that certifies it: then its signature is missing.
        byte[] certification = [.. quote[..700], .. stranger[700..]];
        stranger.AsSpan(632, 4).CopyTo(certification.AsSpan(632));
        Assert.Equal(AttestationErrors.SignatureInvalid, new Attempt(certification, _platform.Verifier, Now).RefusalCode());

        // Only the other platform's certificates: then its PCK key did not sign this QE report.
        var chain = QuoteForge.WithCertificates(quote, QuoteForge.Certificates(stranger));
        Assert.Equal(AttestationErrors.QeReportSignatureInvalid, new Attempt(chain, _platform.Verifier, Now).RefusalCode());
    }

    [Fact]
    public void Quote_FollowedByPadding_IsTheSameEvidence()
    {
        var quote = _platform.Quote();
        byte[] padded = [.. quote, .. new byte[64]];

        Assert.Equal(_platform.Verifier.Verify(quote, null, Now), _platform.Verifier.Verify(padded, null, Now));
    }

    [Fact]
    public void Verifier_ThatMeetsMorePlatformsThanItKeeps_StillVerifiesThemAll()
    {
        var verifier = new DcapQuoteVerifier([_platform.Root.TrustedRoot], keptKeysMaximum: 2);
        for (var number = 0; number < 5; number++)
        {
            using var issuer = DevelopmentQuoteIssuer.Create(
                _platform.Root, _platform.Random, DevelopmentPlatform.NotBefore, DevelopmentPlatform.NotAfter);
            var quote = issuer.Issue(DevelopmentPlatform.Domain, DevelopmentPlatform.Data);

            Assert.IsType<DcapQuoteVerified>(verifier.Verify(quote, null, Now));
            Assert.IsType<DcapQuoteVerified>(verifier.Verify(quote, null, Now));
            Assert.InRange(verifier.KeptKeysCount, 1, 2);
        }
    }

    [Fact]
    public void Verifier_ThatRefuses_KeepsNothing()
    {
        var verifier = _platform.NewVerifier();

        Assert.IsType<EvidenceRefused>(verifier.Verify(QuoteForge.Flip(_platform.Quote(), QuoteForge.QeSignatureOffset), null, Now));
        Assert.IsType<EvidenceRefused>(verifier.Verify(_platform.Quote(), null, DevelopmentPlatform.NotAfter.AddDays(1)));

        Assert.Equal(0, verifier.KeptKeysCount);
    }

    [Fact]
    public async Task Verifier_UsedByManyThreads_AnswersAsForOne()
    {
        var quote = _platform.Quote();
        var forged = QuoteForge.Flip(quote, QuoteForge.ReportDataOffset);
        var verifier = _platform.NewVerifier();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(
            number => Task.Run(() => verifier.Verify(number % 2 == 0 ? quote : forged, null, Now))));

        Assert.Equal(100, answers.Count(answer => answer is DcapQuoteVerified));
        Assert.Equal(100, answers.Count(answer => answer is EvidenceRefused { Code: AttestationErrors.SignatureInvalid }));
    }

    [Fact]
    public void Quote_MutatedAtRandom_IsRefusedOrUnchangedAndNeverThrows()
    {
        var random = TestSeed.Create(output);
        var quote = _platform.Quote();
        var genuine = _platform.Verifier.Verify(quote, null, Now);
        var codes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var round = 0; round < 2_000; round++)
        {
            var mutated = round % 2 == 0 ? QuoteMutation.Apply(quote, random) : WithMutatedCertificate(quote, random);
            var result = _platform.Verifier.Verify(mutated, null, Now);
            if (result is EvidenceRefused refused)
            {
                codes[refused.Code] = codes.GetValueOrDefault(refused.Code) + 1;
            }
            else
            {
                Assert.Equal(genuine, result);
            }
        }

        output.WriteLine(string.Join(", ", codes.Select(pair => $"{pair.Key}: {pair.Value}")));
        Assert.Contains(AttestationErrors.ChainInvalid, codes.Keys);
    }

    public void Dispose() => _platform.Dispose();

    /// <summary>Damage inside a certificate that the trusted root's own certificate follows, so that the X.509 code meets it.</summary>
    private static byte[] WithMutatedCertificate(byte[] quote, Random random)
    {
        var certificates = QuoteForge.Certificates(quote);
        var index = random.Next(2);
        certificates[index] = QuoteMutation.Apply(certificates[index], random);
        return QuoteForge.WithCertificates(quote, certificates);
    }

    private static byte[] WithBrokenLeaf(byte[] quote)
    {
        var certificates = QuoteForge.Certificates(quote);
        if (certificates.Length == 0)
        {
            return quote;
        }

        // The last byte belongs to the certificate's signature.
        certificates[0][^1] ^= 1;
        return QuoteForge.WithCertificates(quote, certificates);
    }

    /// <summary>A verifier that has certified the platform's key before gives the answer of one that has not.</summary>
    private void AssertSameWhetherKnownOrNot(DateTimeOffset at, string? code)
    {
        var quote = _platform.Quote();
        Assert.IsType<DcapQuoteVerified>(_platform.Verifier.Verify(quote, null, Now));

        var known = _platform.Verifier.Verify(quote, null, at);
        var unknown = _platform.NewVerifier().Verify(quote, null, at);

        Assert.Equal(known, unknown);
        Assert.Equal(code, (known as EvidenceRefused)?.Code);
    }

    private sealed record Attempt(byte[] Quote, DcapQuoteVerifier Verifier, DateTimeOffset At)
    {
        public Attempt Flip(int offset) => this with { Quote = QuoteForge.Flip(Quote, offset) };

        public string RefusalCode() => Assert.IsType<EvidenceRefused>(Verifier.Verify(Quote, null, At)).Code;
    }
}
