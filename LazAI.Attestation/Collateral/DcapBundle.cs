using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace LazAI.Attestation;

/// <summary>The bundle of an SGX or TDX quote.</summary>
/// <param name="Parts">Intel's collateral of the platform.</param>
/// <param name="PckChain">
/// PEM: PCK certificate, issuer, root, for a quote that only names its platform; empty for one that carries its chain.
/// </param>
public sealed record DcapBundle(DcapCollateralParts Parts, ReadOnlyMemory<byte> PckChain = default) : CollateralBundle
{
    internal const string KindName = "dcap";

    private DcapCollateral? _collateral;

    internal override string Kind => KindName;

    /// <summary>Reads the parts, once: later calls give the same collateral, which verifiers keep their findings with.</summary>
    public bool TryReadCollateral(
        [NotNullWhen(true)] out DcapCollateral? collateral, [NotNullWhen(false)] out EvidenceRefused? refusal)
    {
        refusal = null;
        if (_collateral is null && DcapCollateral.TryCreate(Parts, out var read, out refusal))
        {
            Interlocked.CompareExchange(ref _collateral, read, null);
        }

        collateral = _collateral;
        return collateral is not null;
    }

    internal static DcapBundle? Read(JsonElement json)
    {
        var pckChain = Array.Empty<byte>();
        return ReadSigned(json, "qeIdentity") is { } qeIdentity
            && ReadSigned(json, "tcbInfo") is { } tcbInfo
            && json.TryGetBase64("pckCrl", out var pckCrl)
            && json.TryGetBase64("pckCrlIssuerChain", out var pckCrlIssuerChain)
            && json.TryGetBase64("rootCrl", out var rootCrl)
            && (!json.TryGetProperty("pckChain", out _) || (json.TryGetBase64("pckChain", out pckChain) && pckChain.Length > 0))
                ? new DcapBundle(
                    new DcapCollateralParts
                    {
                        PckCrlIssuerChain = pckCrlIssuerChain,
                        RootCrl = rootCrl,
                        PckCrl = pckCrl,
                        TcbInfo = tcbInfo,
                        QeIdentity = qeIdentity,
                    },
                    pckChain)
                : null;
    }

    private protected override void WriteParts(Utf8JsonWriter writer)
    {
        if (!PckChain.IsEmpty)
        {
            writer.WriteBase64String("pckChain", PckChain.Span);
        }

        writer.WriteBase64String("pckCrl", Parts.PckCrl.Span);
        writer.WriteBase64String("pckCrlIssuerChain", Parts.PckCrlIssuerChain.Span);
        WriteSigned(writer, "qeIdentity", Parts.QeIdentity);
        writer.WriteBase64String("rootCrl", Parts.RootCrl.Span);
        WriteSigned(writer, "tcbInfo", Parts.TcbInfo);
    }

    private static SignedText? ReadSigned(JsonElement json, string name) =>
        json.TryGetObject(name, out var signed)
        && signed.TryGetBase64("issuerChain", out var issuerChain)
        && signed.TryGetBase64("signature", out var signature)
        && signed.TryGetBase64("text", out var text)
            ? new SignedText(text, signature, issuerChain)
            : null;

    private static void WriteSigned(Utf8JsonWriter writer, string name, SignedText signed)
    {
        writer.WriteStartObject(name);
        writer.WriteBase64String("issuerChain", signed.IssuerChain.Span);
        writer.WriteBase64String("signature", signed.Signature.Span);
        writer.WriteBase64String("text", signed.Text.Span);
        writer.WriteEndObject();
    }
}
