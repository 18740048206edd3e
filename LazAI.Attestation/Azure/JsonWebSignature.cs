namespace LazAI.Attestation;

/// <summary>
/// A JSON Web Signature in its compact form (RFC 7515 section 3.1), taken apart: header, payload and signature as the sender wrote them.
/// Nothing is checked but the form. Critical extensions (<c>crit</c>) are refused, since none is known here.
/// </summary>
internal sealed class JsonWebSignature
{
    /// <summary>The longest token in bytes. Real ones have 2 to 6 KiB, and much more only where a container's policy is inside.</summary>
    public const int LengthMaximum = 256 * 1024;

    private const int HeaderBytesMaximum = 8 * 1024;
    private const int SignatureBytesMaximum = JsonWebKey.ModulusBitsMaximum / 8;

    /// <summary>The algorithm that the header names (<c>alg</c>).</summary>
    public required string Algorithm { get; init; }

    /// <summary>The name of the key that the header names (<c>kid</c>).</summary>
    public required string KeyId { get; init; }

    /// <summary>Where the header says that keys lie (<c>jku</c>); null where it says nothing. Never to be followed.</summary>
    public string? KeyAddress { get; init; }

    /// <summary>The bytes that are signed: header and payload in their encoded form, with the full stop between.</summary>
    public ReadOnlyMemory<byte> SigningInput { get; init; }

    /// <summary>The decoded payload.</summary>
    public required byte[] Payload { get; init; }

    /// <summary>The decoded signature; may be empty.</summary>
    public required byte[] Signature { get; init; }

    /// <summary>Takes a token apart; null, with the reason, when it has another form.</summary>
    public static JsonWebSignature? TryParse(ReadOnlyMemory<byte> token, out string fault)
    {
        var text = token.Span;
        if (text.Length > LengthMaximum)
        {
            fault = $"more than {LengthMaximum} bytes";
            return null;
        }

        var first = text.IndexOf((byte)'.');
        var last = text.LastIndexOf((byte)'.');
        if (first == last || text[(first + 1)..last].Contains((byte)'.'))
        {
            fault = "not three segments";
            return null;
        }

        fault = "a segment is not base64url";
        return StrictBase64Url.TryDecode(text[..first], HeaderBytesMaximum) is { } header
            && StrictBase64Url.TryDecode(text[(first + 1)..last], LengthMaximum) is { } payload
            && StrictBase64Url.TryDecode(text[(last + 1)..], SignatureBytesMaximum) is { } signature
            ? TryReadHeader(header, token[..last], payload, signature, out fault)
            : null;
    }

    private static JsonWebSignature? TryReadHeader(
        byte[] header, ReadOnlyMemory<byte> signingInput, byte[] payload, byte[] signature, out string fault)
    {
        using var document = StrictJson.TryParseObject(header);
        if (document is null)
        {
            fault = "the header is no JSON object, or names a member twice";
            return null;
        }

        if (document.RootElement.TryGetProperty("crit", out _))
        {
            fault = "the header demands an extension (crit)";
            return null;
        }

        var reader = new ClaimReader(document.RootElement);
        var (algorithm, keyId, keyAddress) = (reader.Text("alg"), reader.Text("kid"), reader.Text("jku"));
        if (algorithm is null || keyId is null || reader.Fault is not null)
        {
            fault = $"the header has no text {reader.Fault ?? (algorithm is null ? "alg" : "kid")}";
            return null;
        }

        fault = "";
        return new JsonWebSignature
        {
            Algorithm = algorithm,
            KeyId = keyId,
            KeyAddress = keyAddress,
            SigningInput = signingInput,
            Payload = payload,
            Signature = signature,
        };
    }
}
