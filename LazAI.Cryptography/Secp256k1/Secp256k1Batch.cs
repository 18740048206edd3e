using System.Buffers;
using LazAI.Cryptography.Secp256k1;

namespace LazAI.Cryptography;

/// <summary>
/// Verifies and recovers many secp256k1 signatures in one call, for less than each alone costs, on one core or on several. Each
/// item gets its own answer, the same as alone; a bad signature does not touch its neighbours.
/// </summary>
/// <remarks>
/// On one core nothing is allocated beyond the results, on more what <see cref="Parallel"/> needs for its tasks. Scratch memory is pooled: some 200 bytes an
/// item, of at most 65,536 items at a time.
/// </remarks>
public static class Secp256k1Batch
{
    // Items at a time: more of them gain nothing and take memory.
    private const int SliceMaximum = 65_536;

    /// <summary>
    /// Whether each signature is its key's for its digest, as <see cref="Secp256k1PublicKey.Verify(Bytes32, EcdsaSignature)"/> has it: a
    /// high s is refused.
    /// </summary>
    /// <param name="keys">The keys.</param>
    /// <param name="digests">What each key signed.</param>
    /// <param name="signatures">The signatures.</param>
    /// <param name="results">Where the answers go.</param>
    /// <param name="maximumDegreeOfParallelism">How many cores at most work on it; 1 keeps it on the calling thread.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a key is null.</exception>
    public static void Verify(
        ReadOnlySpan<Secp256k1PublicKey> keys,
        ReadOnlySpan<Bytes32> digests,
        ReadOnlySpan<EcdsaSignature> signatures,
        Span<bool> results,
        int maximumDegreeOfParallelism = 1)
    {
        Check(keys.Length, digests.Length, signatures.Length, results.Length, maximumDegreeOfParallelism);
        if (keys.Contains(null!))
        {
            throw new ArgumentException("A key is null.", nameof(keys));
        }

        var items = Rent(results.Length);
        for (var start = 0; start < results.Length; start += SliceMaximum)
        {
            var count = Math.Min(SliceMaximum, results.Length - start);
            for (var i = 0; i < count; i++)
            {
                ref var item = ref items[i];
                item.IsValid = signatures[start + i].TryGetScalars(out item.R, out item.S) && item.S.HighMask == 0;
                item.Z = Scalar.ReadReduced(digests[start + i].AsSpan(), out _);
                item.Point = keys[start + i].Point;
            }

            EcdsaBatch.Verify(items, count, maximumDegreeOfParallelism);
            for (var i = 0; i < count; i++)
            {
                results[start + i] = items[i].IsValid;
            }
        }

        ArrayPool<EcdsaBatchItem>.Shared.Return(items);
    }

    /// <summary>
    /// The key under which each signature signs its digest, as
    /// <see cref="Secp256k1PublicKey.TryRecover(Bytes32, RecoverableSignature, out Secp256k1PublicKey?)"/> has it, or null.
    /// </summary>
    /// <param name="digests">What was signed.</param>
    /// <param name="signatures">The signatures.</param>
    /// <param name="keys">Where the answers go.</param>
    /// <param name="maximumDegreeOfParallelism">How many cores at most work on it; 1 keeps it on the calling thread.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Recover(
        ReadOnlySpan<Bytes32> digests,
        ReadOnlySpan<RecoverableSignature> signatures,
        Span<Secp256k1PublicKey?> keys,
        int maximumDegreeOfParallelism = 1)
    {
        Check(keys.Length, digests.Length, signatures.Length, keys.Length, maximumDegreeOfParallelism);
        var items = Rent(keys.Length);
        for (var start = 0; start < keys.Length; start += SliceMaximum)
        {
            var count = RecoverSlice(items, digests[start..], signatures[start..], maximumDegreeOfParallelism);
            for (var i = 0; i < count; i++)
            {
                keys[start + i] = items[i].IsValid ? new Secp256k1PublicKey(in items[i].Point) : null;
            }
        }

        ArrayPool<EcdsaBatchItem>.Shared.Return(items);
    }

    /// <summary>
    /// The address of the account that made each signature, as <see cref="RecoverableSignature.TryRecoverAddress"/> has it, or null.
    /// </summary>
    /// <param name="digests">What was signed.</param>
    /// <param name="signatures">The signatures.</param>
    /// <param name="signers">Where the answers go.</param>
    /// <param name="maximumDegreeOfParallelism">How many cores at most work on it; 1 keeps it on the calling thread.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void RecoverAddresses(
        ReadOnlySpan<Bytes32> digests,
        ReadOnlySpan<RecoverableSignature> signatures,
        Span<Address?> signers,
        int maximumDegreeOfParallelism = 1)
    {
        Check(signers.Length, digests.Length, signatures.Length, signers.Length, maximumDegreeOfParallelism);
        var items = Rent(signers.Length);
        for (var start = 0; start < signers.Length; start += SliceMaximum)
        {
            var count = RecoverSlice(items, digests[start..], signatures[start..], maximumDegreeOfParallelism);
            for (var i = 0; i < count; i++)
            {
                signers[start + i] = items[i].IsValid ? Secp256k1PublicKey.ToAddress(in items[i].Point) : null;
            }
        }

        ArrayPool<EcdsaBatchItem>.Shared.Return(items);
    }

    private static EcdsaBatchItem[] Rent(int count) => ArrayPool<EcdsaBatchItem>.Shared.Rent(Math.Min(count, SliceMaximum));

    // The first of the given ones; returns how many these are.
    private static int RecoverSlice(
        EcdsaBatchItem[] items, ReadOnlySpan<Bytes32> digests, ReadOnlySpan<RecoverableSignature> signatures, int maximumDegreeOfParallelism)
    {
        var count = Math.Min(SliceMaximum, signatures.Length);
        for (var i = 0; i < count; i++)
        {
            ref var item = ref items[i];
            item.IsValid = signatures[i].TryGetScalars(out item.R, out item.S);
            item.RecoveryId = signatures[i].RecoveryId;
            item.Z = Scalar.ReadReduced(digests[i].AsSpan(), out _);
        }

        EcdsaBatch.Recover(items, count, maximumDegreeOfParallelism);
        return count;
    }

    private static void Check(int keys, int digests, int signatures, int results, int maximumDegreeOfParallelism)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumDegreeOfParallelism, 1);
        if (keys != results || digests != results || signatures != results)
        {
            throw new ArgumentException("A batch needs as many digests, signatures and keys as results.");
        }
    }
}
