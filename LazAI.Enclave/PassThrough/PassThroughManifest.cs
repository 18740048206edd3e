using System.Collections.Immutable;
using System.Text.Json;
using LazAI.Protocol.Encoding;

namespace LazAI.Enclave.PassThrough;

/// <summary>
/// What a pass-through model has for a weight file: which model of the server, by which call. The model's commitment is over these bytes, so that a registered model
/// never becomes another one. README.md beside this file has the format.
/// </summary>
/// <param name="Endpoint">The call that each task makes: one of <see cref="Endpoints"/>.</param>
/// <param name="Model">The name under which the server knows the model.</param>
/// <param name="Server">Server and version as the publisher tested them; nothing checks it.</param>
/// <param name="Files">The files that the publisher has put behind the name; nothing checks them.</param>
internal sealed record PassThroughManifest(string Endpoint, string Model, string Server, ImmutableArray<ServedFile> Files)
{
    public const string ChatCompletions = "/v1/chat/completions";
    public const string Completions = "/v1/completions";
    public const string Embeddings = "/v1/embeddings";

    public static readonly ImmutableArray<string> Endpoints = [ChatCompletions, Completions, Embeddings];

    private const int ModelLengthMaximum = 256;

    /// <summary>Reads a manifest; null and the reason where the bytes are none. Never throws on them.</summary>
    public static PassThroughManifest? Parse(ReadOnlySpan<byte> json, out string refusal)
    {
        try
        {
            var manifest = CanonicalJson.Deserialize<PassThroughManifest>(json);
            refusal = !Endpoints.Contains(manifest.Endpoint) ? $"endpoint is one of {string.Join(", ", Endpoints)}"
                : manifest.Model.Length is < 1 or > ModelLengthMaximum ? $"model has 1 to {ModelLengthMaximum} characters"
                : manifest.Files.IsDefault ? "files is a list"
                : "";
            return refusal.Length == 0 ? manifest : null;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException or FormatException)
        {
            refusal = "it has exactly the members endpoint, model, server and files";
            return null;
        }
    }
}

/// <summary>A file that a model server reads.</summary>
/// <param name="Sha256">In lower-case hexadecimal digits.</param>
internal sealed record ServedFile(string Name, long Bytes, string Sha256);
