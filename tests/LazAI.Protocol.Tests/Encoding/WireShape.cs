using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Tests.Encoding;

/// <summary>What records look like in the log: member names and the types of their values.</summary>
internal static class WireShape
{
    public static IEnumerable<string> MembersOf(Type type) =>
        CanonicalJson.Options.GetTypeInfo(type).Properties.Select(member =>
            $"{member.Name}{(member.IsRequired ? "" : "?")}:{NameOf(member.PropertyType)}");

    /// <summary>The records that the members of <paramref name="types"/> are made of, each once.</summary>
    public static IEnumerable<Type> NestedRecords(IEnumerable<Type> types)
    {
        var found = new HashSet<Type>();
        var left = new Stack<Type>(types);
        while (left.TryPop(out var type))
        {
            foreach (var member in CanonicalJson.Options.GetTypeInfo(type).Properties)
            {
                var value = ElementOf(member.PropertyType);
                if (CanonicalJson.Options.GetTypeInfo(value).Kind == JsonTypeInfoKind.Object && found.Add(value))
                {
                    left.Push(value);
                }
            }
        }

        return found.OrderBy(type => type.Name, StringComparer.Ordinal);
    }

    private static string NameOf(Type type)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        return inner == typeof(ReadOnlyMemory<byte>) ? "base64"
            : inner.IsGenericType && inner.GetGenericTypeDefinition() == typeof(ImmutableArray<>) ? NameOf(ElementOf(inner)) + "[]"
            : inner.Name;
    }

    private static Type ElementOf(Type type)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        return inner.IsGenericType && inner.GetGenericTypeDefinition() == typeof(ImmutableArray<>) ? inner.GetGenericArguments()[0] : inner;
    }
}
