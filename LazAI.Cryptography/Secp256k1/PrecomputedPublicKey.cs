using LazAI.Cryptography.Secp256k1;

namespace LazAI.Cryptography;

/// <summary>
/// A public key with tables that take a third off the time of its verifications; they cost about two verifications to make and 7.5 KiB
/// (<see cref="TableSize"/>) to keep. For keys that sign often; many signatures at hand are faster in a <see cref="Secp256k1Batch"/>.
/// Immutable.
/// </summary>
public sealed class PrecomputedPublicKey
{
    /// <summary>Bytes that the tables of one key take.</summary>
    public const int TableSize = 480 << (Width - 2);

    private const int Width = 6;

    private readonly FixedPointTable _table;

    /// <summary>Computes the tables.</summary>
    public PrecomputedPublicKey(Secp256k1PublicKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Key = key;
        _table = new FixedPointTable(in key.Point, Width);
    }

    /// <summary>The key.</summary>
    public Secp256k1PublicKey Key { get; }

    /// <inheritdoc cref="Secp256k1PublicKey.Verify(Bytes32, RecoverableSignature)"/>
    public bool Verify(Bytes32 digest, RecoverableSignature signature)
    {
        if (!signature.TryGetScalars(out var r, out var s) || !Ecdsa.TryReadX(in r, signature.RecoveryId, out var x))
        {
            return false;
        }

        // v names one R: its x, and the parity of its y.
        var sum = Combine(in digest, in r, in s);
        if (sum.IsInfinity)
        {
            return false;
        }

        var point = sum.ToAffineVariableTime();
        return FieldElement.EqualVariableTime(in point.X, in x) && point.Y.IsOdd == ((signature.RecoveryId & 1) != 0);
    }

    /// <inheritdoc cref="Secp256k1PublicKey.Verify(Bytes32, EcdsaSignature)"/>
    public bool Verify(Bytes32 digest, EcdsaSignature signature) => signature.IsLowS && VerifyAllowingHighS(digest, signature);

    /// <inheritdoc cref="Secp256k1PublicKey.VerifyAllowingHighS(Bytes32, EcdsaSignature)"/>
    public bool VerifyAllowingHighS(Bytes32 digest, EcdsaSignature signature) =>
        signature.TryGetScalars(out var r, out var s) && Ecdsa.HasX(Combine(in digest, in r, in s), in r);

    // (z G + r Q) / s
    private JacobianPoint Combine(in Bytes32 digest, in Scalar r, in Scalar s)
    {
        var z = Scalar.ReadReduced(digest.AsSpan(), out _);
        var inverse = Scalar.InvertVariableTime(in s);
        return FixedPointTable.Multiply(z * inverse, r * inverse, _table);
    }
}
