using System.Globalization;

namespace LazAI.Attestation;

/// <summary>POLICY: what the guest's owner lets the host do (SEV-SNP ABI, 4.3). The firmware holds the host to it.</summary>
/// <param name="Value">The 64 bits, as read little-endian from the report.</param>
public readonly record struct SnpPolicy(ulong Value)
{
    internal const int AlwaysOneBit = 17;
    private const int ReservedBits = 26;

    /// <summary>Lowest minor version of the firmware's interface.</summary>
    public byte AbiMinor => (byte)Value;

    /// <summary>Lowest major version of the firmware's interface.</summary>
    public byte AbiMajor => (byte)(Value >> 8);

    /// <summary>SMT: the guest may run where simultaneous multithreading is on.</summary>
    public bool IsSmtAllowed => Bit(16);

    /// <summary>MIGRATE_MA: a migration agent, which then has to be trusted too, may move the guest.</summary>
    public bool IsMigrationAllowed => Bit(18);

    /// <summary>DEBUG: the host may read and change the guest's memory.</summary>
    public bool IsDebugAllowed => Bit(19);

    /// <summary>SINGLE_SOCKET: the guest runs on one socket only.</summary>
    public bool IsSingleSocketRequired => Bit(20);

    /// <summary>CXL_ALLOW: the guest may run where CXL devices are populated.</summary>
    public bool IsCxlAllowed => Bit(21);

    /// <summary>MEM_AES_256_XTS: memory must be encrypted with AES-256 in XTS mode.</summary>
    public bool IsAes256XtsRequired => Bit(22);

    /// <summary>RAPL_DIS: the running average power limit, a side channel, must be off.</summary>
    public bool IsRaplOffRequired => Bit(23);

    /// <summary>CIPHERTEXT_HIDING_DRAM: the host must not see ciphertext.</summary>
    public bool IsCiphertextHidingRequired => Bit(24);

    /// <summary>PAGE_SWAP_DISABLE: the host must not move or swap pages of the guest.</summary>
    public bool IsPageSwapDisabled => Bit(25);

    /// <summary>A bit is set that the specification gives no meaning: the owner allows something that nobody here can judge.</summary>
    public bool HasReservedBits => Value >> ReservedBits != 0;

    /// <summary>16 hexadecimal digits of the number.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);

    internal bool Bit(int number) => (Value >> number & 1) != 0;
}
