using System.Globalization;

namespace LazAI.Attestation;

/// <summary>
/// A serial number of up to 20 bytes (RFC 5280, 4.1.2.2), compared as a number. AMD's certificates for chips all have zero.
/// </summary>
public readonly record struct CertificateSerial
{
    /// <summary>Most bytes that a serial number has, a leading zero not counted.</summary>
    public const int LengthMaximum = 20;

    private readonly uint _high;
    private readonly UInt128 _low;

    private CertificateSerial(uint high, UInt128 low)
    {
        _high = high;
        _low = low;
    }

    /// <summary>
    /// Seeded anew in each process. The hash that a record makes by itself lets whoever writes a list choose numbers that all fall together.
    /// </summary>
    public override int GetHashCode() => HashCode.Combine(_high, _low);

    /// <summary>40 lower-case hexadecimal digits.</summary>
    public override string ToString() =>
        _high.ToString("x8", CultureInfo.InvariantCulture) + _low.ToString("x32", CultureInfo.InvariantCulture);

    internal static bool TryRead(scoped ref DerReader reader, out CertificateSerial serial)
    {
        serial = default;
        if (!reader.TryReadUnsigned(out var magnitude) || magnitude.Length > LengthMaximum)
        {
            return false;
        }

        uint high = 0;
        UInt128 low = 0;
        foreach (var part in magnitude)
        {
            high = high << 8 | (uint)(low >> 120);
            low = low << 8 | part;
        }

        serial = new CertificateSerial(high, low);
        return true;
    }
}
