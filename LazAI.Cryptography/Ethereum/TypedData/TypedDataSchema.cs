using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace LazAI.Cryptography;

/// <summary>The struct types of a document: names and fields checked, encodeType and typeHash on demand.</summary>
internal sealed class TypedDataSchema
{
    public const string DomainType = "EIP712Domain";

    // What a hostile document may make us do: every struct's type string can contain all others.
    private const int MaximumTypes = 128;
    private const int MaximumFields = 512;
    private const int MaximumName = 128;

    private static readonly (string Name, string Type)[] DomainFields =
    [
        ("name", "string"),
        ("version", "string"),
        ("chainId", "uint256"),
        ("verifyingContract", "address"),
        ("salt", "bytes32"),
    ];

    private readonly Dictionary<string, TypedDataField[]> _structs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Bytes32> _typeHashes = new(StringComparer.Ordinal);

    private TypedDataSchema()
    {
    }

    /// <summary>Reads <c>types</c>; the domain's type must be the one that follows from the domain's members.</summary>
    public static bool TryRead(
        JsonElement types, JsonElement domain, [NotNullWhen(true)] out TypedDataSchema? schema, out TypedDataRefusal refusal)
    {
        schema = null;
        if (types.ValueKind != JsonValueKind.Object || domain.ValueKind != JsonValueKind.Object)
        {
            return Refuse(TypedDataError.WrongKind, types.ValueKind != JsonValueKind.Object ? "types" : "domain", out refusal);
        }

        var read = new TypedDataSchema();
        var fields = 0;
        foreach (var type in types.EnumerateObject())
        {
            if (type.Name.Length > MaximumName || read._structs.Count == MaximumTypes)
            {
                return Refuse(TypedDataError.TooLarge, "types", out refusal);
            }

            if (!IsIdentifier(type.Name) || TypedDataType.IsAtomic(type.Name))
            {
                return Refuse(TypedDataError.InvalidType, $"types.{type.Name}", out refusal);
            }

            if (!TryReadFields(type.Value, ref fields, out var list, out refusal))
            {
                refusal = refusal with { Path = $"types.{type.Name}{refusal.Path}" };
                return false;
            }

            read._structs.Add(type.Name, list);
        }

        // Only now are all structs known.
        foreach (var (name, list) in read._structs)
        {
            for (var i = 0; i < list.Length; i++)
            {
                if (!TypedDataType.IsAtomic(list[i].Type.Base) && !read.IsStruct(list[i].Type.Base))
                {
                    return Refuse(TypedDataError.InvalidType, $"types.{name}[{i}]", out refusal);
                }
            }
        }

        if (!read.TrySetDomain(domain))
        {
            return Refuse(TypedDataError.InvalidDomain, $"types.{DomainType}", out refusal);
        }

        schema = read;
        refusal = default;
        return true;
    }

    public bool IsStruct(string name) => _structs.ContainsKey(name);

    public ReadOnlySpan<TypedDataField> Fields(string structName) => _structs[structName];

    public Bytes32 TypeHash(string structName)
    {
        if (!_typeHashes.TryGetValue(structName, out var hash))
        {
            hash = Eip712.TypeHash(EncodeType(structName));
            _typeHashes.Add(structName, hash);
        }

        return hash;
    }

    /// <summary>encodeType: the struct itself, then all that it refers to, by name.</summary>
    public string EncodeType(string structName)
    {
        var found = new HashSet<string>(StringComparer.Ordinal) { structName };
        var open = new Stack<string>(found);
        while (open.TryPop(out var next))
        {
            foreach (var field in _structs[next])
            {
                if (IsStruct(field.Type.Base) && found.Add(field.Type.Base))
                {
                    open.Push(field.Type.Base);
                }
            }
        }

        found.Remove(structName);
        var text = new StringBuilder();
        foreach (var name in found.Order(StringComparer.Ordinal).Prepend(structName))
        {
            text.Append(name).Append('(').AppendJoin(',', _structs[name].Select(field => $"{field.Type.Text} {field.Name}")).Append(')');
        }

        return text.ToString();
    }

    private static bool TryReadFields(JsonElement list, ref int total, out TypedDataField[] fields, out TypedDataRefusal refusal)
    {
        fields = [];
        if (list.ValueKind != JsonValueKind.Array)
        {
            return Refuse(TypedDataError.WrongKind, "", out refusal);
        }

        total += list.GetArrayLength();
        if (total > MaximumFields)
        {
            return Refuse(TypedDataError.TooLarge, "", out refusal);
        }

        var read = new List<TypedDataField>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in list.EnumerateArray())
        {
            if (!TypedDataReader.TryReadMembers(entry, ["name", "type"], out var members, out refusal))
            {
                refusal = refusal with { Path = $"[{read.Count}].{refusal.Path}" };
                return false;
            }

            if (members[0].ValueKind != JsonValueKind.String || members[1].ValueKind != JsonValueKind.String)
            {
                return Refuse(TypedDataError.WrongKind, $"[{read.Count}]", out refusal);
            }

            var (name, type) = (members[0].GetString()!, members[1].GetString()!);
            if (name.Length > MaximumName || type.Length > MaximumName)
            {
                return Refuse(TypedDataError.TooLarge, $"[{read.Count}]", out refusal);
            }

            if (!IsIdentifier(name) || !names.Add(name) || !TypedDataType.TryParse(type, out var parsed))
            {
                return Refuse(TypedDataError.InvalidType, $"[{read.Count}]", out refusal);
            }

            read.Add(new TypedDataField(name, parsed));
        }

        fields = [.. read];
        refusal = default;
        return true;
    }

    private bool TrySetDomain(JsonElement domain)
    {
        TypedDataField[] expected =
        [
            .. DomainFields
                .Where(field => domain.TryGetProperty(field.Name, out _))
                .Select(field => new TypedDataField(field.Name, TypedDataType.TryParse(field.Type, out var type) ? type : null!)),
        ];
        return _structs.TryAdd(DomainType, expected) || _structs[DomainType].SequenceEqual(expected);
    }

    private static bool IsIdentifier(string name) =>
        name.Length > 0
        && !char.IsAsciiDigit(name[0])
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '$');

    private static bool Refuse(TypedDataError error, string path, out TypedDataRefusal refusal)
    {
        refusal = new TypedDataRefusal(error, path);
        return false;
    }
}

/// <summary>One field of a struct.</summary>
internal sealed record TypedDataField(string Name, TypedDataType Type);
