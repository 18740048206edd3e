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
        var (checks, imports) = BareWork(evidence);
        var bare = Rounds.Measure(
            rounds,
            times,
            () => Array.ForEach(checks, check => Vectors.Require(check())),
            () => Array.ForEach(imports, import => import()),
            () => Vectors.Require(checks[^1]()),
            () => Vectors.Require(first.Verify(evidence, collateral, at) is DcapQuoteVerified),
            () => Vectors.Require(further.Verify(evidence, collateral, at) is DcapQuoteVerified),
            () => Vectors.Require(DcapQuote.TryParse(evidence, out _, out _)),
            () => Vectors.Require(bundle is null || new DcapQuoteVerifier([root]).Verify(evidence, Parse(bundle), at) is DcapQuoteVerified));
        Console.WriteLine(
            $"{name}: {Platform} {bare[3]:f0} µs = {bare[3] / bare[0]:f2} x its {checks.Length} bare checks ({bare[0]:f0} µs), "
            + $"{bare[3] / (bare[0] + bare[1]):f2} x with its {imports.Length} imports of keys ({bare[1]:f0} µs)");
        Console.WriteLine(
            $"{name}: a further quote {bare[4]:f0} µs = {bare[4] / bare[2]:f2} x its bare check ({bare[2]:f0} µs); parsing {bare[5]:f2} µs"
            + (bundle is null ? "" : $"; with reading and verifying the collateral {bare[6]:f0} µs"));
    }

    /// <summary>The checks and imports of keys that no verifier of this quote can do without, on .NET's own classes.</summary>
    private static (Func<bool>[] Checks, Action[] Imports) BareWork(byte[] evidence)
    {
        Vectors.Require(DcapQuote.TryParse(evidence, out var quote, out _));
        Vectors.Require(CertificatePem.TryDecode(quote.CertificationData, out var der));
        var certificates = der.Select(bytes => Certificate.TryParse(bytes, out var certificate, out _) ? certificate : null!).ToArray();
        var authority = CertificateKey.TryImport(certificates[1])!;
        var point = quote.AttestationKey.ToArray();
        var pckKey = Import(certificates[0].SubjectPublicKeyInfo[^64..].ToArray());
        var attestationKey = Import(point);
        var (report, reportSignature) = (quote.QeReport.Bytes.ToArray(), quote.QeReportSignature.ToArray());
        var (signed, signature) = (quote.SignedBytes.ToArray(), quote.Signature.ToArray());
        var pckPoint = certificates[0].SubjectPublicKeyInfo[^64..].ToArray();
        return (
            [
                () => authority.Signed(certificates[0]),
                () => pckKey.VerifyData(report, reportSignature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
                () => attestationKey.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            ],
            [() => Import(pckPoint).Dispose(), () => Import(point).Dispose()]);
    }

    private static ECDsa Import(byte[] point) => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = point[..32], Y = point[32..] },
    });

    private static DcapCollateral Parse(byte[] bundle) =>
        DcapCollateral.TryParse(bundle, out var collateral, out var refusal) ? collateral : throw new InvalidDataException(refusal.Detail);
}
