using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Tests.Encoding;

public class CanonicalJsonTests
{
    // RFC 8785, section 3.2.2: the string of its sample object and how it is written.
    [Fact]
    public void Serialize_SampleStringOfRfc8785_IsWrittenAsThere() =>
        Assert.Equal(
            "{\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
            Canonical(new Sample("\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/")));

    // RFC 8785, section 3.2.3: member names whose order by UTF-16 code units differs from that by code points.
    [Fact]
    public void Serialize_SampleNamesOfRfc8785_AreSortedByCodeUnits() =>
        Assert.Equal(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\","
            + "\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}",
            Canonical(new Names()));

    // RFC 8785, section 3.2.3, of maps, which enumerate by the hash codes of one process.
    [Fact]
    public void Serialize_Maps_AreSortedByTheirMembersTexts()
    {
        Assert.Equal("{\"10\":1,\"100\":2,\"9\":3}", Canonical(Map<ulong>((9, 3), (100, 2), (10, 1))));
        Assert.Equal("{\"\\\"\":4,\"B\":1,\"a\":2,\"€\":3}", Canonical(Map<string>(("€", 3), ("a", 2), ("B", 1), ("\"", 4))));

        var many = Enumerable.Range(0, 1_000).Select(i => (Key: Keccak256.Hash([(byte)i, (byte)(i >> 8)]), i)).ToArray();
        var text = Canonical(Map(many));
        using var document = JsonDocument.Parse(text);
        Assert.Equal(
            many.Select(entry => entry.Key.ToString()).Order(StringComparer.Ordinal),
            document.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(Map(many), CanonicalJson.Deserialize<ImmutableDictionary<Bytes32, int>>(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("{\"a\":\"1\",\"a\":\"1\"}")]
    [InlineData("{\"a\":null}")]
    [InlineData("[1]")]
    [InlineData("1")]
    public void Deserialize_WhatIsNoMap_IsRefused(string json) => Assert.Throws<JsonException>(
        () => CanonicalJson.Deserialize<ImmutableDictionary<string, string>>(System.Text.Encoding.UTF8.GetBytes(json)));

    // RFC 8785, section 3.2.2.2.
    [Fact]
    public void Serialize_ControlCharacters_HaveShortFormsOrLowerCaseHex()
    {
        const string Expected =
            @"\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"
            + @"\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f";
        Assert.Equal(
            "{\"string\":\"" + Expected + "\"}",
            Canonical(new Sample(string.Concat(Enumerable.Range(0, 32).Select(code => (char)code)))));
    }

    // Their texts are remembered by the first two bytes, which all of these share.
    [Fact]
    public void Serialize_AddressesThatBeginAlike_AreEachWrittenInTheirOwnChecksumForm()
    {
        var addresses = Enumerable.Range(0, 8).Select(last => new Address([.. new byte[19], (byte)last])).ToArray();

        foreach (var address in addresses.Concat(addresses))
        {
            Assert.Equal($"\"{address}\"", Canonical(address));
        }
    }

    [Theory]
    [InlineData("<script>&'+\u007f\u0085\u00a0\u2028\u2029\ufeff\uffff")]
    [InlineData("\ufffd replaces nothing, nor does it \ufffd")]
    [InlineData("e\u0301 is not é")]
    [InlineData("😀𝒳")]
    [InlineData("")]
    public void Serialize_EverythingElse_StaysAsItIs(string text) =>
        Assert.Equal("{\"string\":\"" + text + "\"}", Canonical(new Sample(text)));

    [Fact]
    public void Serialize_LongTextWithEscapesAtEveryDistance_EqualsTheReference()
    {
        for (var length = 0; length < 300; length++)
        {
            var sample = new Sample(new string('x', length) + "\"\u0001\ufffd😀" + new string('é', length));
            var utf8 = CanonicalJson.Serialize(sample);
            Assert.Equal(ReferenceCanonicalJson.Of(utf8), System.Text.Encoding.UTF8.GetString(utf8));
            Assert.Equal(sample, CanonicalJson.Deserialize<Sample>(utf8));
        }
    }

    // RFC 8785, section 3.2.2.2. Written as U+FFFD, it would give two different values the same hash.
    [Fact]
    public void Serialize_LoneSurrogate_Throws()
    {
        foreach (var broken in new[] { "\ud800", "\udbff", "\udc00", "\udfff", "\udc00\ud800", "\ud800\ud800\udc00", "\ud800\udc00\udc00" })
        {
            foreach (var before in new[] { "", "a", "é", "\ufffd", "😀", "\n", "\"\ufffd", new string('x', 1_000) })
            {
                foreach (var after in new[] { "", "a", "é", "\ufffd", "😀", "\n", new string('x', 1_000) })
                {
                    Assert.Throws<JsonException>(() => CanonicalJson.Serialize(new Sample(before + broken + after)));
                    Assert.Throws<JsonException>(() => CanonicalJson.Serialize(new ErrorCode(before + broken + after)));
                }
            }
        }
    }

    [Fact]
    public void Deserialize_LoneSurrogate_IsAnErrorOfTheInput()
    {
        foreach (var broken in new[] { @"\ud800", @"\udc00", @"\udc00\ud800", @"\ud800a", @"\ud800\n" })
        {
            Assert.Throws<JsonException>(
                () => CanonicalJson.Deserialize<Sample>(System.Text.Encoding.UTF8.GetBytes($"{{\"string\":\"{broken}\"}}")));
        }
    }

    [Fact]
    public void Serialize_AbsentValues_AreLeftOutAndReadBack()
    {
        var absent = new Optional(1, null, null, null);
        Assert.Equal("{\"number\":1}", Canonical(absent));
        Assert.Equal(absent, CanonicalJson.Deserialize<Optional>("{\"number\":1}"u8));
    }

    [Fact]
    public void Serialize_NumberBeyondExactDoubles_Throws()
    {
        Assert.Throws<JsonException>(() => CanonicalJson.Serialize(new Numbers(9_007_199_254_740_992, 0)));
        Assert.Throws<JsonException>(() => CanonicalJson.Serialize(new Numbers(0, -9_007_199_254_740_992)));
        Assert.Equal(
            "{\"signed\":-9007199254740991,\"unsigned\":9007199254740991}",
            Canonical(new Numbers(9_007_199_254_740_991, -9_007_199_254_740_991)));
    }

    private static ImmutableDictionary<TKey, int> Map<TKey>(params (TKey Key, int Value)[] entries)
        where TKey : notnull => entries.ToImmutableDictionary(entry => entry.Key, entry => entry.Value);

    private static string Canonical<T>(T value) => System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(value));

    private sealed record Sample(string String);

    private sealed record Optional(int Number, string? Text, ReadOnlyMemory<byte>? Bytes, Sample? Record);

    private sealed record Numbers(ulong Unsigned, long Signed);

    private sealed record Names
    {
        [JsonPropertyName("\u20ac")]
        public string Euro { get; init; } = "Euro Sign";

        [JsonPropertyName("\r")]
        public string Return { get; init; } = "Carriage Return";

        [JsonPropertyName("\ufb33")]
        public string Dalet { get; init; } = "Hebrew Letter Dalet With Dagesh";

        [JsonPropertyName("1")]
        public string One { get; init; } = "One";

        [JsonPropertyName("\ud83d\ude00")]
        public string Emoji { get; init; } = "Emoji: Grinning Face";

        [JsonPropertyName("\u0080")]
        public string Control { get; init; } = "Control";

        [JsonPropertyName("\u00f6")]
        public string Latin { get; init; } = "Latin Small Letter O With Diaeresis";
    }
}
