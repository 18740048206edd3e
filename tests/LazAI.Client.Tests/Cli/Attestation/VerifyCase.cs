using System.Text;
using LazAI.Attestation;
using LazAI.Testing.Attestation;

namespace LazAI.Client.Tests.Cli.Attestation;

/// <summary>How a case of the vectors is verified on the command line; files that are made for it lie in a folder of the test's.</summary>
internal static class VerifyCase
{
    /// <summary>The kinds that are evidence to verify.</summary>
    public static readonly string[] Kinds = ["dcap-quote", "dcap-quote-parse", "dcap-parts", "snp-report", "azure-vtpm", "maa-jwt"];

    public static string[] Arguments(AttestationCase entry, string folder) =>
    [
        "attest", "verify", "--json", "--at", entry.Kind == "azure-vtpm" && entry.FileOf("td_quote") is not null ? "2025-02-09T20:14:38Z" : entry.At,
        .. entry.Kind switch
        {
            "dcap-quote" => [entry.FileOf("quote")!, "--collateral", entry.FileOf("collateral")!, .. Root(entry, entry.FileOf("trusted_root")!)],
            "dcap-parts" => [entry.FileOf("quote")!, "--collateral", WriteParts(entry, folder), "--dangerous-root", entry.FileOf("trusted_root")!],
            "dcap-quote-parse" => [entry.FileOf("quote")!],
            "snp-report" =>
            [
                entry.FileOf("report")!, "--certificates", entry.FileOf("endorsement_key")!, entry.FileOf("ask_ark")!,
                .. entry.FileOf("crl") is { } list ? new[] { "--crl", list } : [],
                .. Root(entry, entry.FileOf("ask_ark")!),
            ],
            "azure-vtpm" => Paravisor(entry, folder),
            "maa-jwt" =>
            [
                entry.FileOf("token")!, "--jwks", entry.FileOf("jwks")!, "--issuer", entry.Entry.GetProperty("expected_issuer").GetString()!,
                .. entry.FileOf("runtime_data") is { } data ? new[] { "--runtime-data", data } : [],
            ],
            _ => Array.Empty<string>(),
        },
    ];

    /// <summary>Made-up authorities are trusted in their case; Intel's and AMD's are trusted as everywhere.</summary>
    private static string[] Root(AttestationCase entry, string root) =>
        entry.Kind == "snp-report"
            ? root.Contains("/synthetic/", StringComparison.Ordinal) ? ["--dangerous-root", root] : []
            : entry.Entry.GetProperty("origin").GetString() == "genuine" ? [] : ["--dangerous-root", root];

    private static string[] Paravisor(AttestationCase entry, string folder)
    {
        var nonce = entry.Entry.GetProperty("expected").GetProperty("extra_data_hex").GetString()!;
        return
        [
            entry.FileOf("hcl")!, "--tpm-quote", entry.FileOf("tpm_quote_message")!, "--tpm-signature", entry.FileOf("tpm_quote_signature")!,
            "--tpm-nonce", nonce,
            .. entry.FileOf("pcrs") is { } pcrs ? new[] { "--pcrs", pcrs } : [],
            .. entry.FileOf("td_quote") is { } quote
                ? new[] { "--quote", quote, "--collateral", AttestationCase.PathOf("dcap/collateral/tdx-00806f050000-2025-01-21-eval17-0eca.json") }
                : ["--collateral", WriteCertificates(
                    AttestationCase.Read("snp/certs/snp-genoa-azure-hcl-ek.der"), AttestationCase.Read("snp/certs/amd-genoa-vcek-ask-ark.pem"), folder)],
        ];
    }

    private static string WriteCertificates(byte[] endorsementKey, byte[] chain, string folder)
    {
        Assert.True(SnpCertificates.TryDecode(endorsementKey, chain, out var certificates));
        return Write(new SnpBundle(certificates), folder);
    }

    private static string WriteParts(AttestationCase entry, string folder)
    {
        var chain = LeafFirst(entry.Bytes("tcb_signing_chain"));
        var authorities = LeafFirst(entry.Bytes("pck_signing_chain"));
        Assert.True(PcsResponse.TryReadTcbInfo(entry.Bytes("tcb_info_response"), chain, out var tcbInfo));
        Assert.True(PcsResponse.TryReadQeIdentity(entry.Bytes("qe_identity_response"), chain, out var identity));
        var parts = new DcapCollateralParts
        {
            PckCrlIssuerChain = Encoding.UTF8.GetBytes(authorities),
            RootCrl = entry.Bytes("root_ca_crl"),
            PckCrl = entry.Bytes("pck_crl"),
            TcbInfo = tcbInfo,
            QeIdentity = identity,
        };
        return Write(new DcapBundle(parts, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(entry.Bytes("pck_certificate")) + "\n" + authorities)), folder);
    }

    /// <summary>Intel's samples have the root at either end; services give it last.</summary>
    private static string LeafFirst(byte[] pem)
    {
        Assert.True(CertificatePem.TryDecode(pem, out var certificates));
        return string.Join('\n', certificates.OrderBy(IsRoot).Select(
            der => "-----BEGIN CERTIFICATE-----\n" + Convert.ToBase64String(der) + "\n-----END CERTIFICATE-----"));

        static bool IsRoot(byte[] der) =>
            Certificate.TryParse(der, out var certificate, out _) && certificate.Subject.SequenceEqual(certificate.Issuer);
    }

    private static string Write(CollateralBundle bundle, string folder)
    {
        var file = Path.Combine(folder, $"{bundle.ComputeHash()}.json");
        File.WriteAllBytes(file, bundle.Serialize());
        return file;
    }
}
