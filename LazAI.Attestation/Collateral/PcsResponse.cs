using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace LazAI.Attestation;

/// <summary>Answers of Intel's collateral service (PCS API v4) that carry a signed text, or of a cache in its place.</summary>
public static class PcsResponse
{
    private const int LengthMaximum = TcbInfo.LengthMaximum;

    /// <summary>Reads <c>{"tcbInfo":{…},"signature":"…"}</c> with the header <c>TCB-Info-Issuer-Chain</c>. Never throws.</summary>
    public static bool TryReadTcbInfo(ReadOnlyMemory<byte> body, string issuerChain, [NotNullWhen(true)] out SignedText? signed) =>
        TryRead(body, "tcbInfo", issuerChain, out signed);

    /// <summary>
    /// Reads <c>{"enclaveIdentity":{…},"signature":"…"}</c> with the header <c>SGX-Enclave-Identity-Issuer-Chain</c>. Never throws.
    /// </summary>
    public static bool TryReadQeIdentity(ReadOnlyMemory<byte> body, string issuerChain, [NotNullWhen(true)] out SignedText? signed) =>
        TryRead(body, "enclaveIdentity", issuerChain, out signed);

    /// <param name="issuerChain">The header's value, PEM in which any character may be percent-encoded.</param>
    private static bool TryRead(ReadOnlyMemory<byte> body, string member, string issuerChain, out SignedText? signed)
    {
        ArgumentNullException.ThrowIfNull(issuerChain);
        signed = body.Length <= LengthMaximum && issuerChain.Length <= LengthMaximum
            ? CollateralJson.Read(body, json => Read(json, member, issuerChain))
            : null;
        return signed is not null;
    }

    private static SignedText? Read(JsonElement json, string member, string issuerChain)
    {
        var signature = new byte[64];
        if (!json.TryGetObject(member, out var value) || !json.TryGetHex("signature", signature))
        {
            return null;
        }

        // The signature is over the object as it stands in the body, white space and order of members included.
        var text = JsonMarshal.GetRawUtf8Value(value).ToArray();
        return new SignedText(text, signature, Encoding.UTF8.GetBytes(Uri.UnescapeDataString(issuerChain)));
    }
}
