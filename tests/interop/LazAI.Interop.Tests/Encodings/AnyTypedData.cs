using System.Numerics;
using System.Text.Json.Nodes;
using LazAI.Cryptography;
using LazAI.Interop.Tests.Judging;

namespace LazAI.Interop.Tests.Encodings;

/// <summary>A random EIP-712 document: a few structs, each of which may hold those behind it, and values that fit.</summary>
internal sealed class AnyTypedData(Random random)
{
    private readonly List<(string Name, (string Name, string Type)[] Fields)> _structs = [];

    public JsonObject Create()
    {
        // The last struct has only atomic fields, the first one is the message.
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var fields = Enumerable.Range(0, random.Next(1, 6)).Select(field => ($"{(char)('a' + field)}{random.Next(100)}", AnyType())).ToArray();
            _structs.Insert(0, ($"{random.Pick(["Mail", "Person", "_x", "order"])}{_structs.Count}", fields));
        }

        return new JsonObject
        {
            ["types"] = new JsonObject(_structs.Select(type => KeyValuePair.Create(type.Name, (JsonNode?)new JsonArray(
                [.. type.Fields.Select(field => new JsonObject { ["name"] = field.Name, ["type"] = field.Type })])))),
            ["primaryType"] = _structs[0].Name,
            ["domain"] = Domain(),
            ["message"] = Value(_structs[0].Name),
        };
    }

    private string AnyType() => (_structs.Count > 0 && random.Next(3) == 0 ? random.Pick(_structs).Name : Atomic()) + random.Next(6) switch
    {
        0 => "[]",
        1 => $"[{random.Next(1, 4)}]",
        2 => random.Pick(["[][]", "[2][]", "[][1]"]),
        _ => "",
    };

    private string Atomic() => random.Next(7) switch
    {
        0 => $"uint{8 * random.Next(1, 33)}",
        1 => $"int{8 * random.Next(1, 33)}",
        2 => $"bytes{random.Next(1, 33)}",
        3 => "bytes",
        4 => "address",
        5 => "bool",
        _ => "string",
    };

    private JsonNode Value(string type)
    {
        if (type.EndsWith(']'))
        {
            var open = type.LastIndexOf('[');
            var length = type[open..] == "[]" ? random.Next(4) : int.Parse(type[(open + 1)..^1], System.Globalization.CultureInfo.InvariantCulture);
            return new JsonArray([.. Enumerable.Range(0, length).Select(_ => Value(type[..open]))]);
        }

        if (_structs.Find(known => known.Name == type) is { Name: not null } known)
        {
            return new JsonObject(known.Fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)Value(field.Type))));
        }

        return type switch
        {
            "string" => random.Text(random.Next(40)),
            "bool" => random.Next(2) == 0,
            "address" => new Address(random.Bytes(20)).ToString(),
            "bytes" => Draw.Hex(random.Bytes(random.Next(100))),
            _ when type.StartsWith("bytes", StringComparison.Ordinal) => Draw.Hex(random.Bytes(Number(type, "bytes"))),
            _ when type.StartsWith("uint", StringComparison.Ordinal) => Integer(BigInteger.Zero, (BigInteger.One << Number(type, "uint")) - 1),
            _ => Integer(-(BigInteger.One << (Number(type, "int") - 1)), (BigInteger.One << (Number(type, "int") - 1)) - 1),
        };
    }

    /// <summary>Often a bound; in decimal, or in hex where it is not negative.</summary>
    private string Integer(BigInteger minimum, BigInteger maximum)
    {
        var number = random.Next(4) switch
        {
            0 => minimum,
            1 => maximum,
            _ => minimum + Draw.Number(random.Bytes(32)) % (maximum - minimum + 1),
        };
        return number.Sign > 0 && random.Next(4) == 0 ? Draw.Hex(Draw.Word(number)) : number.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private JsonObject Domain()
    {
        var domain = new JsonObject();
        if (random.Next(2) == 0)
        {
            domain["name"] = random.Text(random.Next(10));
        }

        if (random.Next(2) == 0)
        {
            domain["version"] = random.Text(random.Next(3));
        }

        if (random.Next(2) == 0)
        {
            domain["chainId"] = random.Next();
        }

        if (random.Next(2) == 0)
        {
            domain["verifyingContract"] = new Address(random.Bytes(20)).ToString();
        }

        if (random.Next(2) == 0)
        {
            domain["salt"] = Draw.Hex(random.Bytes(32));
        }

        return domain;
    }

    private static int Number(string type, string prefix) =>
        int.Parse(type.AsSpan(prefix.Length), System.Globalization.CultureInfo.InvariantCulture);
}
