using System.Globalization;
using System.Text.Json.Nodes;

namespace LazAI.Attestation.Tests;

/// <summary>Every fault that genuine evidence can be given, alone and together with all that come later in the precedence.</summary>
public sealed class DcapPrecedenceTests
{
    private const string Genuine = "tdx-v4-phala-2025";
    private const string OtherPlatform = "neg-col-tdx4-tcbinfo-other-fmspc";

    public static TheoryData<string> Codes() => new(Faults.Select(fault => fault.Code));

    /// <summary>One fault for each code, in the order of precedence. Each keeps what is looked at before it sound.</summary>
    private static (string Code, Func<DcapAttempt, DcapAttempt> Apply)[] Faults { get; } =
    [
        (AttestationErrors.CollateralMalformed, attempt => attempt.With("tcb_info_signature", _ => "00")),
        (AttestationErrors.CrlMalformed, attempt => attempt.With("root_ca_crl", _ => "")),
        (AttestationErrors.TcbInfoMalformed, attempt => attempt.With("tcb_info", text => Replace(text, "UpToDate", "Fine"))),
        (AttestationErrors.QeIdentityMalformed, attempt => attempt.With("qe_identity", text => Replace(text, "UpToDate", "Fine"))),
        (AttestationErrors.QuoteMalformed, attempt => attempt.Flip(0)),
        (AttestationErrors.QeVendorUnknown, attempt => attempt.Flip(12)),
        (AttestationErrors.PckChainRequired, attempt => attempt.Flip(1252)),
        (AttestationErrors.ChainMalformed, attempt => attempt with { Quote = QuoteForge.WithChain(attempt.Quote, "no PEM"u8) }),
        (AttestationErrors.RootUntrusted, attempt => attempt with { Roots = [] }),
        (AttestationErrors.ChainInvalid, attempt => attempt with { Quote = WithBrokenLeaf(attempt.Quote) }),
        (AttestationErrors.CertificateNotYetValid, attempt => attempt with { At = new(2016, 1, 1, 0, 0, 0, TimeSpan.Zero) }),
        (AttestationErrors.CertificateExpired, attempt => attempt with { At = new(2050, 1, 1, 0, 0, 0, TimeSpan.Zero) }),
        (AttestationErrors.CrlInvalid, attempt => attempt.With("pck_crl", FlipLastByte)),
        (AttestationErrors.CrlNotYetValid, attempt => attempt with { At = attempt.Collateral().PckCrl.ThisUpdate.AddSeconds(-1) }),
        (AttestationErrors.CrlExpired, attempt => attempt with { At = attempt.Collateral().PckCrl.NextUpdate }),
        (AttestationErrors.QeReportSignatureInvalid, attempt => attempt.Flip(QuoteForge.QeReportOffset)),
        (AttestationErrors.AttestationKeyInvalid, attempt => attempt.Flip(QuoteForge.AuthenticationDataOffset)),
        (AttestationErrors.SignatureInvalid, attempt => attempt.Flip(QuoteForge.ReportDataOffset)),
        (AttestationErrors.TcbSigningChainInvalid, attempt => attempt.With("qe_identity_issuer_chain", _ => PckAuthority(attempt))),
        (AttestationErrors.TcbInfoSignatureInvalid, attempt => attempt.With("tcb_info_signature", FlipLastByte)),
        (AttestationErrors.TcbInfoMismatch, WithTcbInfoOfAnotherPlatform),
        (AttestationErrors.QeIdentitySignatureInvalid, attempt => attempt.With("qe_identity_signature", FlipLastByte)),
    ];

    [VectorFact]
    public void GenuineEvidence_Unchanged_IsAccepted() => Assert.IsType<DcapQuoteVerified>(DcapAttempt.Of(Genuine).Verify());

    [VectorTheory]
    [MemberData(nameof(Codes))]
    public void Evidence_WithThisFaultAlone_IsRefusedForIt(string code) =>
        Assert.Equal(code, Faults.Single(fault => fault.Code == code).Apply(DcapAttempt.Of(Genuine)).RefusalCode());

    [VectorTheory]
    [MemberData(nameof(Codes))]
    public void Evidence_WithThisFaultAndAllLaterOnes_IsRefusedForThisOne(string code)
    {
        var attempt = Faults.SkipWhile(fault => fault.Code != code).Reverse().Aggregate(
            DcapAttempt.Of(Genuine), (attempt, fault) => fault.Apply(attempt));

        Assert.Equal(code, attempt.RefusalCode());
    }

    [Fact]
    public void Faults_AsListed_FollowTheDocumentedPrecedence()
    {
        var places = Faults.Select(fault => AttestationErrors.InPrecedence.IndexOf(fault.Code)).ToArray();

        Assert.Equal(places.Order(), places);
        Assert.DoesNotContain(-1, places);
    }

    /// <summary>What a verifier keeps of collateral and keys does not change an answer, at any time.</summary>
    [VectorFact]
    public void Verifier_ThatKnowsKeyAndCollateral_AnswersAsOneThatDoesNot()
    {
        var attempt = DcapAttempt.Of(Genuine);
        var collateral = attempt.Collateral();
        var verifier = new DcapQuoteVerifier(attempt.Roots);
        Assert.IsType<DcapQuoteVerified>(verifier.Verify(attempt.Quote, collateral, attempt.At));

        foreach (var year in new[] { 2016, 2024, 2025, 2026, 2034, 2050 })
        {
            var at = attempt.At.AddYears(year - attempt.At.Year);
            var known = verifier.Verify(attempt.Quote, collateral, at);
            Assert.Equal((attempt with { At = at }).Verify() as EvidenceRefused, known as EvidenceRefused);
            Assert.Equal(year == 2025, known is DcapQuoteVerified);
        }

        Assert.Equal(1, verifier.KeptKeysCount);
        Assert.Equal(
            AttestationErrors.SignatureInvalid,
            Assert.IsType<EvidenceRefused>(verifier.Verify(attempt.Flip(QuoteForge.ReportDataOffset).Quote, collateral, attempt.At)).Code);
    }

    /// <summary>What was read is what is verified, whatever becomes of the caller's bytes between the two.</summary>
    [VectorFact]
    public void Collateral_WhosePartsAreOverwrittenAfterwards_StaysTheSame()
    {
        var attempt = DcapAttempt.Of(Genuine);
        var given = attempt.Collateral().Parts;
        var (text, list) = (given.TcbInfo.Text.ToArray(), given.PckCrl.ToArray());
        var parts = given with { TcbInfo = given.TcbInfo with { Text = text }, PckCrl = list };
        Assert.True(DcapCollateral.TryCreate(parts, out var collateral, out _));

        text.AsSpan().Clear();
        list.AsSpan().Clear();

        Assert.IsType<DcapQuoteVerified>(new DcapQuoteVerifier(attempt.Roots).Verify(attempt.Quote, collateral, attempt.At));
    }

    [VectorFact]
    public void Collateral_OfTheSecondItIsDueAgain_IsRefused()
    {
        var attempt = DcapAttempt.Of(Genuine);
        var last = attempt.Collateral().NextUpdate;

        Assert.IsType<DcapQuoteVerified>((attempt with { At = last.AddSeconds(-1) }).Verify());
        Assert.IsType<EvidenceRefused>((attempt with { At = last }).Verify());
    }

    private static string Replace(string text, string from, string to) => text.Replace(from, to, StringComparison.Ordinal);

    private static string FlipLastByte(string hex) =>
        hex.Length < 2 ? hex : hex[..^2] + (byte.Parse(hex[^2..], NumberStyles.HexNumber, null) ^ 1).ToString("x2", null);

    private static string PckAuthority(DcapAttempt attempt) =>
        JsonNode.Parse(attempt.Bundle)!["pck_crl_issuer_chain"]!.GetValue<string>();

    private static DcapAttempt WithTcbInfoOfAnotherPlatform(DcapAttempt attempt)
    {
        // Genuine, signed and of the same weeks.
        var other = JsonNode.Parse(DcapAttempt.Of(OtherPlatform).Bundle)!;
        return attempt
            .With("tcb_info", _ => other["tcb_info"]!.GetValue<string>())
            .With("tcb_info_signature", _ => other["tcb_info_signature"]!.GetValue<string>())
            .With("tcb_info_issuer_chain", _ => other["tcb_info_issuer_chain"]!.GetValue<string>());
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
}
