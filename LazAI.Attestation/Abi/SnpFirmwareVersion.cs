using System.Globalization;

namespace LazAI.Attestation;

/// <summary>The version of SNP firmware: major and minor number of its interface, and build.</summary>
public readonly record struct SnpFirmwareVersion(byte Major, byte Minor, byte Build)
{
    /// <summary>For example <c>1.55 build 24</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor} build {Build}");

    // In the report: build, minor, major.
    internal static SnpFirmwareVersion Read(ReadOnlySpan<byte> bytes) => new(bytes[2], bytes[1], bytes[0]);
}
