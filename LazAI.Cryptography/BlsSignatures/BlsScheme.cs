using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using LazAI.Cryptography.Bls12381;
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

/// <summary>
/// BLS signatures with keys in G1 and signatures in G2 (draft-irtf-cfrg-bls-signature, section 4.2.1), in the three schemes of section 3,
/// which differ in how they keep a made-up key from cancelling out others in an aggregate ("rogue key").
/// </summary>
/// <remarks>
/// Verification answers true or false; whatever it is given has been parsed, so every point is in its group. Nothing of it is secret,
/// and it is not constant-time. It leaves nothing on the heap.
/// </remarks>
public class BlsScheme
{
    /// <summary>Most messages of one aggregate or one batch.</summary>
    public const int MessagesMaximum = 4_096;

    private readonly byte[] _domainSeparationTag;
    private readonly bool _bindsKey;
    private readonly bool _needsDistinctMessages;

    private protected BlsScheme(string suffix, bool bindsKey = false, bool needsDistinctMessages = false)
    {
        _domainSeparationTag = Encoding.ASCII.GetBytes($"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_{suffix}_");
        _bindsKey = bindsKey;
        _needsDistinctMessages = needsDistinctMessages;
    }

    /// <summary>Section 3.1, suite NUL: the messages of an aggregate must be distinct.</summary>
    public static BlsScheme Basic { get; } = new("NUL", needsDistinctMessages: true);

    /// <summary>Section 3.2, suite AUG: the key is signed with the message, so that messages are distinct for distinct keys.</summary>
    public static BlsScheme MessageAugmentation { get; } = new("AUG", bindsKey: true);

    /// <summary>Section 3.3, suite POP, which Ethereum uses: every key must come with a proof that its owner has the secret.</summary>
    public static BlsProofOfPossession ProofOfPossession { get; } = new();

    /// <summary>The tag that keeps signatures of this scheme apart from all other uses of the key.</summary>
    public ReadOnlySpan<byte> DomainSeparationTag => _domainSeparationTag;

    /// <summary>Sign: takes the same time for every key.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public BlsSignature Sign(BlsSecretKey key, ReadOnlySpan<byte> message)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Multiply(Hash(key.PublicKey, message));
    }

    /// <summary>Verify: whether the key's owner signed the message.</summary>
    [SkipLocalsInit]
    public bool Verify(BlsPublicKey key, ReadOnlySpan<byte> message, BlsSignature signature)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(signature);
        return CoreVerify(in key.Point, Hash(key, message), in signature.Point);
    }

    /// <summary>
    /// AggregateVerify: whether each key's owner signed the message at the same place. False for no messages, for counts that differ
    /// or exceed <see cref="MessagesMaximum"/>, and in the basic scheme for equal messages.
    /// </summary>
    public bool AggregateVerify(ReadOnlySpan<BlsPublicKey> keys, ReadOnlySpan<ReadOnlyMemory<byte>> messages, BlsSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        if (keys.IsEmpty || keys.Length != messages.Length || keys.Length > MessagesMaximum
            || (_needsDistinctMessages && !AreDistinct(messages)))
        {
            return false;
        }

        using var pairs = new SignedPairs(keys.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            pairs.Points[i] = keys[i].Point;
            HashToField(keys[i], messages[i].Span, pairs.HashElements(i));
        }

        pairs.MapHashes();
        return pairs.Verify(0, keys.Length, in signature.Point);
    }

    /// <summary>
    /// Whether all of a batch verify, each as by <see cref="Verify"/>, for less than the half of the work. False for no messages and
    /// for more than <see cref="MessagesMaximum"/>.
    /// </summary>
    /// <remarks>
    /// Each equation counts with a weight of 128 bits, without which two wrong signatures could make up for each other. The weights are
    /// a hash of all keys, messages and signatures: whoever makes these cannot choose them for known weights, and the answer is the
    /// same wherever it is asked, as a state machine needs.
    /// </remarks>
    public bool VerifyBatch(ReadOnlySpan<BlsSignedMessage> batch)
    {
        if (batch.IsEmpty || batch.Length > MessagesMaximum)
        {
            return false;
        }

        using var verification = new BatchVerification(this, batch);
        return verification.AreValid(0, batch.Length);
    }

    /// <summary>
    /// Which of a batch verify: it is halved until the wrong ones are found, so few wrong ones cost little.
    /// Returns false, with every answer false, for more than <see cref="MessagesMaximum"/>.
    /// </summary>
    /// <param name="batch">What to verify.</param>
    /// <param name="areValid">An answer for each, which the method fills.</param>
    /// <exception cref="ArgumentException">There are fewer places for answers than messages.</exception>
    public bool VerifyEach(ReadOnlySpan<BlsSignedMessage> batch, Span<bool> areValid)
    {
        if (areValid.Length < batch.Length)
        {
            throw new ArgumentException("An answer needs a place for each message.", nameof(areValid));
        }

        areValid.Clear();
        if (batch.Length > MessagesMaximum)
        {
            return false;
        }

        if (!batch.IsEmpty)
        {
            using var verification = new BatchVerification(this, batch);
            verification.Judge(0, areValid[..batch.Length]);
        }

        return true;
    }

    /// <summary>The point of G2 that is signed in place of the message.</summary>
    internal JacobianPoint<Fp2, G2Curve> Hash(BlsPublicKey key, ReadOnlySpan<byte> message)
    {
        if (!_bindsKey)
        {
            return Bls12381HashToCurve.HashToG2(message, _domainSeparationTag);
        }

        var augmented = RentAugmented(key, message);
        var point = Bls12381HashToCurve.HashToG2(augmented.AsSpan(0, BlsPublicKey.Size + message.Length), _domainSeparationTag);
        ArrayPool<byte>.Shared.Return(augmented);
        return point;
    }

    /// <summary>The two field elements of which <see cref="Hash"/> makes the point: for many messages, whose points are made side by side.</summary>
    internal void HashToField(BlsPublicKey key, ReadOnlySpan<byte> message, Span<Fp2> elements)
    {
        if (!_bindsKey)
        {
            Bls12381HashToCurve.HashToFieldOfG2(message, _domainSeparationTag, elements);
            return;
        }

        var augmented = RentAugmented(key, message);
        Bls12381HashToCurve.HashToFieldOfG2(augmented.AsSpan(0, BlsPublicKey.Size + message.Length), _domainSeparationTag, elements);
        ArrayPool<byte>.Shared.Return(augmented);
    }

    /// <summary>CoreVerify (section 2.7): e(PK, H(m)) = e(P, S), as e(PK, H(m)) e(-P, S) = 1.</summary>
    [SkipLocalsInit]
    internal static bool CoreVerify(in G1 key, in JacobianPoint<Fp2, G2Curve> hash, in G2 signature)
    {
        Span<G1> points = stackalloc G1[2];
        Span<G2> twistPoints = stackalloc G2[2];
        points[0] = key;
        points[1] = SignedPairs.NegatedGenerator;
        twistPoints[0] = hash.ToAffine();
        twistPoints[1] = signature;
        return Pairing.PairingProductIsOne(points, twistPoints);
    }

    // PK || message
    private static byte[] RentAugmented(BlsPublicKey key, ReadOnlySpan<byte> message)
    {
        var augmented = ArrayPool<byte>.Shared.Rent(BlsPublicKey.Size + message.Length);
        key.Write(augmented);
        message.CopyTo(augmented.AsSpan(BlsPublicKey.Size));
        return augmented;
    }

    private static bool AreDistinct(ReadOnlySpan<ReadOnlyMemory<byte>> messages)
    {
        var rented = ArrayPool<Bytes32>.Shared.Rent(messages.Length);
        var digests = rented.AsSpan(0, messages.Length);
        for (var i = 0; i < messages.Length; i++)
        {
            SHA256.HashData(messages[i].Span, MemoryMarshal.AsBytes(digests.Slice(i, 1)));
        }

        digests.Sort();
        var areDistinct = true;
        for (var i = 1; i < digests.Length; i++)
        {
            areDistinct &= digests[i - 1] != digests[i];
        }

        ArrayPool<Bytes32>.Shared.Return(rented);
        return areDistinct;
    }
}
