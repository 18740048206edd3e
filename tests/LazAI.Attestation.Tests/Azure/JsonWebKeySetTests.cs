using System.Text;
using System.Text.Json.Nodes;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

public sealed class JsonWebKeySetTests(ITestOutputHelper output)
{
    private readonly TokenForge _forge = TokenForge.Own;

    public static TheoryData<string, JsonNode?> OtherKeys => new()
    {
        { "kty", "oct" },
        { "kty", null },
        { "kid", null },
        { "kid", 1 },
        { "use", "enc" },
        { "alg", "PS256" },
        { "n", null },
        { "n", "" },
        { "n", "AA" },
        { "n", "+/" },
        { "e", null },
        { "e", "AQABAQAB" },
        { "x5c", new JsonArray() },
        { "x5c", "MIIB" },
        { "x5c", new JsonArray("MIIB") },
        { "x5c", new JsonArray("no base64") },
    };

    [Fact]
    public void Set_WithCertificateAndNumbers_GivesBothKeys()
    {
        var trust = TokenForge.Trust(_forge.CertifiedKey(TokenForge.Now, TokenForge.Now.AddYears(1)), _forge.Key("2"));

        Assert.Equal(["k+/=", "2"], trust.Keys.Keys.Select(key => key.Id));
        Assert.All(trust.Keys.Keys, key => Assert.Equal(2048, key.ModulusBits));
        Assert.Equal(new ValidityPeriod(TokenForge.Now, TokenForge.Now.AddYears(1)), trust.Keys.Keys[0].CertificateValidity);
        Assert.Null(trust.Keys.Keys[1].CertificateValidity);
    }

    [Theory]
    [MemberData(nameof(OtherKeys))]
    public void Key_OfAnotherKindOrForm_IsPassedOver(string name, JsonNode? value)
    {
        var other = _forge.Key("other");
        other.Remove(name);
        if (value is not null)
        {
            other[name] = value.DeepClone();
        }

        Assert.Equal("k+/=", Assert.Single(TokenForge.Trust(other, _forge.Key()).Keys.Keys).Id);
    }

    [Fact]
    public void Key_WhoseCertificateIsOfAnotherKey_IsPassedOver()
    {
        var another = TokenForge.Other;
        var key = _forge.CertifiedKey(TokenForge.Now, TokenForge.Now.AddYears(1));
        key["n"] = another.Key()["n"]!.DeepClone();
        key["e"] = "AQAB";
        Assert.Empty(TokenForge.Trust(key).Keys.Keys);

        key["n"] = _forge.Key()["n"]!.DeepClone();
        Assert.Single(TokenForge.Trust(key).Keys.Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{"keys":[],"keys":[]}""")]
    public void Text_ThatIsNoSet_IsRefused(string text) => Assert.False(JsonWebKeySet.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Set_OfTooManyKeys_IsRefused()
    {
        Assert.True(JsonWebKeySet.TryParse(Encoding.UTF8.GetBytes($$"""{"keys":[{{string.Join(',', Enumerable.Repeat("0", 64))}}]}"""), out var keys));
        Assert.Empty(keys.Keys);
        Assert.False(JsonWebKeySet.TryParse(Encoding.UTF8.GetBytes($$"""{"keys":[{{string.Join(',', Enumerable.Repeat("0", 65))}}]}"""), out _));
    }

    [Fact]
    public void MutatedSets_NeverThrow()
    {
        var random = TestSeed.Create(output);
        var set = new JsonObject
        {
            ["keys"] = new JsonArray(_forge.Key(), _forge.CertifiedKey(TokenForge.Now, TokenForge.Now.AddYears(1))),
        };
        var bytes = Encoding.UTF8.GetBytes(set.ToJsonString());
        for (var i = 0; i < 5_000; i++)
        {
            var mutated = bytes.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                mutated[random.Next(mutated.Length)] = (byte)(random.Next(4) == 0 ? random.Next(256) : random.Next('0', 'z'));
            }

            Assert.Equal(JsonWebKeySet.TryParse(mutated, out var keys), keys is not null);
        }
    }

    [Theory]
    [InlineData("http://maa.example.invalid")]
    [InlineData("https://maa.example.invalid/")]
    [InlineData("maa.example.invalid")]
    public void Instance_OfAnotherForm_IsABugOfTheCaller(string instance) =>
        Assert.Throws<ArgumentException>(() => new AzureTokenTrust(instance, _forge.Trust().Keys));
}
