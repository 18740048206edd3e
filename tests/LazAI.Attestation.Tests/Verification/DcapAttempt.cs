using System.Text.Json.Nodes;

namespace LazAI.Attestation.Tests;

/// <summary>One verification under changed circumstances: a case of the vectors, to be damaged one part after another.</summary>
internal sealed record DcapAttempt(byte[] Quote, string Bundle, DateTimeOffset At, IReadOnlyList<TrustedRoot> Roots)
{
    public static DcapAttempt Of(string id)
    {
        var entry = AttestationVectors.Case(id);
        var bundle = System.Text.Encoding.UTF8.GetString(AttestationVectors.File(entry, "collateral"));
        return new DcapAttempt(AttestationVectors.Quote(entry), bundle, AttestationVectors.At(entry), [AttestationVectors.RootOf(entry)]);
    }

    public DcapAttempt Flip(int offset) => this with { Quote = QuoteForge.Flip(Quote, offset) };

    public DcapAttempt With(string member, Func<string, string?> change)
    {
        var bundle = JsonNode.Parse(Bundle)!.AsObject();
        if (bundle.ContainsKey(member))
        {
            bundle[member] = change((string)bundle[member]!);
        }

        return this with { Bundle = bundle.ToJsonString() };
    }

    public DcapCollateral Collateral() =>
        DcapCollateral.TryParse(System.Text.Encoding.UTF8.GetBytes(Bundle), out var collateral, out var refusal)
            ? collateral
            : throw new InvalidOperationException(refusal.ToString());

    public EvidenceVerification Verify() =>
        DcapCollateral.TryParse(System.Text.Encoding.UTF8.GetBytes(Bundle), out var collateral, out var refusal)
            ? new DcapQuoteVerifier(Roots).Verify(Quote, collateral, At)
            : refusal;

    public string RefusalCode() => Assert.IsType<EvidenceRefused>(Verify()).Code;
}
