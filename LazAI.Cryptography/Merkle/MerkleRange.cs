using System.Buffers;

namespace LazAI.Cryptography;

/// <summary>
/// Proofs that some neighbouring leaves are in a <see cref="MerkleTree"/>, at their places: one proof for all of them, at most two hashes a
/// level. The proof of a single leaf is its inclusion proof of RFC 9162.
/// </summary>
/// <remarks>
/// The proof has the siblings that the run of leaves lacks, from the leaves up, on each level the left one before the right one.
/// It does not depend on the run, so it also gives the root of the tree that has other leaves in the run's place.
/// </remarks>
public static class MerkleRange
{
    /// <summary>Whether <paramref name="proof"/> leads from these leaves, the first of which has the given index, to <paramref name="root"/>.</summary>
    public static bool Verify(ReadOnlySpan<Bytes32> leafHashes, long first, long treeSize, ReadOnlySpan<Bytes32> proof, Bytes32 root) =>
        TryComputeRoot(leafHashes, first, treeSize, proof, out var computed) && computed == root;

    /// <summary>
    /// The root of the tree that has these leaves from index <paramref name="first"/> on and <paramref name="proof"/> beside them; false if there
    /// are no leaves, if they do not lie in a tree of that size, or if the proof has not exactly the hashes that they lack.
    /// </summary>
    public static bool TryComputeRoot(
        ReadOnlySpan<Bytes32> leafHashes, long first, long treeSize, ReadOnlySpan<Bytes32> proof, out Bytes32 root)
    {
        root = default;
        if (leafHashes.IsEmpty || first < 0 || treeSize < leafHashes.Length || first > treeSize - leafHashes.Length)
        {
            return false;
        }

        // The run keeps a place free on either side: one sibling may join it there on each level, before the level is halved.
        var rented = ArrayPool<Bytes32>.Shared.Rent(leafHashes.Length + 2);
        var count = leafHashes.Length;
        leafHashes.CopyTo(rented.AsSpan(1));
        var complete = true;
        for (var width = treeSize; width > 1 && complete; width = (width >> 1) + (width & 1))
        {
            var hasLeft = (first & 1) == 1;
            var end = first + count;
            var hasRight = (end & 1) == 1 && end < width;
            complete = proof.Length >= (hasLeft ? 1 : 0) + (hasRight ? 1 : 0);
            if (complete)
            {
                rented[0] = hasLeft ? proof[0] : default;
                proof = proof[(hasLeft ? 1 : 0)..];
                rented[1 + count] = hasRight ? proof[0] : default;
                proof = proof[(hasRight ? 1 : 0)..];
                var level = rented.AsSpan(hasLeft ? 0 : 1, count + (hasLeft ? 1 : 0) + (hasRight ? 1 : 0));
                count = MerkleTree.HashLevel(level, rented.AsSpan(1));
                first >>= 1;
            }
        }

        root = complete ? rented[1] : default;
        ArrayPool<Bytes32>.Shared.Return(rented);
        return complete && proof.IsEmpty;
    }
}
