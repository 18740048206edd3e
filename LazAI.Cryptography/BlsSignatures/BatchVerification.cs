using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Bls12381.Lanes;
using LazAI.Cryptography.Curves;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;

namespace LazAI.Cryptography.BlsSignatures;

/// <summary>
/// Many signatures in one product: Π e(w_i PK_i, H(m_i)) = e(P, Σ w_i S_i) for weights w_i that nobody could foresee (M. Bellare, J. Garay,
/// T. Rabin, "Fast batch verification for modular exponentiation and digital signatures", 1998, the small exponents test).
/// </summary>
/// <remarks>
/// A weight is a + b X^2 with a and b of 64 bits, since both groups multiply by X^2 by an endomorphism: 2^128 weights, all different
/// modulo r, for the doublings of 64 bits. Hashes and weighted keys are kept, so that parts of the batch can be asked about, too.
/// </remarks>
internal readonly ref struct BatchVerification : IDisposable
{
    private readonly SignedPairs _pairs;
    private readonly ReadOnlySpan<BlsSignedMessage> _batch;
    private readonly ulong[] _weights;

    public BatchVerification(BlsScheme scheme, ReadOnlySpan<BlsSignedMessage> batch)
    {
        _batch = batch;
        _pairs = new SignedPairs(batch.Length);
        _weights = ArrayPool<ulong>.Shared.Rent(2 * batch.Length);
        FillWeights(scheme.DomainSeparationTag);
        WeighKeys();
        for (var i = 0; i < batch.Length; i++)
        {
            scheme.HashToField(batch[i].PublicKey, batch[i].Message.Span, _pairs.HashElements(i));
        }

        _pairs.MapHashes();
    }

    /// <summary>Whether all in a range are valid.</summary>
    public bool AreValid(int start, int count) => _pairs.Verify(start, count, SumSignatures(start, count));

    /// <summary>Answers for each in a range, by halves.</summary>
    public void Judge(int start, Span<bool> areValid)
    {
        if (AreValid(start, areValid.Length))
        {
            areValid.Fill(true);
        }
        else if (areValid.Length > 1)
        {
            var half = areValid.Length / 2;
            Judge(start, areValid[..half]);
            Judge(start + half, areValid[half..]);
        }
    }

    public void Dispose()
    {
        ArrayPool<ulong>.Shared.Return(_weights);
        _pairs.Dispose();
    }

    // Digests of everything, chained; then a digest for each weight.
    [SkipLocalsInit]
    private void FillWeights(ReadOnlySpan<byte> tag)
    {
        const int DigestSize = SHA256.HashSizeInBytes;
        Span<byte> state = stackalloc byte[DigestSize + BlsPublicKey.Size + BlsSignature.Size + DigestSize];
        var digest = state[..DigestSize];
        SHA256.HashData(tag, digest);
        BinaryPrimitives.WriteInt32BigEndian(state[DigestSize..], _batch.Length);
        SHA256.HashData(state[..(DigestSize + sizeof(int))], digest);
        foreach (var (key, message, signature) in _batch)
        {
            key.Write(state[DigestSize..]);
            signature.Write(state[(DigestSize + BlsPublicKey.Size)..]);
            SHA256.HashData(message.Span, state[^DigestSize..]);
            SHA256.HashData(state, digest);
        }

        Span<byte> weight = stackalloc byte[DigestSize];
        for (var i = 0; i < _batch.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(state[DigestSize..], i);
            SHA256.HashData(state[..(DigestSize + sizeof(int))], weight);
            var (low, high) = (BinaryPrimitives.ReadUInt64BigEndian(weight), BinaryPrimitives.ReadUInt64BigEndian(weight[sizeof(ulong)..]));
            _weights[2 * i] = (low | high) == 0 ? 1 : low;
            _weights[2 * i + 1] = high;
        }
    }

    private void WeighKeys()
    {
        var keys = ArrayPool<JacobianPoint<Fp, G1Curve>>.Shared.Rent(_batch.Length);
        var scratch = ArrayPool<Fp>.Shared.Rent(2 * _batch.Length);
        for (var i = 0; i < _batch.Length; i++)
        {
            _pairs.Points[i] = _batch[i].PublicKey.Point;
        }

        LaneG1Weights.Multiply(_pairs.Points, _weights.AsSpan(0, 2 * _batch.Length), keys);
        JacobianPoint<Fp, G1Curve>.ToAffine(keys.AsSpan(0, _batch.Length), _pairs.Points, scratch.AsSpan(0, 2 * _batch.Length));
        ArrayPool<Fp>.Shared.Return(scratch);
        ArrayPool<JacobianPoint<Fp, G1Curve>>.Shared.Return(keys);
    }

    private G2 SumSignatures(int start, int count)
    {
        var points = ArrayPool<G2>.Shared.Rent(count);
        for (var i = 0; i < count; i++)
        {
            points[i] = _batch[start + i].Signature.Point;
        }

        var sum = LaneG2Sum.Weighted(points.AsSpan(0, count), _weights.AsSpan(2 * start, 2 * count));
        ArrayPool<G2>.Shared.Return(points);
        return sum.ToAffine();
    }
}
