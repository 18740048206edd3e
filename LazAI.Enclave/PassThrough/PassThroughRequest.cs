using System.Text.Json;

namespace LazAI.Enclave.PassThrough;

/// <summary>
/// Makes of a task's input what the model server is asked: only members that are known here, with all that decides how tokens are chosen set to greedy decoding. An input that asks for something
/// else is refused by the member's name, never changed in silence.
/// </summary>
/// <param name="manifest">The model.</param>
/// <param name="seed">The seed of the model's deterministic configuration.</param>
/// <param name="tokensMaximum">Its longest output, in tokens.</param>
internal sealed class PassThroughRequest(PassThroughManifest manifest, long seed, int tokensMaximum)
{
    /// <summary>Largest input.</summary>
    public const int InputBytesMaximum = 1024 * 1024;

    private const int ItemsMaximum = 1_024;

    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>The body to send, or null and why there is none. Never throws on the bytes.</summary>
    public byte[]? Build(ReadOnlyMemory<byte> input, out string refusal)
    {
        refusal = "";
        if (input.Length > InputBytesMaximum)
        {
            refusal = $"The input has more than {InputBytesMaximum} bytes.";
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(input, s_strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                refusal = "The input is no JSON object.";
                return null;
            }

            var body = new MemoryStream();
            using (var writer = new Utf8JsonWriter(body))
            {
                refusal = Write(document.RootElement, writer) ?? "";
            }

            return refusal.Length == 0 ? body.ToArray() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Also text that is no Unicode, which is found when it is read.
            refusal = "The input is no JSON object.";
            return null;
        }
    }

    private string? Write(JsonElement request, Utf8JsonWriter writer)
    {
        var (isEmbedding, tokens, subject) = (manifest.Endpoint == PassThroughManifest.Embeddings, tokensMaximum, false);
        writer.WriteStartObject();
        writer.WriteString("model", manifest.Model);
        foreach (var member in request.EnumerateObject())
        {
            var (name, value) = (member.Name, member.Value);
            string? fault;
            switch (name)
            {
                case "model":
                    fault = value.ValueKind == JsonValueKind.String && value.GetString() == manifest.Model ? null : $"is \"{manifest.Model}\"";
                    break;
                case "messages" when manifest.Endpoint == PassThroughManifest.ChatCompletions:
                    (fault, subject) = (WriteMessages(value, writer), true);
                    break;
                case "prompt" when manifest.Endpoint == PassThroughManifest.Completions:
                    (fault, subject) = (WriteText(name, value, writer, isListAllowed: false), true);
                    break;
                case "input" when isEmbedding:
                    (fault, subject) = (WriteText(name, value, writer, isListAllowed: true), true);
                    break;
                case "dimensions" when isEmbedding:
                    fault = WriteNumber(name, value, writer, 65_536);
                    break;
                case "encoding_format" when isEmbedding:
                    fault = value.ValueKind == JsonValueKind.String && value.GetString() == "base64" ? null : "is \"base64\": every bit of the numbers is in the result";
                    break;
                case "stop" when !isEmbedding:
                    fault = WriteText(name, value, writer, isListAllowed: true);
                    break;
                case "max_tokens" or "max_completion_tokens" when !isEmbedding:
                    fault = value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var asked) && asked >= 1 && asked <= tokensMaximum
                        ? null
                        : $"is from 1 to {tokensMaximum}";
                    tokens = fault is null ? Math.Min(tokens, value.GetInt32()) : tokens;
                    break;
                default:
                    fault = isEmbedding ? "is not taken" : CheckDecoding(name, value);
                    break;
            }

            if (fault is not null)
            {
                return $"{name} {fault}.";
            }
        }

        if (!subject)
        {
            return $"{(isEmbedding ? "input" : manifest.Endpoint == PassThroughManifest.Completions ? "prompt" : "messages")} is missing.";
        }

        WriteDecoding(writer, tokens);
        writer.WriteEndObject();
        return null;
    }

    /// <summary>Members that may be there if they say what is done anyway.</summary>
    private string? CheckDecoding(string name, JsonElement value) => name switch
    {
        "temperature" or "presence_penalty" or "frequency_penalty" => IsNumber(value, 0) ? null : "is 0: decoding is greedy",
        "top_p" => IsNumber(value, 1) ? null : "is 1: decoding is greedy",
        "n" or "best_of" => IsNumber(value, 1) ? null : "is 1: a task has one answer",
        "seed" => IsNumber(value, seed) ? null : $"is {seed}, the model's",
        "stream" or "echo" or "logprobs" => value.ValueKind == JsonValueKind.False ? null : "is false",
        _ => "is not taken",
    };

    private void WriteDecoding(Utf8JsonWriter writer, int tokens)
    {
        if (manifest.Endpoint == PassThroughManifest.Embeddings)
        {
            writer.WriteString("encoding_format", "base64");
            return;
        }

        writer.WriteNumber("max_tokens", tokens);
        writer.WriteNumber("temperature", 0);
        writer.WriteNumber("top_p", 1);
        writer.WriteNumber("n", 1);
        writer.WriteNumber("seed", seed);
        writer.WriteBoolean("stream", false);
    }

    private static bool IsNumber(JsonElement value, long expected) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number == expected;

    private static string? WriteNumber(string name, JsonElement value, Utf8JsonWriter writer, int maximum)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var number) || number < 1 || number > maximum)
        {
            return $"is from 1 to {maximum}";
        }

        writer.WriteNumber(name, number);
        return null;
    }

    private static string? WriteText(string name, JsonElement value, Utf8JsonWriter writer, bool isListAllowed)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            writer.WriteString(name, value.GetString());
            return null;
        }

        if (!isListAllowed || value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is 0 or > ItemsMaximum
            || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            return isListAllowed ? $"is text or a list of 1 to {ItemsMaximum} texts" : "is text";
        }

        writer.WriteStartArray(name);
        foreach (var item in value.EnumerateArray())
        {
            writer.WriteStringValue(item.GetString());
        }

        writer.WriteEndArray();
        return null;
    }

    private static string? WriteMessages(JsonElement value, Utf8JsonWriter writer)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is 0 or > ItemsMaximum)
        {
            return $"is a list of 1 to {ItemsMaximum}";
        }

        writer.WriteStartArray("messages");
        foreach (var message in value.EnumerateArray())
        {
            if (message.ValueKind != JsonValueKind.Object || message.EnumerateObject().Count() != 2
                || !message.TryGetProperty("role", out var role) || role.ValueKind != JsonValueKind.String
                || role.GetString() is not ("system" or "developer" or "user" or "assistant")
                || !message.TryGetProperty("content", out var content) || content.ValueKind != JsonValueKind.String)
            {
                return "has a role (system, developer, user, assistant) and a text as content each, and nothing else";
            }

            writer.WriteStartObject();
            writer.WriteString("role", role.GetString());
            writer.WriteString("content", content.GetString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        return null;
    }
}
