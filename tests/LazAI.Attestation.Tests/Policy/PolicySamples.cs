using System.Text.Json.Nodes;
using LazAI.Cryptography;
using LazAI.Testing;

namespace LazAI.Attestation.Tests;

/// <summary>The policies of the documentation, and facts of each kind that they accept.</summary>
internal static class PolicySamples
{
    public static readonly DateTimeOffset Now = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);

    public static readonly string[] Kinds = ["tdx", "sgx", "snp", "azureTdx", "azureSnp"];

    /// <summary>Every section that a policy may leave out.</summary>
    public static readonly string[] Sections = [.. Kinds, "vtpm"];

    /// <inheritdoc cref="DocumentedPolicies.Text"/>
    public static string Text(string name) => DocumentedPolicies.Text(name);

    public static JsonObject Json(string name) => JsonNode.Parse(Text(name))!.AsObject();

    public static EvidencePolicy Parse(string json) =>
        EvidencePolicy.TryParse(System.Text.Encoding.UTF8.GetBytes(json), out var policy, out var fault)
            ? policy
            : throw new InvalidOperationException(fault);

    public static EvidencePolicy Policy(string name) => Parse(Text(name));

    public static EvidenceFacts Facts(string name) => name switch
    {
        "tdx" => Of(EvidenceFacts.Tdx, Hex(0x16)) with { Migratable = false, TrustDomain = TrustDomain, Tcb = Tcb },
        "sgx" => Of(EvidenceFacts.Sgx, Hex(0x22, 32)) with
        {
            Enclave = new SgxFacts("8c4f5775d796503e96137f77c68a829a0056ac8ded70140b081b094490c57bff", 1, 5, Hex(0, 64), 0),
            Tcb = Tcb with { Smt = false },
        },
        "snp" => Of(EvidenceFacts.Snp, SnpMeasurement) with
        {
            Migratable = false,
            Guest = new SnpFacts
            {
                Product = "Milan",
                HostData = Hex(1, 32),
                IdKeyDigest = Hex(2),
                AuthorKeyDigest = Hex(3),
                Vmpl = 0,
                GuestSvn = 0,
                ReportedTcb = new(3, 0, 8, 115),
                CommittedTcb = new(3, 0, 8, 115),
                LaunchTcb = new(3, 0, 8, 115),
                FirmwareProvisional = false,
                ChipIdMasked = false,
                SigningKey = "Vcek",
                RevocationChecked = true,
            },
        },
        "azureTdx" => Of(EvidenceFacts.AzureTdx, Hex(0x16)) with { Migratable = false, TrustDomain = TrustDomain, Azure = Azure },
        "azureSnp" => Of(EvidenceFacts.AzureSnp, SnpMeasurement) with
        {
            Migratable = false,
            Azure = Azure with { SecureBoot = true, TcbStatus = null },
            Guest = new SnpFacts { Vmpl = 0, GuestSvn = 0, ReportedTcb = new(3, 0, 8, 115) },
        },
        "vtpm" => Facts("snp") with
        {
            Vtpm = new VtpmFacts([new(0, Hex(0x10, 32)), new(4, Hex(0x14, 32)), new(7, Hex(0x17, 32)), new(9, Hex(0x19, 32)), new(11, Hex(0x1b, 32))]),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    public static string Hex(byte value, int length = 48) => Convert.ToHexStringLower(Enumerable.Repeat(value, length).ToArray());

    private static string SnpMeasurement => "bb" + new string('0', 94);

    private static AzureFacts Azure => new()
    {
        Issuer = "https://sharedweu.weu.attest.azure.net",
        IssuedAt = Now,
        ComplianceStatus = "azure-compliant-cvm",
        TcbStatus = "UpToDate",
        Debug = false,
    };

    private static TdxFacts TrustDomain => new()
    {
        Rtmr0 = Hex(0x1a),
        Rtmr1 = Hex(0x1b),
        Rtmr2 = Hex(0x1c),
        Rtmr3 = Hex(0x1d),
        MrConfigId = Hex(0x17),
        MrOwner = Hex(0x18),
        MrOwnerConfig = Hex(0x19),
        MrSeam = Hex(0x20),
        MrServiceTd = Hex(0),
        Attributes = "0000000010000000",
    };

    private static EvidenceFacts Of(string kind, string measurement) => new(kind, Bytes32.Zero, measurement, false, Bytes32.Zero)
    {
        ReportData = Hex(0x55, 64),
        CertificatesUntil = kind.StartsWith("azure", StringComparison.Ordinal) ? null : Now.AddYears(1),
    };

    private static TcbFacts Tcb => new(
        "UpToDate", [], [], new TcbLevelFacts("UpToDate", Now.AddDays(-100)), new TcbLevelFacts("UpToDate", Now.AddDays(-100)), 17,
        "B0C06F000000", Now.AddDays(-1), Now.AddDays(29))
    { DynamicPlatform = false, CachedKeys = false, Smt = true };
}
