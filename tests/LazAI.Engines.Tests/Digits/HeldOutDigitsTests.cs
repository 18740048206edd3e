using LazAI.Engines.Digits;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests;

public sealed class HeldOutDigitsTests(ITestOutputHelper output)
{
    private const int HeaderLength = 12;

    [Fact]
    public void TryParse_EncodedDigits_GivesThemBack()
    {
        var random = TestSeed.Create(output);
        var digits = RandomDigits(random, count: 3);

        Assert.True(HeldOutDigits.TryParse(HeldOutDigits.Encode(digits), out var parsed, out var refusal));

        Assert.Equal(HeldOutDigitsRefusal.None, refusal);
        Assert.Equal(digits.Count, parsed.Count);
        for (var i = 0; i < digits.Count; i++)
        {
            Assert.Equal(digits[i].Label, parsed.Label(i));
            Assert.Equal(digits[i].Pixels, parsed.Pixels(i).ToArray());
        }
    }

    [Fact]
    public void TryParse_AnyTruncation_IsTruncated()
    {
        var encoded = HeldOutDigits.Encode(RandomDigits(TestSeed.Create(output), count: 2));
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
        AssertRefused(With(encoded, 8, 2), HeldOutDigitsRefusal.VersionUnknown);
        AssertRefused(With(encoded, 9, 1), HeldOutDigitsRefusal.VersionUnknown);
        AssertRefused(With(encoded, 10, 0), HeldOutDigitsRefusal.TrailingBytes);
        AssertRefused(With(encoded, 11, 1), HeldOutDigitsRefusal.Truncated);
        AssertRefused(With(encoded, HeaderLength, 10), HeldOutDigitsRefusal.LabelOutOfRange);
    }

    [Fact]
    public void Encode_DigitsThatTheFormatCannotHold_IsAnArgumentError()
    {
        var blank = new byte[HeldOutDigits.PixelCount];

        Assert.Throws<ArgumentException>("digits", () => HeldOutDigits.Encode([(10, blank)]));
        Assert.Throws<ArgumentException>("digits", () => HeldOutDigits.Encode([(1, new byte[HeldOutDigits.PixelCount - 1])]));
        Assert.Throws<ArgumentException>("digits", () => HeldOutDigits.Encode(Enumerable.Repeat(((byte)1, blank), 65_536).ToArray()));
    }

    private static List<(byte Label, byte[] Pixels)> RandomDigits(Random random, int count)
    {
        var digits = new List<(byte, byte[])>();
        for (var i = 0; i < count; i++)
        {
            var pixels = new byte[HeldOutDigits.PixelCount];
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
