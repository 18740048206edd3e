using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Bls12381.Lanes;
using LazAI.Cryptography.Curves;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;

namespace LazAI.Cryptography.BlsSignatures;

/// <summary>A public key: a point of G1 other than the identity, in 48 bytes ("minimal-pubkey-size", draft-irtf-cfrg-bls-signature, section 2.1).</summary>
/// <remarks>Parsing is KeyValidate (section 2.5), so whoever holds a key of this type holds a valid one.</remarks>
public sealed class BlsPublicKey : IEquatable<BlsPublicKey>
{
    /// <summary>Bytes of a key.</summary>
    public const int Size = 48;

    private readonly AffinePoint<Fp, G1Curve> _point;

    internal BlsPublicKey(in AffinePoint<Fp, G1Curve> point) => _point = point;

    internal ref readonly AffinePoint<Fp, G1Curve> Point => ref _point;

    /// <summary>KeyValidate: takes the compressed form of a point of G1 other than the identity.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out BlsPublicKey? key, out PointRefusal refusal)
    {
        refusal = PointEncoding.ReadCompressed(bytes, out AffinePoint<Fp, G1Curve> point);
        if (refusal == PointRefusal.None && point.IsInfinity)
        {
            refusal = PointRefusal.Identity;
        }

        key = refusal == PointRefusal.None ? new BlsPublicKey(in point) : null;
        return key is not null;
    }

    /// <summary>KeyValidate of many keys, several side by side where the processor has vectors for it. Returns whether all are valid.</summary>
    /// <param name="encodings">The bytes of each key.</param>
    /// <param name="keys">Takes as many keys, null for what is refused.</param>
    /// <param name="refusals">Takes as many reasons, each as <see cref="TryParse"/> gives it.</param>
    /// <exception cref="ArgumentException">There are fewer places for keys or for reasons than encodings.</exception>
    public static bool TryParseAll(ReadOnlySpan<ReadOnlyMemory<byte>> encodings, Span<BlsPublicKey?> keys, Span<PointRefusal> refusals)
    {
        if (keys.Length < encodings.Length || refusals.Length < encodings.Length)
        {
            throw new ArgumentException("A key and a reason need a place for each encoding.", nameof(encodings));
        }

        var points = ArrayPool<AffinePoint<Fp, G1Curve>>.Shared.Rent(encodings.Length);
        LaneG1Encoding.ReadCompressed(encodings, points, refusals);
        var areValid = true;
        for (var i = 0; i < encodings.Length; i++)
        {
            if (refusals[i] == PointRefusal.None && points[i].IsInfinity)
            {
                refusals[i] = PointRefusal.Identity;
            }

            keys[i] = refusals[i] == PointRefusal.None ? new BlsPublicKey(in points[i]) : null;
            areValid &= keys[i] is not null;
        }

        ArrayPool<AffinePoint<Fp, G1Curve>>.Shared.Return(points);
        return areValid;
    }

    /// <summary>Writes the <see cref="Size"/> bytes of the key.</summary>
    public void Write(Span<byte> destination) => PointEncoding.WriteCompressed(in _point, destination);

    /// <summary>The bytes of the key.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        Write(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public bool Equals(BlsPublicKey? other) => other is not null && _point.Equals(other._point);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BlsPublicKey);

    /// <inheritdoc/>
    public override int GetHashCode() => _point.GetHashCode();

    /// <summary>The bytes in hex.</summary>
    public override string ToString() => $"0x{Convert.ToHexStringLower(ToArray())}";
}
