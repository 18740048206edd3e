using System.Buffers;
using System.Text;
using System.Text.Json;
using LazAI.Cryptography;

namespace LazAI.Attestation.Tests;

/// <summary>The one call for evidence of any kind says of every vector what the verifier of its kind says.</summary>
public sealed class EvidenceVerifierVectorTests
{
    public static TheoryData<string> Reports() => SnpVectors.Cases("snp-report");

    public static TheoryData<string> Tokens() => AzureTokenVectors.Cases("maa-jwt");

    [VectorTheory]
    [MemberData(nameof(AttestationVectors.QuoteCases), MemberType = typeof(AttestationVectors))]
    public void Quote_UnderItsBundle_HasTheVerdictOfItsVerifier(string id)
    {
        var entry = AttestationVectors.Case(id);
        var (quote, at, root) = (AttestationVectors.Quote(entry), AttestationVectors.At(entry), AttestationVectors.RootOf(entry));
        var parsed = DcapCollateral.TryParse(AttestationVectors.File(entry, "collateral"), out var collateral, out var refusal);
        var expected = parsed ? new DcapQuoteVerifier([root]).Verify(quote, collateral, at) : refusal!;
        if (PartsOf(AttestationVectors.File(entry, "collateral")) is not { } parts)
        {
            Assert.False(parsed);
            return;
        }

        var bundle = new DcapBundle(parts);

        var result = new EvidenceVerifier(new EvidenceTrust([root], [], [])).Verify(quote, bundle, at);

        if (expected is DcapQuoteVerified verified)
        {
            AssertVerified(EvidenceFacts.Of(verified, Keccak256.Hash(quote), bundle.ComputeHash()), CollateralAge.Of(collateral!), result);
        }
        else
        {
            Assert.Equal(expected, result);
        }
    }

    [VectorTheory]
    [MemberData(nameof(Reports))]
    public void Report_UnderItsBundle_HasTheVerdictOfItsVerifier(string id)
    {
        var entry = AttestationVectors.Case(id);
        var (report, at, list) = (SnpVectors.File(entry, "report"), SnpVectors.At(entry), SnpVectors.RevocationList(entry));
        var bundle = new SnpBundle(SnpVectors.Certificates(entry), list?.Der ?? default);

        var result = new EvidenceVerifier(new EvidenceTrust([], SnpVectors.Roots(entry), [])).Verify(report, bundle, at);

        var expected = SnpVectors.Verify(entry);
        if (expected is SnpReportVerified verified)
        {
            AssertVerified(
                EvidenceFacts.Of(verified, Keccak256.Hash(report), bundle.ComputeHash()), list is null ? [] : [CollateralAge.Of(list)], result);
        }
        else if (EvidenceParts.Split(report).Format == EvidenceFormat.SnpReport)
        {
            Assert.Equal(expected, result);
        }
        else
        {
            // A version that nobody has is not told for a report's.
            Assert.IsType<EvidenceRefused>(expected);
            Assert.IsType<EvidenceRefused>(result);
        }
    }

    [VectorFact]
    public void Report_WithTheHostsTable_IsVerifiedWithoutABundle()
    {
        var report = AttestationVectors.Read("snp/reports/snp-v3-genoa-tsm-veraison.bin");
        byte[] evidence = [.. report, .. AttestationVectors.Read("snp/certs/snp-v3-genoa-tsm-auxblob.bin")];
        var at = new DateTimeOffset(2025, 6, 1, 0, 0, 0, TimeSpan.Zero);
        var verified = Assert.IsType<SnpReportVerified>(
            new SnpReportVerifier(SnpTrustedRoot.Amd).Verify(report, evidence.AsMemory(SnpReport.Length), null, at));

        var result = new EvidenceVerifier(EvidenceTrust.Vendors([])).Verify(evidence, null, at);

        AssertVerified(EvidenceFacts.Of(verified, Keccak256.Hash(evidence)), [], result);
    }

    [VectorTheory]
    [MemberData(nameof(Tokens))]
    public void Token_UnderTheKeysOfItsInstance_HasTheVerdictOfItsVerifier(string id)
    {
        var entry = AttestationVectors.Case(id);
        var (token, at) = (AzureTokenVectors.File(entry, "token"), AzureTokenVectors.At(entry));
        var bundle = new AzureTokenBundle(
            entry.GetProperty("expected_issuer").GetString()!, AzureTokenVectors.File(entry, "jwks"), DateTimeOffset.UnixEpoch);
        Assert.True(bundle.TryReadTrust(out var trust, out _));

        var result = new EvidenceVerifier(new EvidenceTrust([], [], [bundle.ComputeHash()])).Verify(token, bundle, at);

        var expected = AzureTokenVerifier.Verify(token, trust, at);
        if (expected is AzureTokenVerified verified)
        {
            AssertVerified(EvidenceFacts.Of(verified, Keccak256.Hash(token)) with { CollateralHash = bundle.ComputeHash() }, [], result);
        }
        else if (EvidenceParts.Split(token) is { Format: EvidenceFormat.AzureToken, Rest.IsEmpty: true })
        {
            Assert.Equal(expected, result);
        }
        else
        {
            // What has not even a token's first letters is not told for one.
            Assert.IsType<EvidenceRefused>(expected);
            Assert.IsType<EvidenceRefused>(result);
        }
    }

    private static void AssertVerified(EvidenceFacts facts, IEnumerable<CollateralAge> ages, EvidenceVerification result)
    {
        var verified = Assert.IsType<EvidenceVerified>(result);
        Assert.Equal(facts, verified.Facts);
        Assert.Equal(ages, verified.Collateral);
    }

    /// <summary>The parts of the vectors' collateral, readable or not; null where the file lacks one or has it in another form.</summary>
    private static DcapCollateralParts? PartsOf(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return Text("pck_crl_issuer_chain") is { } chain && Hex("root_ca_crl") is { } rootCrl && Hex("pck_crl") is { } pckCrl
            && Signed("tcb_info") is { } tcbInfo && Signed("qe_identity") is { } identity
                ? new DcapCollateralParts { PckCrlIssuerChain = chain, RootCrl = rootCrl, PckCrl = pckCrl, TcbInfo = tcbInfo, QeIdentity = identity }
                : null;

        byte[]? Text(string name) =>
            root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Encoding.UTF8.GetBytes(value.GetString()!) : null;

        byte[]? Hex(string name) => Text(name) is { } digits && digits.Length % 2 == 0 && new byte[digits.Length / 2] is var bytes
            && Convert.FromHexString(digits, bytes, out _, out _) == OperationStatus.Done ? bytes : null;

        SignedText? Signed(string name) => Text(name) is { } text && Hex(name + "_signature") is { } signature && Text(name + "_issuer_chain") is { } issuers
            ? new SignedText(text, signature, issuers) : null;
    }
}
