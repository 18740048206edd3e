using System.Diagnostics.CodeAnalysis;
using LazAI.Cryptography.Secp256k1;

namespace LazAI.Cryptography;

/// <summary>A secp256k1 public key: a point of the curve other than infinity. Immutable; no invalid one can be made.</summary>
public sealed class Secp256k1PublicKey : IEquatable<Secp256k1PublicKey>
{
    /// <summary>Bytes of the form 02/03 ‖ x.</summary>
    public const int CompressedSize = 33;

    /// <summary>Bytes of the form 04 ‖ x ‖ y.</summary>
    public const int UncompressedSize = 65;

    private const byte EvenPrefix = 0x02;
    private const byte OddPrefix = 0x03;
    private const byte UncompressedPrefix = 0x04;

    private readonly AffinePoint _point;

    internal Secp256k1PublicKey(in AffinePoint point) => _point = point;

    internal ref readonly AffinePoint Point => ref _point;

    /// <summary>
    /// Reads a key in either form of SEC 1, section 2.3.4. Refuses hybrid prefixes, other lengths, coordinates of p or more and
    /// points off the curve.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Secp256k1PublicKey? key)
    {
        key = null;
        switch (bytes.Length)
        {
            case CompressedSize when bytes[0] is EvenPrefix or OddPrefix:
                if (FieldElement.TryRead(bytes[1..], out var x) && AffinePoint.TryFromX(in x, bytes[0] == OddPrefix, out var point))
                {
                    key = new Secp256k1PublicKey(in point);
                }

                break;

            case UncompressedSize when bytes[0] == UncompressedPrefix:
                if (FieldElement.TryRead(bytes[1..33], out point.X) && FieldElement.TryRead(bytes[33..], out point.Y) && point.IsOnCurve())
                {
                    key = new Secp256k1PublicKey(in point);
                }

                break;
        }

        return key is not null;
    }

    /// <summary>The key under which <paramref name="signature"/> signs <paramref name="digest"/>, if there is one.</summary>
    public static bool TryRecover(Bytes32 digest, RecoverableSignature signature, [NotNullWhen(true)] out Secp256k1PublicKey? key)
    {
        key = signature.TryRecoverPoint(in digest, out var point) ? new Secp256k1PublicKey(in point) : null;
        return key is not null;
    }

    /// <summary>
    /// Whether the signature is this key's for the digest. All 65 bytes count: a wrong v is refused, too.
    /// </summary>
    public bool Verify(Bytes32 digest, RecoverableSignature signature) =>
        signature.TryRecoverPoint(in digest, out var point) && Equal(in point, in _point);

    /// <summary>Whether the signature is this key's for the digest, and its s is low: the rule where signatures must be unique.</summary>
    public bool Verify(Bytes32 digest, EcdsaSignature signature) => signature.IsLowS && VerifyAllowingHighS(digest, signature);

    /// <summary>Whether the signature is this key's for the digest under plain ECDSA, which accepts both (r, s) and (r, n-s).</summary>
    public bool VerifyAllowingHighS(Bytes32 digest, EcdsaSignature signature) =>
        signature.TryGetScalars(out var r, out var s) && Ecdsa.Verify(in _point, in digest, in r, in s);

    /// <summary>The last 20 bytes of keccak256(x ‖ y).</summary>
    public Address ToAddress() => ToAddress(in _point);

    /// <summary>Writes 02/03 ‖ x, 33 bytes.</summary>
    public void WriteCompressed(Span<byte> destination)
    {
        _point.X.Write(destination[1..CompressedSize]);
        destination[0] = _point.Y.IsOdd ? OddPrefix : EvenPrefix;
    }

    /// <summary>Writes 04 ‖ x ‖ y, 65 bytes.</summary>
    public void WriteUncompressed(Span<byte> destination)
    {
        _point.X.Write(destination[1..33]);
        _point.Y.Write(destination[33..UncompressedSize]);
        destination[0] = UncompressedPrefix;
    }

    /// <summary>02/03 ‖ x in a new array.</summary>
    public byte[] ToCompressed()
    {
        var bytes = new byte[CompressedSize];
        WriteCompressed(bytes);
        return bytes;
    }

    /// <summary>04 ‖ x ‖ y in a new array.</summary>
    public byte[] ToUncompressed()
    {
        var bytes = new byte[UncompressedSize];
        WriteUncompressed(bytes);
        return bytes;
    }

    /// <summary>The compressed form in hex.</summary>
    public override string ToString() => Hex.Format(ToCompressed());

    /// <inheritdoc/>
    public bool Equals(Secp256k1PublicKey? other) => other is not null && Equal(in _point, in other._point);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secp256k1PublicKey);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        _point.X.ToWords(out var w0, out _, out _, out _);
        return w0.GetHashCode();
    }

    internal static Address ToAddress(in AffinePoint point)
    {
        Span<byte> coordinates = stackalloc byte[UncompressedSize - 1];
        point.X.Write(coordinates);
        point.Y.Write(coordinates[32..]);
        var hash = Keccak256.Hash(coordinates);
        return new Address(hash.AsSpan()[(Bytes32.Size - Address.Size)..]);
    }

    private static bool Equal(in AffinePoint a, in AffinePoint b) =>
        FieldElement.EqualVariableTime(in a.X, in b.X) && FieldElement.EqualVariableTime(in a.Y, in b.Y);
}
