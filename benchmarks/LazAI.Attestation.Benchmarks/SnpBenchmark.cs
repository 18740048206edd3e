using System.Security.Cryptography;
using System.Text.Json;
using LazAI.Testing.Vectors;

namespace LazAI.Attestation.Benchmarks;

/// <summary>
/// What the verification of an SEV-SNP report costs beside the bare checks in it. The first report of a chip has three of RSA-PSS (root,
/// AMD's signing key, endorsement key) and one of P-384, under three keys that must be imported; a further one has the last alone.
/// </summary>
internal static class SnpBenchmark
{
    private const int NumberLength = 48;

    public static void Run(bool quick)
    {
        if (VectorSuite.SkipReason is { } reason)
        {
            Console.WriteLine($"SEV-SNP reports: not measured. {reason}");
            return;
        }

        using var index = JsonDocument.Parse(Vectors.Read("index.json"));
        foreach (var id in new[] { "snp-v5-milan-gcp", "snp-v3-genoa-tsm-veraison", "snp-v3-milan-vlek-trustee" })
        {
            var entry = Vectors.Case(index, id);
            Measure(id, Vectors.File(entry, "report"), CertificatesOf(entry), entry.GetProperty("at").GetDateTimeOffset(), quick);
        }
    }

    private static void Measure(string name, byte[] evidence, SnpCertificates certificates, DateTimeOffset at, bool quick)
    {
        var (rounds, times) = quick ? (3, 5) : (31, 40);
        var further = new SnpReportVerifier(SnpTrustedRoot.Amd);
        var (checks, withImports) = BareWork(evidence, certificates);
        var best = Rounds.Measure(
            rounds,
            times,
            () => Array.ForEach(checks, check => Vectors.Require(check())),
            () => Vectors.Require(withImports()),
            () => Vectors.Require(checks[^1]()),
            () => Vectors.Require(new SnpReportVerifier(SnpTrustedRoot.Amd).Verify(evidence, certificates, null, at) is SnpReportVerified),
            () => Vectors.Require(further.Verify(evidence, certificates, null, at) is SnpReportVerified),
            () => Vectors.Require(SnpReport.TryParse(evidence, out _, out _)));
        Console.WriteLine(
            $"{name}: the first report of a chip {best[3]:f0} µs = {best[3] / best[1]:f2} x its {checks.Length} bare checks and 3 imports of keys "
            + $"({best[1]:f0} µs), {best[3] / best[0]:f2} x the checks alone, under imported keys ({best[0]:f0} µs)");
        Console.WriteLine(
            $"{name}: a further report {best[4]:f0} µs = {best[4] / best[2]:f2} x its bare check ({best[2]:f0} µs); parsing {best[5]:f2} µs");
    }

    /// <summary>
    /// The checks that no verifier of this report can do without, on .NET's own classes: under keys that are imported and used before, and
    /// all of them with the keys imported anew.
    /// </summary>
    private static (Func<bool>[] Checks, Func<bool> WithImports) BareWork(byte[] evidence, SnpCertificates certificates)
    {
        var (leaf, signer, root) = (Parse(certificates.EndorsementKey), Parse(certificates.SigningKey), Parse(certificates.RootKey));
        var (rootInfo, signerInfo, leafInfo) = (
            root.SubjectPublicKeyInfo.ToArray(), signer.SubjectPublicKeyInfo.ToArray(), leaf.SubjectPublicKeyInfo.ToArray());
        var (rootKey, signerKey, leafKey) = (ImportRsa(rootInfo), ImportRsa(signerInfo), ImportEcdsa(leafInfo));
        var (signed, signature) = (evidence[..0x2a0], SignatureOf(evidence));
        return (
            [
                () => Signed(rootKey, root), () => Signed(rootKey, signer), () => Signed(signerKey, leaf),
                () => Verify(leafKey, signed, signature),
            ],
            WithImports);

        bool WithImports()
        {
            using var newRootKey = ImportRsa(rootInfo);
            using var newSignerKey = ImportRsa(signerInfo);
            using var newLeafKey = ImportEcdsa(leafInfo);
            return Signed(newRootKey, root) && Signed(newRootKey, signer) && Signed(newSignerKey, leaf) && Verify(newLeafKey, signed, signature);
        }
    }

    private static bool Verify(ECDsa key, byte[] data, byte[] signature) =>
        key.VerifyData(data, signature, HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    private static bool Signed(RSA key, Certificate certificate) =>
        key.VerifyData(certificate.TbsCertificate, certificate.Signature, HashAlgorithmName.SHA384, RSASignaturePadding.Pss);

    private static RSA ImportRsa(byte[] info)
    {
        var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(info, out _);
        return key;
    }

    private static ECDsa ImportEcdsa(byte[] info)
    {
        var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(info, out _);
        return key;
    }

    private static byte[] SignatureOf(byte[] evidence)
    {
        var signature = new byte[2 * NumberLength];
        evidence.AsSpan(0x2a0, NumberLength).CopyTo(signature);
        evidence.AsSpan(0x2e8, NumberLength).CopyTo(signature.AsSpan(NumberLength));
        signature.AsSpan(0, NumberLength).Reverse();
        signature.AsSpan(NumberLength).Reverse();
        return signature;
    }

    private static Certificate Parse(ReadOnlyMemory<byte> der) =>
        Certificate.TryParse(der, out var certificate, out var error) ? certificate : throw new InvalidDataException(error.ToString());

    private static SnpCertificates CertificatesOf(JsonElement entry) =>
        SnpCertificates.TryDecode(Vectors.File(entry, "endorsement_key"), Vectors.File(entry, "ask_ark"), out var certificates)
            ? certificates
            : throw new InvalidDataException("no certificates");
}
