using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Primitives;

public class Bytes32Tests(ITestOutputHelper output)
{
    private const string Text = "0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    [Fact]
    public void Parse_AnyCase_RoundTripsInLowerCase()
    {
        Assert.True(Bytes32.TryParse("0x" + Text[2..].ToUpperInvariant(), out var value));
        Assert.Equal(Enumerable.Range(0, 32).Select(i => (byte)i), value.ToArray());
        Assert.Equal(Text, value.ToString());
        Assert.Equal(Text, $"{value}");
        Assert.True(Bytes32.TryParse(System.Text.Encoding.UTF8.GetBytes(Text), out var fromUtf8));
        Assert.Equal(value, fromUtf8);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData("0X000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData("0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1")]
    [InlineData("0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00")]
    [InlineData("0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1g")]
    [InlineData(" 0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    public void TryParse_AnythingElse_Refuses(string text)
    {
        Assert.False(Bytes32.TryParse(text, out var value));
        Assert.Equal(Bytes32.Zero, value);
        Assert.False(Bytes32.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out _));
        Assert.Throws<FormatException>(() => Bytes32.Parse(text));
    }

    [Fact]
    public void CompareTo_RandomValues_OrdersLikeTheirBytes()
    {
        var random = TestSeed.Create(output);
        for (var i = 0; i < 2_000; i++)
        {
            var left = new byte[32];
            random.NextBytes(left);
            var right = (byte[])left.Clone();
            right[random.Next(32)] = (byte)random.Next(256);
            var expected = Math.Sign(left.AsSpan().SequenceCompareTo(right));

            var (a, b) = (new Bytes32(left), new Bytes32(right));
            Assert.Equal(expected, Math.Sign(a.CompareTo(b)));
            Assert.Equal(expected < 0, a < b);
            Assert.Equal(expected > 0, a > b);
            Assert.Equal(expected == 0, a == b);
            Assert.Equal(expected == 0, a.Equals(b));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Constructor_WrongLength_Throws(int length) => Assert.Throws<ArgumentException>(() => new Bytes32(new byte[length]));
}
