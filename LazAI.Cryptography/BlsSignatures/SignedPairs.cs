using System.Buffers;
using System.Runtime.CompilerServices;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Bls12381.Lanes;
using LazAI.Cryptography.Curves;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;

namespace LazAI.Cryptography.BlsSignatures;

/// <summary>Keys beside the points that their owners signed, in pooled memory, for one product of pairings.</summary>
internal readonly ref struct SignedPairs : IDisposable
{
    private readonly int _count;
    private readonly G1[] _points;
    private readonly G2[] _twistPoints;
    private readonly Fp2[] _hashElements;

    public SignedPairs(int count)
    {
        // One more pair has room: the generator's.
        _count = count;
        _points = ArrayPool<G1>.Shared.Rent(count + 1);
        _twistPoints = ArrayPool<G2>.Shared.Rent(count + 1);
        _hashElements = ArrayPool<Fp2>.Shared.Rent(2 * count);
    }

    /// <summary>-P: moves the signature's side of the equation to the other one.</summary>
    public static G1 NegatedGenerator { get; } = -G1.Generator;

    /// <summary>The keys, or multiples of them, to be filled in.</summary>
    public Span<G1> Points => _points.AsSpan(0, _count);

    /// <summary>The two field elements of a message's hash, to be filled in.</summary>
    public Span<Fp2> HashElements(int index) => _hashElements.AsSpan(2 * index, 2);

    /// <summary>To be called when the elements of all hashes are complete: makes points of them, side by side and with one inversion.</summary>
    public void MapHashes()
    {
        var hashes = ArrayPool<JacobianPoint<Fp2, G2Curve>>.Shared.Rent(_count);
        var scratch = _hashElements.AsSpan(0, 2 * _count);
        LaneHashToG2.Map(scratch, hashes.AsSpan(0, _count));
        JacobianPoint<Fp2, G2Curve>.ToAffine(hashes.AsSpan(0, _count), _twistPoints.AsSpan(0, _count), scratch);
        ArrayPool<JacobianPoint<Fp2, G2Curve>>.Shared.Return(hashes);
    }

    /// <summary>Whether the product of the pairings in a range is the pairing of the generator with the signature.</summary>
    [SkipLocalsInit]
    public bool Verify(int start, int count, in G2 signature)
    {
        // The pair behind the range makes room for the generator's and comes back.
        var (end, point, twistPoint) = (start + count, _points[start + count], _twistPoints[start + count]);
        (_points[end], _twistPoints[end]) = (NegatedGenerator, signature);
        var isOne = Pairing.PairingProductIsOne(_points.AsSpan(start, count + 1), _twistPoints.AsSpan(start, count + 1));
        (_points[end], _twistPoints[end]) = (point, twistPoint);
        return isOne;
    }

    public void Dispose()
    {
        ArrayPool<G1>.Shared.Return(_points);
        ArrayPool<G2>.Shared.Return(_twistPoints);
        ArrayPool<Fp2>.Shared.Return(_hashElements);
    }
}
