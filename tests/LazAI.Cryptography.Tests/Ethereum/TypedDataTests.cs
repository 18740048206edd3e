using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Ethereum;

public class TypedDataTests(ITestOutputHelper output)
{
    // The document of the EIP-712 specification.
    private const string Mail = """
        {
          "types": {
            "EIP712Domain": [
              {"name": "name", "type": "string"}, {"name": "version", "type": "string"},
              {"name": "chainId", "type": "uint256"}, {"name": "verifyingContract", "type": "address"}
            ],
            "Person": [{"name": "name", "type": "string"}, {"name": "wallet", "type": "address"}],
            "Mail": [{"name": "from", "type": "Person"}, {"name": "to", "type": "Person"}, {"name": "contents", "type": "string"}]
          },
          "primaryType": "Mail",
          "domain": {
            "name": "Ether Mail", "version": "1", "chainId": 1, "verifyingContract": "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"
          },
          "message": {
            "from": {"name": "Cow", "wallet": "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},
            "to": {"name": "Bob", "wallet": "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"},
            "contents": "Hello, Bob!"
          }
        }
        """;

    [Fact]
    public void TryParse_SpecificationMail_GivesPublishedValues()
    {
        var mail = Parse(Mail);
        Assert.Equal("Mail", mail.PrimaryType);
        Assert.Equal("Mail(Person from,Person to,string contents)Person(string name,address wallet)", mail.EncodedType);
        Assert.Equal("0xc52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e", mail.StructHash.ToString());
        Assert.Equal("0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f", mail.DomainSeparator.ToString());
        Assert.Equal("0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2", mail.Digest.ToString());
    }

    [Fact]
    public void TryParse_DomainTypeLeftOut_IsMadeOfTheMembers()
    {
        var root = JsonDocument.Parse(Mail).RootElement;
        var types = root.GetProperty("types");
        var document = $$"""
            {
              "types": {"Person": {{types.GetProperty("Person")}}, "Mail": {{types.GetProperty("Mail")}}},
              "primaryType": "Mail", "domain": {{root.GetProperty("domain")}}, "message": {{root.GetProperty("message")}}
            }
            """;
        Assert.Equal(Parse(Mail).Digest, Parse(document).Digest);
    }

    // A struct may refer to itself through an array; the type string names it once.
    [Fact]
    public void TryParse_RecursiveType_HashesTheTree()
    {
        var tree = Parse(Document(
            """{"Node": [{"name": "value", "type": "uint8"}, {"name": "children", "type": "Node[]"}]}""", "Node",
            """{"value": 1, "children": [{"value": 2, "children": []}, {"value": 3, "children": []}]}"""));
        Assert.Equal("Node(uint8 value,Node[] children)", tree.EncodedType);

        var typeHash = Eip712.TypeHash(tree.EncodedType);
        Assert.Equal(Node(1, Node(2), Node(3)), tree.StructHash);

        Bytes32 Node(ulong value, params Bytes32[] children)
        {
            var hasher = new Eip712StructHasher(typeHash);
            hasher.Append(value);
            hasher.AppendArray(children);
            return hasher.Finish();
        }
    }

    [Theory]
    [InlineData("uint8", "255", "00ff")]
    [InlineData("uint8", "\"0xFF\"", "00ff")]
    [InlineData("uint8", "0", "0000")]
    [InlineData("int8", "\"-128\"", "ff80")]
    [InlineData("int8", "127", "007f")]
    [InlineData("int16", "-2", "fffe")]
    [InlineData("bool", "true", "0001")]
    [InlineData("bool", "false", "0000")]
    public void TryParse_SmallValue_IsExtendedToAWord(string type, string value, string end)
    {
        var encoded = Convert.ToHexStringLower(Single(type, value).EncodedData.Span[32..]);
        Assert.Equal(new string(end[0], 60) + end, encoded);
    }

    [Fact]
    public void TryParse_EveryWidth_TakesItsRangeAndNoMore()
    {
        for (var bits = 8; bits <= 256; bits += 8)
        {
            var top = BigInteger.One << bits;
            Check($"uint{bits}", 0, top - 1);
            Check($"int{bits}", -(top >> 1), (top >> 1) - 1);
        }

        void Check(string type, BigInteger minimum, BigInteger maximum)
        {
            foreach (var value in new[] { minimum, maximum })
            {
                var word = Single(type, $"\"{value}\"").EncodedData.Span[32..];
                Assert.Equal(value, new BigInteger(word, isUnsigned: value.Sign >= 0, isBigEndian: true));
                Assert.Equal(word, Single(type, value.ToString(CultureInfo.InvariantCulture)).EncodedData.Span[32..]);
            }

            foreach (var value in new[] { minimum - 1, maximum + 1 })
            {
                Refuses(TypedDataError.OutOfRange, "message.v", SingleDocument(type, $"\"{value}\""));
            }
        }
    }

    [Theory]
    [InlineData("bytes4", "\"0x11223344\"", "1122334400000000000000000000000000000000000000000000000000000000")]
    [InlineData("address", "\"0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed\"", "0000000000000000000000005aaeb6053f3e94c9b9a09f33669435e7ef1beaed")]
    [InlineData("bytes", "\"0x\"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("string", "\"\"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("uint8[]", "[]", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    public void TryParse_OtherValue_IsPaddedOrHashed(string type, string value, string word) =>
        Assert.Equal(word, Convert.ToHexStringLower(Single(type, value).EncodedData.Span[32..]));

    [Theory]
    [InlineData("uint8", "1.0", TypedDataError.WrongKind)]
    [InlineData("uint8", "1e1", TypedDataError.WrongKind)]
    [InlineData("uint8", "\"01\"", TypedDataError.WrongKind)]
    [InlineData("uint8", "\"+1\"", TypedDataError.WrongKind)]
    [InlineData("uint8", "\" 1\"", TypedDataError.WrongKind)]
    [InlineData("uint8", "\"\"", TypedDataError.WrongKind)]
    [InlineData("uint8", "\"0x\"", TypedDataError.WrongKind)]
    [InlineData("uint8", "\"0xg\"", TypedDataError.WrongKind)]
    [InlineData("uint8", "\"-\"", TypedDataError.WrongKind)]
    [InlineData("int8", "\"-0\"", TypedDataError.WrongKind)]
    [InlineData("int8", "\"-0x1\"", TypedDataError.WrongKind)]
    [InlineData("uint8", "true", TypedDataError.WrongKind)]
    [InlineData("uint8", "null", TypedDataError.WrongKind)]
    [InlineData("uint8", "[1]", TypedDataError.WrongKind)]
    [InlineData("bool", "1", TypedDataError.WrongKind)]
    [InlineData("bool", "\"true\"", TypedDataError.WrongKind)]
    [InlineData("string", "1", TypedDataError.WrongKind)]
    [InlineData("string", "null", TypedDataError.WrongKind)]
    [InlineData("address", "\"0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae\"", TypedDataError.WrongKind)]
    [InlineData("bytes", "\"0x1\"", TypedDataError.WrongKind)]
    [InlineData("bytes", "\"11\"", TypedDataError.WrongKind)]
    [InlineData("bytes2", "\"0x11\"", TypedDataError.WrongLength)]
    [InlineData("bytes2", "\"0x112233\"", TypedDataError.WrongLength)]
    [InlineData("uint8[2]", "[1]", TypedDataError.WrongLength)]
    [InlineData("uint8[2]", "[1,2,3]", TypedDataError.WrongLength)]
    [InlineData("uint8[]", "{}", TypedDataError.WrongKind)]
    [InlineData("S", "{}", TypedDataError.MissingMember)]
    [InlineData("S", "null", TypedDataError.WrongKind)]
    public void TryParse_ValueThatItsTypeCannotHold_Refuses(string type, string value, TypedDataError error)
    {
        var document = SingleDocument(type, value);
        Assert.False(TypedData.TryParse(Encoding.UTF8.GetBytes(document), out _, out var refusal));
        Assert.Equal(error, refusal.Error);
        Assert.StartsWith("message.v", refusal.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("uint")]
    [InlineData("uint7")]
    [InlineData("uint264")]
    [InlineData("uint08")]
    [InlineData("int0")]
    [InlineData("bytes0")]
    [InlineData("bytes33")]
    [InlineData("Unknown")]
    [InlineData("Unknown[]")]
    [InlineData("uint8[")]
    [InlineData("uint8]")]
    [InlineData("uint8[]x")]
    [InlineData("uint8[-1]")]
    [InlineData("uint8[01]")]
    [InlineData("uint8[99999999999]")]
    [InlineData("[]")]
    [InlineData("")]
    public void TryParse_TypeThatIsNone_Refuses(string type) =>
        Refuses(TypedDataError.InvalidType, "types.S[0]", SingleDocument(type, "1"));

    [Theory]
    [InlineData("[]", TypedDataError.WrongKind)]
    [InlineData("{}", TypedDataError.MissingMember)]
    [InlineData("", TypedDataError.MalformedJson)]
    [InlineData("{", TypedDataError.MalformedJson)]
    [InlineData("""{"types":{},"types":{},"primaryType":"S","domain":{},"message":{}}""", TypedDataError.MalformedJson)]
    [InlineData("""{"types":{},"primaryType":"S","domain":{},"message":{}}""", TypedDataError.InvalidType)]
    [InlineData("""{"types":{"S":[]},"primaryType":"S","domain":{},"message":{},"x":1}""", TypedDataError.UnknownMember)]
    [InlineData("""{"types":{"S":[]},"primaryType":"S","domain":{},"message":{"x":1}}""", TypedDataError.UnknownMember)]
    [InlineData("""{"types":{"S":[]},"primaryType":"S","domain":{"x":1},"message":{}}""", TypedDataError.UnknownMember)]
    [InlineData("""{"types":{"S":[]},"primaryType":"S","domain":{"chainId":-1},"message":{}}""", TypedDataError.OutOfRange)]
    [InlineData("""{"types":{"S":[]},"primaryType":7,"domain":{},"message":{}}""", TypedDataError.InvalidType)]
    [InlineData("""{"types":{"S":[]},"primaryType":"EIP712Domain","domain":{},"message":{}}""", TypedDataError.InvalidType)]
    [InlineData("""{"types":{"S":7},"primaryType":"S","domain":{},"message":{}}""", TypedDataError.WrongKind)]
    [InlineData("""{"types":{"S":[{"name":"a"}]},"primaryType":"S","domain":{},"message":{}}""", TypedDataError.MissingMember)]
    [InlineData("""{"types":{"S":[{"name":7,"type":"bool"}]},"primaryType":"S","domain":{},"message":{}}""", TypedDataError.WrongKind)]
    [InlineData("""{"types":{"S":[{"name":"a b","type":"bool"}]},"primaryType":"S","domain":{},"message":{}}""", TypedDataError.InvalidType)]
    [InlineData("""{"types":{"S":[{"name":"a","type":"bool"},{"name":"a","type":"bool"}]},"primaryType":"S","domain":{},"message":{}}""", TypedDataError.InvalidType)]
    [InlineData("""{"types":{"bool":[]},"primaryType":"bool","domain":{},"message":{}}""", TypedDataError.InvalidType)]
    [InlineData("""{"types":{"S(":[]},"primaryType":"S(","domain":{},"message":{}}""", TypedDataError.InvalidType)]
    [InlineData("""{"types":{"S":[],"EIP712Domain":[{"name":"name","type":"string"}]},"primaryType":"S","domain":{},"message":{}}""", TypedDataError.InvalidDomain)]
    [InlineData("""{"types":{"S":[],"EIP712Domain":[]},"primaryType":"S","domain":{"name":"n"},"message":{}}""", TypedDataError.InvalidDomain)]
    [InlineData("""{"types":{"S":[],"EIP712Domain":[{"name":"chainId","type":"uint64"}]},"primaryType":"S","domain":{"chainId":1},"message":{}}""", TypedDataError.InvalidDomain)]
    [InlineData("""{"types":{"S":[{"name":"a","type":"string"}]},"primaryType":"S","domain":{},"message":{"a":"\ud800"}}""", TypedDataError.MalformedJson)]
    [InlineData("""{"types":{"S":[]},"primaryType":"S","domain":{},"message":{"\ud800":1}}""", TypedDataError.MalformedJson)]
    public void TryParse_DocumentThatIsNone_Refuses(string document, TypedDataError error)
    {
        Assert.False(TypedData.TryParse(Encoding.UTF8.GetBytes(document), out var typedData, out var refusal));
        Assert.Null(typedData);
        Assert.Equal(error, refusal.Error);
    }

    [Fact]
    public void TryParse_HostileSizes_RefusesInShortTime()
    {
        var nested = string.Concat(Enumerable.Repeat("[", 100)) + string.Concat(Enumerable.Repeat("]", 100));
        Refuses(TypedDataError.MalformedJson, "", SingleDocument("uint8", nested));
        Refuses(TypedDataError.TooLarge, "", SingleDocument("string", $"\"{new string('a', TypedData.MaximumLength)}\""));
        Refuses(TypedDataError.OutOfRange, "message.v", SingleDocument("uint256", $"\"{new string('9', 500_000)}\""));
        Refuses(TypedDataError.OutOfRange, "message.v", SingleDocument("uint256", $"\"0x{new string('0', 500_000)}\""));

        var manyTypes = string.Join(',', Enumerable.Range(0, 1_000).Select(i => $"\"T{i}\":[]"));
        Refuses(TypedDataError.TooLarge, "types", Document($"{{{manyTypes}}}", "T0", "{}"));
        var manyFields = string.Join(',', Enumerable.Range(0, 1_000).Select(i => $$"""{"name":"f{{i}}","type":"bool"}"""));
        Refuses(TypedDataError.TooLarge, "types.S", Document($$"""{"S":[{{manyFields}}]}""", "S", "{}"));
        Refuses(TypedDataError.TooLarge, "types", Document($$"""{"{{new string('S', 1_000)}}":[]}""", "S", "{}"));
    }

    // Any byte of a good document replaced, left out or doubled: an answer, never an exception.
    [Fact]
    public void TryParse_RandomDamage_NeverThrows()
    {
        var random = TestSeed.Create(output);
        var good = Encoding.UTF8.GetBytes(Mail);
        var accepted = 0;
        for (var i = 0; i < 5_000; i++)
        {
            var damaged = good.ToList();
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                var at = random.Next(damaged.Count);
                switch (random.Next(3))
                {
                    case 0: damaged[at] = (byte)random.Next(256); break;
                    case 1: damaged.RemoveAt(at); break;
                    default: damaged.Insert(at, (byte)random.Next(256)); break;
                }
            }

            if (TypedData.TryParse(damaged.ToArray(), out var typedData, out var refusal))
            {
                accepted++;
                Assert.NotNull(typedData);
            }
            else
            {
                Assert.NotEqual(TypedDataError.None, refusal.Error);
            }
        }

        output.WriteLine($"{accepted} of 5000 were still typed data");
    }

    private static TypedData Single(string type, string value) => Parse(SingleDocument(type, value));

    private static string SingleDocument(string type, string value) =>
        Document($$"""{"S":[{"name":"v","type":"{{type}}"}]}""", "S", $$"""{"v":{{value}}}""");

    private static string Document(string types, string primaryType, string message) =>
        $$"""{"types":{{types}},"primaryType":"{{primaryType}}","domain":{},"message":{{message}}}""";

    private static TypedData Parse(string document)
    {
        Assert.True(TypedData.TryParse(Encoding.UTF8.GetBytes(document), out var typedData, out var refusal), refusal.ToString());
        return typedData;
    }

    private static void Refuses(TypedDataError error, string path, string document)
    {
        Assert.False(TypedData.TryParse(Encoding.UTF8.GetBytes(document), out _, out var refusal));
        Assert.Equal(new TypedDataRefusal(error, path), refusal);
    }
}
