using System.Diagnostics.CodeAnalysis;
using LazAI.Cryptography.Secp256k1;

namespace LazAI.Cryptography;

/// <summary>
/// A secp256k1 signature of 65 bytes r ‖ s ‖ v from which the signer can be recovered: r in [1, n-1], s in [1, (n-1)/2] and v 27 or
/// 28. Its bytes are unique: no second signature follows from one without the key. The default value is none and recovers nothing.
/// </summary>
public readonly struct RecoverableSignature : IEquatable<RecoverableSignature>
{
    /// <summary>Bytes of a signature.</summary>
    public const int Size = 65;

    private const byte FirstV = 27;

    internal RecoverableSignature(Bytes32 r, Bytes32 s, int recoveryId)
    {
        R = r;
        S = s;
        V = (byte)(FirstV + recoveryId);
    }

    /// <summary>r, big-endian.</summary>
    public Bytes32 R { get; }

    /// <summary>s, big-endian.</summary>
    public Bytes32 S { get; }

    /// <summary>27 plus the parity of R.y.</summary>
    public byte V { get; }

    /// <summary>The signature without v.</summary>
    public EcdsaSignature Signature => EcdsaSignature.TryCreate(R, S, out var signature) ? signature : default;

    /// <summary>Reads 65 bytes; refuses numbers out of range, a high s and any v but 27 and 28.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out RecoverableSignature signature)
    {
        signature = default;
        if (bytes.Length != Size
            || bytes[64] is not (FirstV or FirstV + 1)
            || !EcdsaSignature.TryParseCompact(bytes[..64], out var pair)
            || !pair.IsLowS)
        {
            return false;
        }

        signature = new RecoverableSignature(pair.R, pair.S, bytes[64] - FirstV);
        return true;
    }

    /// <summary>Reads <c>0x</c> and 130 hex digits of any case, with the same refusals.</summary>
    public static bool TryParse(ReadOnlySpan<char> hex, out RecoverableSignature signature)
    {
        Span<byte> bytes = stackalloc byte[Size];
        signature = default;
        return Hex.TryParse(hex, bytes) && TryParse(bytes, out signature);
    }

    /// <summary>The address of the account that signed <paramref name="digest"/>, if there is one.</summary>
    public bool TryRecoverAddress(Bytes32 digest, out Address signer)
    {
        var recovered = TryRecoverPoint(in digest, out var point);
        signer = recovered ? Secp256k1PublicKey.ToAddress(in point) : default;
        return recovered;
    }

    /// <summary>Writes r ‖ s ‖ v, 65 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        destination[64] = V;
        R.CopyTo(destination);
        S.CopyTo(destination[32..]);
    }

    /// <summary>r ‖ s ‖ v in a new array.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary><c>0x</c> and 130 lower-case hex digits.</summary>
    public override string ToString() => Hex.Format(ToArray());

    /// <inheritdoc/>
    public bool Equals(RecoverableSignature other) => R == other.R && S == other.S && V == other.V;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is RecoverableSignature other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(R, S, V);

    /// <inheritdoc/>
    public static bool operator ==(RecoverableSignature left, RecoverableSignature right) => left.Equals(right);

    /// <inheritdoc/>
    public static bool operator !=(RecoverableSignature left, RecoverableSignature right) => !left.Equals(right);

    internal int RecoveryId => V - FirstV;

    internal bool TryGetScalars(out Scalar r, out Scalar s) => Signature.TryGetScalars(out r, out s);

    internal bool TryRecoverPoint(in Bytes32 digest, out AffinePoint point)
    {
        point = default;
        return TryGetScalars(out var r, out var s) && Ecdsa.TryRecover(in digest, in r, in s, RecoveryId, out point);
    }
}
