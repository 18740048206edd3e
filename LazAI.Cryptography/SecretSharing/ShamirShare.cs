namespace LazAI.Cryptography.SecretSharing;

/// <summary>A point of the polynomial whose value at 0 is the secret.</summary>
/// <param name="Index">Where: 1 to 255.</param>
/// <param name="Value">The value there, big-endian, below the order of the field.</param>
public readonly record struct ShamirShare(byte Index, Bytes32 Value)
{
    /// <summary>Says which share it is and nothing about its value.</summary>
    public override string ToString() => $"{nameof(ShamirShare)} {Index}";
}
