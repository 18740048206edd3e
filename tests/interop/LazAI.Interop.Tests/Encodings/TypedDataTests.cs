using System.Text;
using System.Text.Json.Nodes;
using LazAI.Cryptography;
using LazAI.Interop.Tests.Judging;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Interop.Tests.Encodings;

/// <summary>Random documents of eth_signTypedData_v4, hashed by viem: nested structs, arrays of arrays, every atomic type, any domain.</summary>
public class TypedDataTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    [JudgeFact]
    public async Task Digest_OfAnyDocument_IsThatOfTheJudge()
    {
        var random = TestSeed.Create(output);
        var documents = Enumerable.Range(0, Draw.Cases).Select(_ => new AnyTypedData(random).Create().ToJsonString()).ToArray();
        var answers = await judge.AskAsync<Hashed>("hashDocument", documents.Select(document => new { document }));
        Assert.All(documents.Zip(answers), pair =>
        {
            Assert.True(TypedData.TryParse(Encoding.UTF8.GetBytes(pair.First), out var ours, out var refusal), $"{refusal} of {pair.First}");
            Assert.Equal(new Hashed(ours.Digest.ToString()), pair.Second);
        });
    }

    /// <summary>One field of a type and a value that it cannot hold.</summary>
    private static readonly (string Type, JsonNode Value)[] s_wrong =
    [
        ("uint8", "256"), ("uint8", "-1"), ("uint64", "18446744073709551616"), ("uint128", "0x100000000000000000000000000000000"),
        ("uint256", "115792089237316195423570985008687907853269984665640564039457584007913129639936"), ("int8", "128"), ("int8", "-129"),
        ("int256", "57896044618658097711785492504343953926634992332820282019728792003956564819968"), ("uint8", "1.5"), ("uint8", "one"),
        ("bytes4", "0x010203"), ("bytes4", "0x0102030405"), ("bytes32", "0x"), ("address", "0x"), ("address", "0x01"),
        ("address", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed00"), ("Unknown", "0x"),
    ];

    [JudgeFact]
    public async Task Document_WithAValueThatItsTypeCannotHold_IsRefusedHereAndThere()
    {
        var documents = s_wrong.Select(wrong => new JsonObject
        {
            ["types"] = new JsonObject { ["Box"] = new JsonArray(new JsonObject { ["name"] = "content", ["type"] = wrong.Type }) },
            ["primaryType"] = "Box",
            ["domain"] = new JsonObject(),
            ["message"] = new JsonObject { ["content"] = wrong.Value.DeepClone() },
        }.ToJsonString()).ToArray();
        var answers = await judge.AskAsync<Hashed>("hashDocument", documents.Select(document => new { document }));
        Assert.All(documents.Zip(answers), pair =>
        {
            Assert.False(TypedData.TryParse(Encoding.UTF8.GetBytes(pair.First), out _, out _), pair.First);
            Assert.True(pair.Second.Digest is null, pair.First);
        });
    }

    private sealed record Hashed(string? Digest = null, string? Refused = null);
}
