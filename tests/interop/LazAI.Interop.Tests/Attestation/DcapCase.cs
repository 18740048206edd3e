using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LazAI.Attestation;
using LazAI.Attestation.Tests;
using LazAI.Cryptography;

namespace LazAI.Interop.Tests.Attestation;

/// <summary>One quote to judge: with which collateral, under which root, when.</summary>
internal sealed record DcapCase(string Name, byte[] Quote, string Collateral, byte[] Root, DateTimeOffset At)
{
    private static readonly byte[] s_intelRoot = X509CertificateLoader
        .LoadCertificate(AttestationVectors.Read("dcap/roots/intel-sgx-root-ca.pem")).RawData;

    /// <summary>A judge that knows no other root can be asked.</summary>
    public bool IsUnderIntel => Root.AsSpan().SequenceEqual(s_intelRoot);

    /// <summary>What the index says of agreement with Intel's library and the JavaScript; null for a case that is not in it.</summary>
    public string? Agreement { get; private init; }

    public object Question => new
    {
        quote = Convert.ToBase64String(Quote),
        collateral = Collateral,
        root = Convert.ToBase64String(Root),
        at = At.ToUnixTimeSeconds(),
    };

    public static DcapCase Of(JsonElement entry)
    {
        using var root = X509CertificateLoader.LoadCertificate(AttestationVectors.File(entry, "trusted_root"));
        return new DcapCase(
            entry.GetProperty("id").GetString()!,
            AttestationVectors.Quote(entry),
            Encoding.UTF8.GetString(AttestationVectors.File(entry, "collateral")),
            root.RawData,
            AttestationVectors.At(entry))
        {
            Agreement = entry.GetProperty("agreement").GetString(),
        };
    }

    public static DcapCase Of(string id) => Of(AttestationVectors.Case(id)) with { Agreement = null };

    public static DcapCase[] All() =>
    [
        .. AttestationVectors.Index.GetProperty("cases").EnumerateArray()
            .Where(entry => entry.GetProperty("kind").GetString() == "dcap-quote")
            .Select(Of),
    ];

    /// <summary>The same with one member of the collateral changed.</summary>
    public DcapCase With(string member, Func<string, string> change)
    {
        var bundle = JsonNode.Parse(Collateral)!.AsObject();
        bundle[member] = change((string)bundle[member]!);
        return this with { Collateral = bundle.ToJsonString() };
    }

    public EvidenceVerification Verify() =>
        DcapCollateral.TryParse(Encoding.UTF8.GetBytes(Collateral), out var collateral, out var refusal)
            ? new DcapQuoteVerifier([new TrustedRoot(EvidenceRoot.Intel, new Bytes32(SHA256.HashData(Root)))]).Verify(Quote, collateral, At)
            : refusal;
}
