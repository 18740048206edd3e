using System.Security.Cryptography;
using System.Text.Json;
using LazAI.Attestation.Development;
using LazAI.Testing.Vectors;

namespace LazAI.Attestation.Benchmarks;

/// <summary>
/// What a verification costs beside the bare P-256 checks in it. The first quote of a platform has three (PCK certificate, QE
/// report, quote) under two keys that must be imported; a further quote of the same attestation key has one. Collateral is read and
/// its six signatures checked once.
/// </summary>
internal static class QuoteBenchmark
{
    private const string Platform = "the first quote of a platform";

    public static void Run(bool quick)
    {
        var (rounds, times) = quick ? (3, 5) : (31, 40);
        using var random = RandomNumberGenerator.Create();
        var (from, to) = (new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var root = DevelopmentRoot.Create(random, from, to);
        using var issuer = DevelopmentQuoteIssuer.Create(root, random, from, to);
        var quote = issuer.Issue(new DevelopmentTrustDomain(), default);
        Measure("development", quote, null, root.TrustedRoot, from.AddDays(1), rounds, times);

        if (VectorSuite.SkipReason is { } reason)
        {
            Console.WriteLine($"genuine quotes: not measured. {reason}");
            return;
        }

        using var index = JsonDocument.Parse(Vectors.Read("index.json"));
        foreach (var id in new[] { "tdx-v4-phala-2025", "tdx-v5-google-2026", "sgx-v3-phala-confsw" })
        {
            var entry = Vectors.Case(index, id);
            var bundle = Vectors.File(entry, "collateral");
            var at = entry.GetProperty("at").GetDateTimeOffset();
            Measure(id, Vectors.File(entry, "quote"), bundle, TrustedRoot.Intel[0], at, rounds, times);
        }
    }

    private static void Measure(string name, byte[] evidence, byte[]? bundle, TrustedRoot root, DateTimeOffset at, int rounds, int times)
    {
        var collateral = bundle is null ? null : Parse(bundle);
        var (first, further) = (new DcapQuoteVerifier([root], keptKeysMaximum: 0), new DcapQuoteVerifier([root]));
        var (checks, withImports) = BareWork(evidence);
        var best = Rounds.Measure(
            rounds,
            times,
            () => Array.ForEach(checks, check => Vectors.Require(check())),
            () => Vectors.Require(withImports()),
            () => Vectors.Require(checks[^1]()),
            () => Vectors.Require(first.Verify(evidence, collateral, at) is DcapQuoteVerified),
            () => Vectors.Require(further.Verify(evidence, collateral, at) is DcapQuoteVerified),
            () => Vectors.Require(DcapQuote.TryParse(evidence, out _, out _)),
            () => Vectors.Require(bundle is null || new DcapQuoteVerifier([root]).Verify(evidence, Parse(bundle), at) is DcapQuoteVerified));
        Console.WriteLine(
            $"{name}: {Platform} {best[3]:f0} µs = {best[3] / best[1]:f2} x its {checks.Length} bare checks and 2 imports of keys ({best[1]:f0} µs), "
            + $"{best[3] / best[0]:f2} x the checks alone, under imported keys ({best[0]:f0} µs)");
        Console.WriteLine(
            $"{name}: a further quote {best[4]:f0} µs = {best[4] / best[2]:f2} x its bare check ({best[2]:f0} µs); parsing {best[5]:f2} µs"
            + (bundle is null ? "" : $"; with reading and verifying the collateral {best[6]:f0} µs"));
    }

    /// <summary>
    /// The checks that no verifier of this quote can do without, on .NET's own classes: under keys that are imported and used before, and all
    /// of them with the two keys that come with the quote imported anew.
    /// </summary>
    private static (Func<bool>[] Checks, Func<bool> WithImports) BareWork(byte[] evidence)
    {
        Vectors.Require(DcapQuote.TryParse(evidence, out var quote, out _));
        Vectors.Require(CertificatePem.TryDecode(quote.CertificationData, out var der));
        var certificates = der.Select(bytes => Certificate.TryParse(bytes, out var certificate, out _) ? certificate : null!).ToArray();
        var authority = CertificateKey.TryImport(certificates[1])!;
        var (pckPoint, point) = (certificates[0].SubjectPublicKeyInfo[^64..].ToArray(), quote.AttestationKey.ToArray());
        var (pckKey, attestationKey) = (Import(pckPoint), Import(point));
        var (report, reportSignature) = (quote.QeReport.Bytes.ToArray(), quote.QeReportSignature.ToArray());
        var (signed, signature) = (quote.SignedBytes.ToArray(), quote.Signature.ToArray());
        return (
            [
                () => authority.Signed(certificates[0]),
                () => Verify(pckKey, report, reportSignature),
                () => Verify(attestationKey, signed, signature),
            ],
            WithImports);

        bool WithImports()
        {
            using var newPckKey = Import(pckPoint);
            using var newAttestationKey = Import(point);
            return authority.Signed(certificates[0]) && Verify(newPckKey, report, reportSignature) && Verify(newAttestationKey, signed, signature);
        }
    }

    private static bool Verify(ECDsa key, byte[] data, byte[] signature) =>
        key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    private static ECDsa Import(byte[] point) => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = point[..32], Y = point[32..] },
    });

    private static DcapCollateral Parse(byte[] bundle) =>
        DcapCollateral.TryParse(bundle, out var collateral, out var refusal) ? collateral : throw new InvalidDataException(refusal.Detail);
}
