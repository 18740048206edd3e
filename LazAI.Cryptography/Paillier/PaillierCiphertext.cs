using System.Numerics;

namespace LazAI.Cryptography.Paillier;

/// <summary>A number under a <see cref="PaillierPublicKey"/>, in the group of units modulo n². Only checked ones can be made.</summary>
public sealed class PaillierCiphertext
{
    internal PaillierCiphertext(PaillierPublicKey key, BigInteger value) => (Key, Value) = (key, value);

    /// <summary>Under which key the number is hidden.</summary>
    public PaillierPublicKey Key { get; }

    internal BigInteger Value { get; }

    /// <summary>Big-endian, twice as long as the modulus.</summary>
    public byte[] ToArray() => PaillierPublicKey.ToBytes(Value, Key.CiphertextSize);
}
