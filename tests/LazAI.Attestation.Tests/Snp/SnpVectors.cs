using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using LazAI.Cryptography;

namespace LazAI.Attestation.Tests;

/// <summary>The SEV-SNP cases of the vectors.</summary>
public static class SnpVectors
{
    /// <summary>Ids of the cases of one kind.</summary>
    public static TheoryData<string> Cases(string kind)
    {
        var ids = new TheoryData<string>(AttestationVectors.Index.GetProperty("cases").EnumerateArray()
            .Where(entry => entry.GetProperty("kind").GetString() == kind)
            .Select(entry => entry.GetProperty("id").GetString()!));
        return ids.Count > 0 ? ids : throw new InvalidOperationException($"{AttestationVectors.Root} holds no cases of kind {kind}.");
    }

    /// <summary>Ids of genuine reports with their certificates.</summary>
    public static TheoryData<string> GenuineReports() => new(GenuineReportIds());

    public static IEnumerable<string> GenuineReportIds() => AttestationVectors.Index.GetProperty("cases").EnumerateArray()
        .Where(entry => entry.GetProperty("kind").GetString() == "snp-report" && entry.GetProperty("origin").GetString() == "genuine")
        .Select(entry => entry.GetProperty("id").GetString()!);

    public static byte[] File(JsonElement entry, string name) => AttestationVectors.Read(entry.GetProperty("files").GetProperty(name).GetString()!);

    public static DateTimeOffset At(JsonElement entry) =>
        DateTimeOffset.Parse(entry.GetProperty("at").GetString()!, CultureInfo.InvariantCulture);

    public static SnpCertificates Certificates(JsonElement entry)
    {
        Assert.True(SnpCertificates.TryDecode(File(entry, "endorsement_key"), File(entry, "ask_ark"), out var certificates));
        return certificates;
    }

    public static CertificateRevocationList? RevocationList(JsonElement entry)
    {
        if (!entry.GetProperty("files").TryGetProperty("crl", out _))
        {
            return null;
        }

        Assert.True(CertificateRevocationList.TryParse(File(entry, "crl"), out var list, out var error), error.ToString());
        return list;
    }

    /// <summary>A verifier that trusts <see cref="Roots"/>.</summary>
    public static SnpReportVerifier Verifier(JsonElement entry) => new(Roots(entry));

    /// <summary>AMD's roots or, where the case's authorities are made up, the root of the case and no other.</summary>
    public static ImmutableArray<SnpTrustedRoot> Roots(JsonElement entry)
    {
        var file = entry.GetProperty("files").GetProperty("ask_ark").GetString()!;
        if (!file.StartsWith("snp/synthetic/", StringComparison.Ordinal))
        {
            return SnpTrustedRoot.Amd;
        }

        Assert.True(Certificate.TryParse(Certificates(entry).RootKey, out var root, out _));
        var product = file.Contains("turin", StringComparison.Ordinal) ? SnpProduct.Turin : SnpProduct.Milan;
        return [new SnpTrustedRoot(product, new Bytes32(SHA256.HashData(root.SubjectPublicKeyInfo)))];
    }

    public static EvidenceVerification Verify(JsonElement entry) =>
        Verifier(entry).Verify(File(entry, "report"), Certificates(entry), RevocationList(entry), At(entry));

    public static SnpReportVerified Verified(JsonElement entry) => Assert.IsType<SnpReportVerified>(Verify(entry));
}
