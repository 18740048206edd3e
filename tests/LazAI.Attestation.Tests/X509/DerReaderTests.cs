using System.Formats.Asn1;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

/// <summary>The DER reader on single encodings, and beside .NET's on random bytes.</summary>
public sealed class DerReaderTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("0400", "")]
    [InlineData("0401aa", "aa")]
    public void Element_InItsOneEncoding_IsRead(string hex, string content)
    {
        var reader = new DerReader(Convert.FromHexString(hex));

        Assert.True(reader.TryRead(DerReader.OctetString, out var found));
        Assert.Equal(Convert.FromHexString(content), found.Bytes);
        Assert.True(reader.IsEmpty);
    }

    [Theory]
    [InlineData("")]
    [InlineData("04")]
    [InlineData("0401")]
    [InlineData("048101aa")]
    [InlineData("04820001aa")]
    [InlineData("0480aa0000")]
    [InlineData("0484ffffffff")]
    [InlineData("04847fffffff")]
    [InlineData("0483ffffff")]
    [InlineData("04ff")]
    [InlineData("0481")]
    [InlineData("1f0400")]
    [InlineData("0500")]
    public void Element_InAnotherEncoding_IsRefusedAndNothingMoves(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        var reader = new DerReader(bytes);

        Assert.False(reader.TryRead(DerReader.OctetString, out _));
        Assert.Equal(bytes, reader.Bytes);
    }

    [Theory]
    [InlineData("020100", "")]
    [InlineData("02017f", "7f")]
    [InlineData("02020080", "80")]
    [InlineData("0203010000", "010000")]
    [InlineData("0200", null)]
    [InlineData("020180", null)]
    [InlineData("02020000", null)]
    [InlineData("0202007f", null)]
    [InlineData("0202ff80", null)]
    public void Integer_ReadAsUnsigned_IsItsMagnitudeOrRefused(string hex, string? magnitude)
    {
        var reader = new DerReader(Convert.FromHexString(hex));

        Assert.Equal(magnitude is not null, reader.TryReadUnsigned(out var found));
        Assert.Equal(magnitude ?? "", Convert.ToHexStringLower(found));
    }

    [Theory]
    [InlineData("0101ff", true, true)]
    [InlineData("0500", true, false)]
    [InlineData("", true, false)]
    [InlineData("010100", false, false)]
    [InlineData("010101", false, false)]
    [InlineData("0102ffff", false, false)]
    public void Boolean_WithDefaultFalse_IsAbsentOrTrue(string hex, bool read, bool value)
    {
        var reader = new DerReader(Convert.FromHexString(hex));

        Assert.Equal(read, reader.TryReadDefaultFalse(out var found));
        Assert.Equal(value, found);
    }

    [Theory]
    [InlineData(DerReader.UtcTime, "491231235959Z", "2049-12-31T23:59:59Z")]
    [InlineData(DerReader.UtcTime, "500101000000Z", "1950-01-01T00:00:00Z")]
    [InlineData(DerReader.UtcTime, "240229000000Z", "2024-02-29T00:00:00Z")]
    [InlineData(DerReader.GeneralizedTime, "20500101000000Z", "2050-01-01T00:00:00Z")]
    [InlineData(DerReader.GeneralizedTime, "99991231235959Z", "9999-12-31T23:59:59Z")]
    [InlineData(DerReader.UtcTime, "230229000000Z", null)]
    [InlineData(DerReader.UtcTime, "240001000000Z", null)]
    [InlineData(DerReader.UtcTime, "241301000000Z", null)]
    [InlineData(DerReader.UtcTime, "240100000000Z", null)]
    [InlineData(DerReader.UtcTime, "240101240000Z", null)]
    [InlineData(DerReader.UtcTime, "240101006000Z", null)]
    [InlineData(DerReader.UtcTime, "240101000060Z", null)]
    [InlineData(DerReader.UtcTime, "240101000000 ", null)]
    [InlineData(DerReader.UtcTime, "2401010000Z", null)]
    [InlineData(DerReader.UtcTime, "2401010000+0000", null)]
    [InlineData(DerReader.UtcTime, "2401010000-1Z", null)]
    [InlineData(DerReader.UtcTime, "20240101000000Z", null)]
    [InlineData(DerReader.GeneralizedTime, "00000101000000Z", null)]
    [InlineData(DerReader.GeneralizedTime, "20240101000000.5Z", null)]
    [InlineData(DerReader.OctetString, "240101000000Z", null)]
    public void Time_AsRfc5280WritesIt_IsReadAndNoOther(byte tag, string text, string? expected)
    {
        var reader = new DerReader([tag, (byte)text.Length, .. System.Text.Encoding.ASCII.GetBytes(text)]);

        Assert.Equal(expected is not null, reader.TryReadTime(out var time));
        Assert.Equal(expected is null ? default : DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), time);
    }

    /// <summary>What we read as an element, the framework's reader reads too, and in the same way.</summary>
    [Fact]
    public void RandomBytes_ReadAsElements_AreElementsToTheFramework()
    {
        var random = TestSeed.Create(output);
        var bytes = new byte[24];
        var read = 0;
        for (var round = 0; round < 200_000; round++)
        {
            random.NextBytes(bytes);
            bytes[1] = (byte)(random.Next(4) == 0 ? 0x81 : random.Next(24));
            var reader = new DerReader(bytes);
            if (reader.TryReadAny(out var tag, out var content, out var encoded))
            {
                read++;
                var expected = AsnDecoder.ReadEncodedValue(bytes, AsnEncodingRules.DER, out var offset, out var length, out var consumed);
                Assert.Equal((bytes[0], 0..consumed, offset..(offset + length)), (tag, encoded, content.Location));
                Assert.Equal(Asn1Tag.Decode(bytes, out _), expected);
            }
        }

        Assert.NotEqual(0, read);
    }
}
