using System.Text.Json;

namespace LazAI.Cryptography;

/// <summary>Reading JSON objects whose members are known.</summary>
internal static class TypedDataReader
{
    /// <summary>The values of exactly the named members, in the order of the names.</summary>
    public static bool TryReadMembers(
        JsonElement element, ReadOnlySpan<string> names, out JsonElement[] members, out TypedDataRefusal refusal)
    {
        members = [];
        refusal = default;
        if (element.ValueKind != JsonValueKind.Object)
        {
            refusal = new TypedDataRefusal(TypedDataError.WrongKind, "");
            return false;
        }

        var values = new JsonElement[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            if (!element.TryGetProperty(names[i], out values[i]))
            {
                refusal = new TypedDataRefusal(TypedDataError.MissingMember, names[i]);
                return false;
            }
        }

        // Members are unique in the document, so a larger count is one too many.
        if (element.GetPropertyCount() > names.Length)
        {
            foreach (var member in element.EnumerateObject())
            {
                if (!names.Contains(member.Name))
                {
                    refusal = new TypedDataRefusal(TypedDataError.UnknownMember, member.Name);
                    return false;
                }
            }
        }

        members = values;
        return true;
    }
}
