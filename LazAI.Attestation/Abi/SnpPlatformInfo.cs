using System.Globalization;

namespace LazAI.Attestation;

/// <summary>PLATFORM_INFO: how the platform is configured (SEV-SNP ABI, ATTESTATION_REPORT).</summary>
/// <param name="Value">The 64 bits, as read little-endian from the report.</param>
public readonly record struct SnpPlatformInfo(ulong Value)
{
    /// <summary>Simultaneous multithreading is on.</summary>
    public bool IsSmtEnabled => Bit(0);

    /// <summary>Transparent memory encryption of the whole system is on.</summary>
    public bool IsTsmeEnabled => Bit(1);

    /// <summary>Memory has error correction.</summary>
    public bool IsEccEnabled => Bit(2);

    /// <summary>The running average power limit is off.</summary>
    public bool IsRaplDisabled => Bit(3);

    /// <summary>The host cannot see ciphertext.</summary>
    public bool IsCiphertextHidingEnabled => Bit(4);

    /// <summary>No two addresses of memory were found to be one (against BadRAM).</summary>
    public bool IsAliasCheckComplete => Bit(5);

    /// <summary>Trusted I/O is on.</summary>
    public bool IsTioEnabled => Bit(7);

    /// <summary>16 hexadecimal digits of the number.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);

    private bool Bit(int number) => (Value >> number & 1) != 0;
}
