using System.Collections.Immutable;
using System.Text.Json;
using LazAI.Protocol.Encoding;

namespace LazAI.Enclave.PassThrough;

/// <summary>
/// A result of the pass-through engine, as RFC 8785 JSON: of the server's answer what depends on model and request alone. Ids, time stamps, timings and fingerprints are left out, since they
/// would differ each time.
/// </summary>
/// <param name="FinishReason">Of chats and completions: <c>stop</c> or <c>length</c>.</param>
/// <param name="Text">Of chats and completions.</param>
/// <param name="Embeddings">Of embeddings: base64 of each vector's numbers, 4 bytes little-endian IEEE 754 each.</param>
/// <param name="PromptTokens">As the server has counted them, where it says so.</param>
/// <param name="CompletionTokens">As above.</param>
internal sealed record PassThroughResult(
    string Model, string? FinishReason, string? Text, ImmutableArray<string>? Embeddings, long? PromptTokens, long? CompletionTokens)
{
    /// <summary>Largest result that the service takes.</summary>
    public const int EncodedLengthMaximum = 64 * 1024;

    // Servers add members of their own: what is not read here is not an error.
    private static readonly JsonDocumentOptions s_lenient = new() { MaxDepth = 16 };

    /// <summary>The encoded result that an answer holds, or null and why it holds none. Never throws on the bytes.</summary>
    public static byte[]? Encode(PassThroughManifest manifest, ReadOnlyMemory<byte> answer, out string refusal)
    {
        refusal = "The model server's answer is none that the API gives.";
        try
        {
            using var document = JsonDocument.Parse(answer, s_lenient);
            var read = manifest.Endpoint == PassThroughManifest.Embeddings
                ? ReadEmbeddings(manifest, document.RootElement, ref refusal)
                : ReadChoice(manifest, document.RootElement, ref refusal);
            if (read is null)
            {
                return null;
            }

            var encoded = CanonicalJson.Serialize(read);
            refusal = encoded.Length > EncodedLengthMaximum ? $"The result has more than {EncodedLengthMaximum} bytes." : "";
            return refusal.Length == 0 ? encoded : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            return null;
        }
    }

    private static PassThroughResult? ReadChoice(PassThroughManifest manifest, JsonElement answer, ref string refusal)
    {
        var choices = answer.GetProperty("choices");
        if (choices.GetArrayLength() != 1)
        {
            return null;
        }

        var finish = choices[0].GetProperty("finish_reason").GetString();
        if (finish is not ("stop" or "length"))
        {
            refusal = $"The model server ended with \"{finish}\".";
            return null;
        }

        var text = (manifest.Endpoint == PassThroughManifest.ChatCompletions
            ? choices[0].GetProperty("message").GetProperty("content")
            : choices[0].GetProperty("text")).GetString();
        return text is null ? null : new PassThroughResult(manifest.Model, finish, text, null, Count(answer, "prompt_tokens"), Count(answer, "completion_tokens"));
    }

    private static PassThroughResult? ReadEmbeddings(PassThroughManifest manifest, JsonElement answer, ref string refusal)
    {
        var data = answer.GetProperty("data");
        var vectors = new string[data.GetArrayLength()];
        foreach (var item in data.EnumerateArray())
        {
            var (index, vector) = (item.GetProperty("index").GetInt32(), item.GetProperty("embedding"));
            if (vector.ValueKind != JsonValueKind.String)
            {
                refusal = "The model server does not give embeddings in base64.";
                return null;
            }

            if (index < 0 || index >= vectors.Length || vectors[index] is not null
                || !vector.TryGetBytesFromBase64(out var bytes) || bytes.Length == 0 || bytes.Length % sizeof(float) != 0)
            {
                return null;
            }

            vectors[index] = Convert.ToBase64String(bytes);
        }

        return vectors.Length == 0 ? null : new PassThroughResult(manifest.Model, null, null, [.. vectors], Count(answer, "prompt_tokens"), null);
    }

    private static long? Count(JsonElement answer, string name) =>
        answer.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object
            && usage.TryGetProperty(name, out var count) && count.ValueKind == JsonValueKind.Number
            && count.TryGetInt64(out var number) && number is >= 0 and <= int.MaxValue
                ? number
                : null;
}
