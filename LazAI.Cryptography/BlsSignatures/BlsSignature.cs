using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Bls12381.Lanes;
using LazAI.Cryptography.Curves;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;

namespace LazAI.Cryptography.BlsSignatures;

/// <summary>
/// A signature, of one signer or of many: a point of G2 in 96 bytes. For a key and a message there is one signature, and it has one
/// encoding. The identity can be parsed, since signatures may cancel out in a sum; no valid key ever makes it.
/// </summary>
public sealed class BlsSignature : IEquatable<BlsSignature>
{
    /// <summary>Bytes of a signature.</summary>
    public const int Size = 96;

    /// <summary>Most signatures that are added up at once.</summary>
    public const int AggregatedMaximum = 1 << 16;

    private readonly AffinePoint<Fp2, G2Curve> _point;

    internal BlsSignature(in AffinePoint<Fp2, G2Curve> point) => _point = point;

    internal ref readonly AffinePoint<Fp2, G2Curve> Point => ref _point;

    /// <summary>Takes the compressed form of a point of G2.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out BlsSignature? signature, out PointRefusal refusal)
    {
        refusal = PointEncoding.ReadCompressed(bytes, out AffinePoint<Fp2, G2Curve> point);
        signature = refusal == PointRefusal.None ? new BlsSignature(in point) : null;
        return signature is not null;
    }

    /// <summary>Takes many signatures, several side by side where the processor has vectors for it. Returns whether all are valid.</summary>
    /// <param name="encodings">The bytes of each signature.</param>
    /// <param name="signatures">Takes as many signatures, null for what is refused.</param>
    /// <param name="refusals">Takes as many reasons, each as <see cref="TryParse"/> gives it.</param>
    /// <exception cref="ArgumentException">There are fewer places for signatures or for reasons than encodings.</exception>
    public static bool TryParseAll(ReadOnlySpan<ReadOnlyMemory<byte>> encodings, Span<BlsSignature?> signatures, Span<PointRefusal> refusals)
    {
        if (signatures.Length < encodings.Length || refusals.Length < encodings.Length)
        {
            throw new ArgumentException("A signature and a reason need a place for each encoding.", nameof(encodings));
        }

        var points = ArrayPool<AffinePoint<Fp2, G2Curve>>.Shared.Rent(encodings.Length);
        LaneG2Encoding.ReadCompressed(encodings, points, refusals);
        var areValid = true;
        for (var i = 0; i < encodings.Length; i++)
        {
            signatures[i] = refusals[i] == PointRefusal.None ? new BlsSignature(in points[i]) : null;
            areValid &= signatures[i] is not null;
        }

        ArrayPool<AffinePoint<Fp2, G2Curve>>.Shared.Return(points);
        return areValid;
    }

    /// <summary>
    /// Aggregate (draft-irtf-cfrg-bls-signature, section 2.8): the sum of signatures, which stands for all of them. Refuses none and
    /// more than <see cref="AggregatedMaximum"/>.
    /// </summary>
    public static bool TryAggregate(ReadOnlySpan<BlsSignature> signatures, [NotNullWhen(true)] out BlsSignature? aggregate)
    {
        aggregate = null;
        if (signatures.IsEmpty || signatures.Length > AggregatedMaximum)
        {
            return false;
        }

        var sum = new JacobianPoint<Fp2, G2Curve>(in signatures[0]._point);
        foreach (var signature in signatures[1..])
        {
            sum += signature._point;
        }

        aggregate = new BlsSignature(sum.ToAffine());
        return true;
    }

    /// <summary>Writes the <see cref="Size"/> bytes of the signature.</summary>
    public void Write(Span<byte> destination) => PointEncoding.WriteCompressed(in _point, destination);

    /// <summary>The bytes of the signature.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        Write(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public bool Equals(BlsSignature? other) => other is not null && _point.Equals(other._point);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BlsSignature);

    /// <inheritdoc/>
    public override int GetHashCode() => _point.GetHashCode();

    /// <summary>The bytes in hex.</summary>
    public override string ToString() => $"0x{Convert.ToHexStringLower(ToArray())}";
}
