using System.Text;
using LazAI.Protocol.Encoding;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests;

public sealed class ClassificationResultTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(new[] { 0 }, """{"class":0,"logits":[0]}""")]
    [InlineData(new[] { -12, 7, 7 }, """{"class":1,"logits":[-12,7,7]}""")]
    [InlineData(new[] { int.MinValue, int.MaxValue }, """{"class":1,"logits":[-2147483648,2147483647]}""")]
    public void Encode_LogitsTypedByHand_IsTheirJson(int[] logits, string expected)
    {
        var encoded = new byte[ClassificationResult.EncodedLengthBound(logits.Length)];

        var length = ClassificationResult.Encode(logits, encoded);

        Assert.Equal(expected, Encoding.UTF8.GetString(encoded, 0, length));
        Assert.True(ClassificationResult.TryParse(encoded.AsSpan(0, length), out var result));
        Assert.Equal(logits, result.Logits);
        Assert.Equal(encoded[..length], result.Encode());
    }

    [Fact]
    public void Encode_RandomLogits_IsCanonicalJson()
    {
        var random = TestSeed.Create(output);
        for (var round = 0; round < 200; round++)
        {
            var logits = new int[random.Next(1, 40)];
            for (var i = 0; i < logits.Length; i++)
            {
                logits[i] = random.Next(int.MinValue, int.MaxValue) >> random.Next(32);
            }

            var encoded = new byte[ClassificationResult.EncodedLengthBound(logits.Length)];
            var length = ClassificationResult.Encode(logits, encoded);

            Assert.Equal(CanonicalJson.Serialize(new { Class = ClassificationResult.IndexOfGreatest(logits), Logits = logits }), encoded[..length]);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"class":0,"logits":[]}""")]
    [InlineData("""{"class":1,"logits":[5,4]}""")]
    [InlineData("""{"class":1,"logits":[5,5]}""")]
    [InlineData("""{"class":2,"logits":[5,4]}""")]
    [InlineData("""{"class":0,"logits":[+5,4]}""")]
    [InlineData("""{"class":0,"logits":[05,4]}""")]
    [InlineData("""{"class":0,"logits":[5,-0]}""")]
    [InlineData("""{"class":0,"logits":[5,4,]}""")]
    [InlineData("""{"class":0,"logits":[5.0,4]}""")]
    [InlineData("""{"class":0,"logits":[5, 4]}""")]
    [InlineData("""{"class":0,"logits":[2147483648,4]}""")]
    [InlineData("""{"class":0,"logits":[5,4]} """)]
    [InlineData("""{"class":0,"logits":[5,4]""")]
    [InlineData("""{"logits":[5,4],"class":0}""")]
    [InlineData("""{"class":0,"logits":[5,4],"more":1}""")]
    public void TryParse_AnythingElse_IsNoResult(string text)
    {
        Assert.False(ClassificationResult.TryParse(Encoding.UTF8.GetBytes(text), out var result));
        Assert.Null(result);
    }

    [Fact]
    public void TryParse_AnyTruncation_IsNoResult()
    {
        var encoded = """{"class":1,"logits":[-12,7]}"""u8.ToArray();
        Assert.True(ClassificationResult.TryParse(encoded, out _));
        for (var length = 0; length < encoded.Length; length++)
        {
            Assert.False(ClassificationResult.TryParse(encoded.AsSpan(0, length), out _));
        }
    }
}
