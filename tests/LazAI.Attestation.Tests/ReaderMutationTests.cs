using System.Text;
using System.Text.Json;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

/// <summary>Every reader of a format, and the verifiers of Azure's, on damaged files of the vectors.</summary>
public sealed class ReaderMutationTests(ITestOutputHelper output)
{
    // What one reading may allocate: members, keys, texts of what is wrong.
    private const int BytesMaximum = 48 * 1024;
    private const int BytesPerByte = 16;

    private static readonly Dictionary<string, (string[] Roles, Func<byte[], bool> Read)> Formats = new()
    {
        ["certificate"] = (["endorsement_key"], ReadCertificate),
        ["revocation list"] = (["crl", "root_ca_crl", "pck_crl"], bytes => CertificateRevocationList.TryParse(bytes, out _, out _)),
        ["PEM"] = (["ask_ark", "tcb_signing_chain", "pck_certificate"], ReadPem),
        ["SNP report"] = (["report"], bytes => SnpReport.TryParse(bytes, out var report, out _) && new SnpClaims(report, SnpProduct.Turin).Version > 0),
        ["SNP certificate table"] = (["auxblob"], bytes => SnpCertificateTable.TryParse(bytes, out var table) && SnpCertificates.TryFind(table, default, out _)),
        ["HCL report"] = (["hcl"], ReadHcl),
        ["TPM quote"] = (["tpm_quote_message"], bytes => TpmQuote.TryParse(bytes, out _, out _)),
        ["PCS response"] = (["tcb_info_response", "qe_identity_response", "body"], ReadPcsResponse),
        ["key set"] = (["jwks"], bytes => JsonWebKeySet.TryParse(bytes, out _)),
        ["claims"] = (["claims", "runtime_data"], bytes => AzureTokenClaims.TryParse(bytes, out _, out _)),
    };

    public static TheoryData<string> Names() => new(Formats.Keys);

    [VectorTheory]
    [MemberData(nameof(Names))]
    public void Format_MutatedAtRandom_IsReadOrRefusedWithinItsAllocation(string name)
    {
        var random = TestSeed.Create(output);
        var (roles, read) = Formats[name];
        var genuine = Files(roles);
        var answers = Mutation.Run(output, Mutation.Count(percent: 2, inTests: 1_000), () =>
        {
            var mutated = Mutation.Apply(genuine[random.Next(genuine.Length)], random);
            return (() => read(mutated) ? "read" : "refused", BytesMaximum + BytesPerByte * mutated.Length);
        });
        Assert.Contains("refused", answers.Keys);
    }

    [VectorFact]
    public void Token_MutatedAtRandom_IsRefusedOrUnchanged()
    {
        var random = TestSeed.Create(output);
        var cases = Cases("maa-jwt", "token", "jwks").Where(entry => AttestationVectors.Verdict(entry) == "Accept").ToArray();
        var tokens = Array.ConvertAll(
            cases, entry => (Token: AzureTokenVectors.File(entry, "token"), Trust: AzureTokenVectors.Trust(entry), At: AzureTokenVectors.At(entry)));
        var answers = Mutation.Run(output, Mutation.Count(percent: 6, inTests: 1_000), () =>
        {
            var (token, trust, at) = tokens[random.Next(tokens.Length)];
            var mutated = random.Next(2) == 0 ? Mutation.Apply(token, random) : MutateDecoded(token, random);
            return (() => Judge(mutated, token, trust, at), BytesMaximum + BytesPerByte * mutated.Length);
        });
        Assert.Contains(AttestationErrors.TokenMalformed, answers.Keys);

        static string Judge(byte[] mutated, byte[] genuine, AzureTokenTrust trust, DateTimeOffset at) =>
            AzureTokenVerifier.Verify(mutated, trust, at) is EvidenceRefused refused ? refused.Code
            : mutated.AsSpan().SequenceEqual(genuine) ? "unchanged"
            : throw new InvalidDataException("A forgery was accepted.");
    }

    [VectorFact]
    public void VtpmQuote_MutatedAtRandom_GetsAVerdict()
    {
        var random = TestSeed.Create(output);
        var entry = Cases("azure-vtpm", "hcl").First(entry => AttestationVectors.Verdict(entry) == "Accept");
        var (hcl, quote) = (AttestationVectors.File(entry, "hcl"), AttestationVectors.File(entry, "tpm_quote_message"));
        var signature = AttestationVectors.File(entry, "tpm_quote_signature");
        Assert.True(HclReport.TryParse(hcl, out var genuine, out _));
        Assert.True(TpmQuote.TryParse(quote, out var parsed, out _));
        var (hardware, nonce) = (genuine.ReportData, parsed.ExtraData.ToArray());
        var answers = Mutation.Run(output, Mutation.Count(percent: 2, inTests: 1_000), () =>
        {
            var what = random.Next(1, 8);
            var changedHcl = (what & 1) != 0 ? Mutation.Apply(hcl, random) : hcl;
            var changedQuote = (what & 2) != 0 ? Mutation.Apply(quote, random) : quote;
            var changedSignature = (what & 4) != 0 ? Mutation.Apply(signature, random) : signature;
            return (
                () => VtpmQuoteVerifier.Verify(changedHcl, hardware, changedQuote, changedSignature, nonce, []) is EvidenceRefused refused ? refused.Code : "accepted",
                BytesMaximum + BytesPerByte * (changedHcl.Length + changedQuote.Length));
        });
        Assert.Contains(AttestationErrors.HclReportMalformed, answers.Keys);
    }

    /// <summary>Damage inside of a segment, so that base64url does not stop it.</summary>
    private static byte[] MutateDecoded(byte[] token, Random random)
    {
        var segments = Encoding.ASCII.GetString(token).Split('.');
        var changed = random.Next(segments.Length);
        var decoded = System.Buffers.Text.Base64Url.DecodeFromChars(segments[changed]);
        segments[changed] = System.Buffers.Text.Base64Url.EncodeToString(Mutation.Apply(decoded, random));
        return Encoding.ASCII.GetBytes(string.Join('.', segments));
    }

    private static bool ReadCertificate(byte[] bytes)
    {
        if (!Certificate.TryParse(bytes, out var certificate, out _))
        {
            return false;
        }

        _ = PckExtension.Read(certificate);
        _ = SnpKeyExtensions.TryRead(certificate, SnpProduct.Milan, SnpSigningKey.Vcek, out _);
        using var key = CertificateKey.TryImport(certificate);
        return true;
    }

    private static bool ReadPem(byte[] bytes) =>
        CertificatePem.TryDecode(bytes, out var certificates) && Array.TrueForAll(certificates, der => Certificate.TryParse(der, out _, out _));

    private static bool ReadHcl(byte[] bytes)
    {
        if (!HclReport.TryParse(bytes, out var report, out _) || !HclRuntimeData.TryParse(report.RuntimeData.Span, out var data))
        {
            return false;
        }

        using var key = data.ImportAttestationKey();
        return key is not null;
    }

    private static bool ReadPcsResponse(byte[] bytes) =>
        (PcsResponse.TryReadTcbInfo(bytes, "", out var signed) && TcbInfo.TryParse(signed.Text, out _))
        || (PcsResponse.TryReadQeIdentity(bytes, "", out signed) && QeIdentity.TryParse(signed.Text, out _));

    private static byte[][] Files(string[] roles)
    {
        var files = AttestationVectors.Index.GetProperty("cases").EnumerateArray()
            .Select(entry => entry.TryGetProperty("files", out var named) ? named : default)
            .Where(named => named.ValueKind == JsonValueKind.Object)
            .SelectMany(named => roles.Where(role => named.TryGetProperty(role, out _)).Select(role => named.GetProperty(role).GetString()!))
            .Distinct()
            .Select(AttestationVectors.Read)
            .Where(bytes => bytes.Length > 0)
            .ToArray();
        return files.Length > 0 ? files : throw new InvalidOperationException($"{AttestationVectors.Root} holds no files of these roles.");
    }

    private static IEnumerable<JsonElement> Cases(string kind, params string[] roles) =>
        AttestationVectors.Index.GetProperty("cases").EnumerateArray()
            .Where(entry => entry.GetProperty("kind").GetString() == kind)
            .Where(entry => roles.All(role => entry.GetProperty("files").TryGetProperty(role, out _)));
}
