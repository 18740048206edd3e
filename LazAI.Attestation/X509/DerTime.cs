namespace LazAI.Attestation;

/// <summary>Times as RFC 5280 section 4.1.2.5 allows them: to the second, in UTC, with the letter Z.</summary>
internal static class DerTime
{
    private const int UtcTimeLength = 13;
    private const int GeneralizedTimeLength = 15;

    /// <summary>Reads a UTCTime (years 1950 to 2049) or a GeneralizedTime.</summary>
    public static bool TryReadTime(this scoped ref DerReader reader, out DateTimeOffset time)
    {
        time = default;
        var ahead = reader;
        if (!ahead.TryReadAny(out var tag, out var content, out _))
        {
            return false;
        }

        var text = content.Bytes;
        int year;
        if (tag == DerReader.UtcTime && text.Length == UtcTimeLength && TryReadPair(text, out year))
        {
            year += year < 50 ? 2000 : 1900;
            text = text[2..];
        }
        else if (tag == DerReader.GeneralizedTime
            && text.Length == GeneralizedTimeLength
            && TryReadPair(text, out var century)
            && TryReadPair(text[2..], out year))
        {
            year += 100 * century;
            text = text[4..];
        }
        else
        {
            return false;
        }

        if (!TryReadPair(text, out var month)
            || !TryReadPair(text[2..], out var day)
            || !TryReadPair(text[4..], out var hour)
            || !TryReadPair(text[6..], out var minute)
            || !TryReadPair(text[8..], out var second)
            || text[10] != 'Z'
            || year < 1
            || month is < 1 or > 12
            || day < 1
            || day > DateTime.DaysInMonth(year, month)
            || hour > 23
            || minute > 59
            || second > 59)
        {
            return false;
        }

        time = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero);
        reader = ahead;
        return true;
    }

    private static bool TryReadPair(ReadOnlySpan<byte> text, out int value)
    {
        value = 10 * (text[0] - '0') + (text[1] - '0');
        return char.IsAsciiDigit((char)text[0]) && char.IsAsciiDigit((char)text[1]);
    }
}
