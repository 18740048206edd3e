using LazAI.Engines.Digits;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests;

public sealed class HeldOutDigitsTests(ITestOutputHelper output)
{
    private const int HeaderLength = 12;

    [Theory]
    [InlineData(28)]
    [InlineData(8)]
    [InlineData(1)]
    public void TryParse_EncodedDigits_GivesThemBack(int side)
    {
        var random = TestSeed.Create(output);
        var digits = RandomDigits(random, count: 3, side);

        Assert.True(HeldOutDigits.TryParse(HeldOutDigits.Encode(digits, side), out var parsed, out var refusal));

        Assert.Equal((HeldOutDigitsRefusal.None, side), (refusal, parsed.Side));
        Assert.Equal(digits.Count, parsed.Count);
        for (var i = 0; i < digits.Count; i++)
        {
            Assert.Equal(digits[i].Label, parsed.Label(i));
            Assert.Equal(digits[i].Pixels, parsed.Pixels(i).ToArray());
        }
    }

    [Theory]
    [InlineData(28)]
    [InlineData(8)]
    public void TryParse_AnyTruncation_IsTruncated(int side)
    {
        var encoded = HeldOutDigits.Encode(RandomDigits(TestSeed.Create(output), count: 2, side), side);
        for (var length = 0; length < encoded.Length; length++)
        {
            AssertRefused(encoded[..length], HeldOutDigitsRefusal.Truncated);
        }
    }

    [Fact]
    public void TryParse_BrokenField_IsRefusedByName()
    {
        var encoded = HeldOutDigits.Encode(RandomDigits(TestSeed.Create(output), count: 1));

        AssertRefused([.. encoded, 0], HeldOutDigitsRefusal.TrailingBytes);
        AssertRefused(With(encoded, 0, (byte)'l'), HeldOutDigitsRefusal.MagicUnknown);
        AssertRefused(With(encoded, 8, 3), HeldOutDigitsRefusal.VersionUnknown);
        AssertRefused(With(encoded, 9, 1), HeldOutDigitsRefusal.VersionUnknown);
        AssertRefused(With(encoded, 10, 0), HeldOutDigitsRefusal.TrailingBytes);
        AssertRefused(With(encoded, 11, 1), HeldOutDigitsRefusal.Truncated);
        AssertRefused(With(encoded, HeaderLength, 10), HeldOutDigitsRefusal.LabelOutOfRange);
    }

    [Fact]
    public void TryParse_BrokenFieldOfSmallerDigits_IsRefusedByName()
    {
        var encoded = HeldOutDigits.Encode(RandomDigits(TestSeed.Create(output), count: 1, side: 8), side: 8);

        AssertRefused([.. encoded, 0], HeldOutDigitsRefusal.TrailingBytes);
        AssertRefused(With(encoded, 12, 0), HeldOutDigitsRefusal.SideOutOfRange);
        AssertRefused(With(encoded, 12, 28), HeldOutDigitsRefusal.SideOutOfRange);
        AssertRefused(With(encoded, 13, 1), HeldOutDigitsRefusal.SideOutOfRange);
        AssertRefused(With(encoded, 12, 7), HeldOutDigitsRefusal.TrailingBytes);
        AssertRefused(With(encoded, 12, 9), HeldOutDigitsRefusal.Truncated);
        AssertRefused(With(encoded, HeaderLength + 2, 10), HeldOutDigitsRefusal.LabelOutOfRange);
    }

    [Fact]
    public void Encode_DigitsThatTheFormatCannotHold_IsAnArgumentError()
    {
        var blank = new byte[HeldOutDigits.PixelCount];

        Assert.Throws<ArgumentException>("digits", () => HeldOutDigits.Encode([(10, blank)]));
        Assert.Throws<ArgumentException>("digits", () => HeldOutDigits.Encode([(1, new byte[HeldOutDigits.PixelCount - 1])]));
        Assert.Throws<ArgumentException>("digits", () => HeldOutDigits.Encode([(1, blank)], side: 8));
        Assert.Throws<ArgumentException>("digits", () => HeldOutDigits.Encode([(1, new byte[29 * 29])], side: 29));
        Assert.Throws<ArgumentException>("digits", () => HeldOutDigits.Encode([], side: 0));
        Assert.Throws<ArgumentException>("digits", () => HeldOutDigits.Encode(Enumerable.Repeat(((byte)1, blank), 65_536).ToArray()));
    }

    private static List<(byte Label, byte[] Pixels)> RandomDigits(Random random, int count, int side = HeldOutDigits.WholeSide)
    {
        var digits = new List<(byte, byte[])>();
        for (var i = 0; i < count; i++)
        {
            var pixels = new byte[side * side];
            random.NextBytes(pixels);
            digits.Add(((byte)random.Next(10), pixels));
        }

        return digits;
    }

    private static byte[] With(byte[] encoded, int offset, byte value)
    {
        byte[] changed = [.. encoded];
        changed[offset] = value;
        return changed;
    }

    private static void AssertRefused(byte[] encoded, HeldOutDigitsRefusal expected)
    {
        Assert.False(HeldOutDigits.TryParse(encoded, out var digits, out var refusal));
        Assert.Null(digits);
        Assert.Equal(expected, refusal);
    }
}
