using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LazAI.Protocol.Encoding;

namespace LazAI.Client.Http;

/// <summary>JSON as the service speaks it: members that say nothing are left out, so absent nullable members are read as null.</summary>
internal static class WireJson
{
    /// <summary>For documents that are checked: a member that nobody knows may mean what nobody has checked.</summary>
    public static JsonSerializerOptions Strict { get; } = Create(JsonUnmappedMemberHandling.Disallow);

    /// <summary>For answers: a newer service may say more.</summary>
    public static JsonSerializerOptions Lenient { get; } = Create(JsonUnmappedMemberHandling.Skip);

    private static JsonSerializerOptions Create(JsonUnmappedMemberHandling unmapped)
    {
        var options = new JsonSerializerOptions(CanonicalJson.Options)
        {
            UnmappedMemberHandling = unmapped,
            TypeInfoResolver = CanonicalJson.Options.TypeInfoResolver!.WithAddedModifier(AllowAbsentNullables),
        };
        options.MakeReadOnly();
        return options;
    }

    private static void AllowAbsentNullables(JsonTypeInfo type)
    {
        foreach (var member in type.Properties)
        {
            member.IsRequired &= member.AssociatedParameter is not { IsNullable: true };
        }
    }
}
