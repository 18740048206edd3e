using System.Text.Json;
using System.Text.Unicode;

namespace LazAI.Attestation;

/// <summary>
/// JSON objects as tokens have to be (RFC 7515 section 4, RFC 7519 section 4), and collateral, too: no member twice at any depth, since two
/// readers may take different ones of them and then judge by different texts; valid UTF-8, no halves of surrogate pairs, limited depth. What
/// has passed can be read without exceptions.
/// </summary>
internal static class StrictJson
{
    private const int DepthMaximum = 16;

    private static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = DepthMaximum, AllowDuplicateProperties = false };

    /// <summary>The document, which the caller disposes of; null unless it is one such object.</summary>
    public static JsonDocument? TryParseObject(ReadOnlyMemory<byte> utf8)
    {
        if (!Utf8.IsValid(utf8.Span))
        {
            return null;
        }

        JsonDocument? document = null;
        try
        {
            CheckEscapes(utf8.Span);
            document = JsonDocument.Parse(utf8, DocumentOptions);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }
        }
        catch (JsonException)
        {
            // Malformed, too deep, or a member twice.
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, which is no text.
        }

        document?.Dispose();
        return null;
    }

    // Unpaired surrogates are found only when a text is unescaped.
    private static void CheckEscapes(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = DepthMaximum });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                reader.GetString();
            }
        }
    }
}
