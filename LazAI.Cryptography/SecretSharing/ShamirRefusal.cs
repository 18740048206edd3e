namespace LazAI.Cryptography.SecretSharing;

/// <summary>Why a secret was not shared or not reconstructed. The first reason in this order is given.</summary>
public enum ShamirRefusal
{
    /// <summary>It was not refused.</summary>
    None = 0,

    /// <summary>The threshold is not between 1 and the number of shares, or there would be more than 255 shares.</summary>
    ThresholdOutOfRange = 1,

    /// <summary>The secret is not 32 bytes long.</summary>
    SecretWrongLength = 2,

    /// <summary>The secret is not below the order of the field.</summary>
    SecretNotBelowOrder = 3,

    /// <summary>There are fewer shares than the threshold.</summary>
    TooFewShares = 4,

    /// <summary>There are more than 255 shares.</summary>
    TooManyShares = 5,

    /// <summary>A share has the index 0, whose value would be the secret itself.</summary>
    IndexZero = 6,

    /// <summary>Two shares have the same index.</summary>
    IndexTwice = 7,

    /// <summary>The value of a share is not below the order of the field.</summary>
    ShareNotBelowOrder = 8,

    /// <summary>There are more shares than the threshold and no polynomial of its degree goes through all: one is wrong.</summary>
    SharesDisagree = 9,
}
