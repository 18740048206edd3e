namespace LazAI.Cryptography.HashToCurve;

/// <summary>The hash function under <see cref="ExpandMessageXmd"/>.</summary>
public enum XmdHash
{
    /// <summary>SHA-256: blocks of 64 bytes, digests of 32.</summary>
    Sha256,

    /// <summary>SHA-512: blocks of 128 bytes, digests of 64.</summary>
    Sha512,
}
