namespace LazAI.Cryptography.Paillier;

/// <summary>Why a key, a number or a ciphertext was refused. The first reason in this order is given.</summary>
public enum PaillierRefusal
{
    /// <summary>It was not refused.</summary>
    None = 0,

    /// <summary>The modulus has fewer or more bits than <see cref="PaillierPublicKey"/> takes, or not a multiple of 8.</summary>
    ModulusSize = 1,

    /// <summary>The modulus is even, or its factors are not of half its size each, not prime, or nearly equal.</summary>
    ModulusInvalid = 2,

    /// <summary>The number lies outside of ±(n - 1)/2.</summary>
    PlaintextOutOfRange = 3,

    /// <summary>The ciphertext is not twice as long as the modulus.</summary>
    CiphertextWrongLength = 4,

    /// <summary>The ciphertext is 0, or n² or more.</summary>
    CiphertextOutOfRange = 5,

    /// <summary>The ciphertext has a factor in common with n, so it is none of this key's.</summary>
    CiphertextNotInvertible = 6,
}
