using System.Text.Json;
using System.Text.Json.Serialization;
using LazAI.Protocol.Encoding;

namespace LazAI.Client.Http;

/// <summary>JSON as the service speaks it, read leniently: a newer service may say more than this client knows.</summary>
internal static class WireJson
{
    public static JsonSerializerOptions Lenient { get; } = new(CanonicalJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };
}
