using System.Globalization;

namespace LazAI.Attestation;

/// <summary>TDATTRIBUTES: what a trust domain was created with (Intel TDX Module ABI specification, ATTRIBUTES).</summary>
/// <param name="Value">The 64 bits, as read little-endian from the TD report.</param>
public readonly record struct TdAttributes(ulong Value)
{
    private const ulong UnderDebugMask = 0xff;

    // Besides those below: 16 ICSSD, 27 LASS, 62 TPA.
    private const ulong DefinedMask = UnderDebugMask | 1UL << 16 | 0x1fUL << 27 | 3UL << 62;

    /// <summary>DEBUG: the host can read and change the domain's memory and registers.</summary>
    public const ulong DebugBit = 1;

    /// <summary>SEPT_VE_DISABLE: the host cannot make pages vanish under the guest without ending it. Linux guests should have it.</summary>
    public const ulong SeptVeDisableBit = 1UL << 28;

    /// <summary>MIGRATABLE: the domain may be moved by a migration domain (MRSERVICETD), which then has to be trusted too.</summary>
    public const ulong MigratableBit = 1UL << 29;

    /// <summary>Any bit of the "TD under debug" byte: such a domain keeps nothing secret from its host.</summary>
    public bool IsUnderDebug => (Value & UnderDebugMask) != 0;

    /// <summary>A bit is set to which the specification gives no meaning: such a domain has an attribute that nobody here can judge.</summary>
    public bool HasReservedBits => (Value & ~DefinedMask) != 0;

    /// <summary>SEPT_VE_DISABLE is set.</summary>
    public bool IsSeptVeDisabled => (Value & SeptVeDisableBit) != 0;

    /// <summary>MIGRATABLE is set.</summary>
    public bool IsMigratable => (Value & MigratableBit) != 0;

    /// <summary>PKS: supervisor protection keys are available to the guest.</summary>
    public bool HasProtectionKeys => (Value & (1UL << 30)) != 0;

    /// <summary>KL: key locker is available to the guest.</summary>
    public bool HasKeyLocker => (Value & (1UL << 31)) != 0;

    /// <summary>PERFMON: performance counters are available to the guest.</summary>
    public bool HasPerformanceMonitoring => (Value & (1UL << 63)) != 0;

    /// <summary>16 hexadecimal digits of the number.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
