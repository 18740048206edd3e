using System.Buffers;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;

namespace LazAI.Cryptography;

/// <summary>
/// Merkle trees of the shape of RFC 9162, section 2.1, over Keccak-256: leaf H(0x00 ‖ data), node H(0x01 ‖ left ‖ right),
/// every subtree split at the largest power of two below its size.
/// </summary>
/// <remarks>Proofs of many leaves of one tree come cheaper from a <see cref="MerkleProver"/>.</remarks>
public static class MerkleTree
{
    private const byte LeafPrefix = 0x00;
    private const byte NodePrefix = 0x01;

    /// <summary>The root of the tree without leaves: H("").</summary>
    public static Bytes32 EmptyRoot { get; } = Keccak256.Hash([]);

    /// <summary>H(0x00 ‖ leaf).</summary>
    public static Bytes32 HashLeaf(ReadOnlySpan<byte> leaf)
    {
        var hasher = new Keccak256Hasher();
        hasher.Append(LeafPrefix);
        hasher.Append(leaf);
        return hasher.Finish();
    }

    /// <summary>
    /// <see cref="HashLeaf"/> of each <paramref name="leafLength"/> bytes of <paramref name="leaves"/>, the last of which may be shorter.
    /// </summary>
    /// <exception cref="ArgumentException">The bytes are not that many leaves.</exception>
    public static void HashLeaves(ReadOnlySpan<byte> leaves, int leafLength, Span<Bytes32> hashes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(leafLength);
        if (hashes.Length != (leaves.Length + (long)leafLength - 1) / leafLength)
        {
            throw new ArgumentException($"{leaves.Length} bytes are not {hashes.Length} leaves of {leafLength}.", nameof(hashes));
        }

        var whole = leaves.Length / leafLength;
        KeccakBatch.HashEach([LeafPrefix], leaves[..(whole * leafLength)], leafLength, hashes[..whole]);
        if (whole < hashes.Length)
        {
            hashes[whole] = HashLeaf(leaves[(whole * leafLength)..]);
        }
    }

    /// <summary>H(0x01 ‖ left ‖ right).</summary>
    public static Bytes32 HashNode(Bytes32 left, Bytes32 right)
    {
        Span<byte> message = stackalloc byte[1 + 2 * Bytes32.Size];
        message[0] = NodePrefix;
        left.CopyTo(message[1..]);
        right.CopyTo(message[(1 + Bytes32.Size)..]);
        return Keccak256.Hash(message);
    }

    /// <summary><see cref="HashNode"/> of each two hashes. A parent may lie where its two hashes do, or further in front.</summary>
    /// <exception cref="ArgumentException">There are not two hashes for each parent.</exception>
    public static void HashNodes(ReadOnlySpan<Bytes32> pairs, Span<Bytes32> parents)
    {
        if (pairs.Length != 2L * parents.Length)
        {
            throw new ArgumentException($"{pairs.Length} hashes are not two for each of {parents.Length}.", nameof(pairs));
        }

        KeccakBatch.HashEach([NodePrefix], MemoryMarshal.AsBytes(pairs), 2 * Bytes32.Size, parents);
    }

    /// <summary>The root over hashes made by <see cref="HashLeaf"/>; <see cref="EmptyRoot"/> for none.</summary>
    public static Bytes32 Root(ReadOnlySpan<Bytes32> leafHashes)
    {
        if (leafHashes.IsEmpty)
        {
            return EmptyRoot;
        }

        var rented = ArrayPool<Bytes32>.Shared.Rent(leafHashes.Length);
        var level = rented.AsSpan(0, leafHashes.Length);
        leafHashes.CopyTo(level);
        while (level.Length > 1)
        {
            level = level[..HashLevel(level, level)];
        }

        var root = level[0];
        ArrayPool<Bytes32>.Shared.Return(rented);
        return root;
    }

    /// <summary>The siblings from leaf <paramref name="index"/> up to the root (RFC 9162, section 2.1.3.1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no leaf of that index.</exception>
    public static ImmutableArray<Bytes32> InclusionProof(ReadOnlySpan<Bytes32> leafHashes, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, leafHashes.Length);
        return new MerkleProver(leafHashes).InclusionProof(index);
    }

    /// <summary>Whether <paramref name="proof"/> leads from the leaf to <paramref name="root"/> (RFC 9162, section 2.1.3.2).</summary>
    public static bool VerifyInclusion(Bytes32 leafHash, long index, long treeSize, ReadOnlySpan<Bytes32> proof, Bytes32 root)
    {
        if (index < 0 || index >= treeSize)
        {
            return false;
        }

        var (fn, sn, r) = (index, treeSize - 1, leafHash);
        foreach (var p in proof)
        {
            if (sn == 0)
            {
                return false;
            }

            if ((fn & 1) == 1 || fn == sn)
            {
                r = HashNode(p, r);
                SkipMissingSiblings(ref fn, ref sn);
            }
            else
            {
                r = HashNode(r, p);
            }

            fn >>= 1;
            sn >>= 1;
        }

        return sn == 0 && r == root;
    }

    /// <summary>
    /// What shows that the first <paramref name="oldSize"/> leaves are a prefix of all (RFC 9162, section 2.1.4.1); empty when
    /// both sizes are equal.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The old size is not between 1 and the number of leaves.</exception>
    public static ImmutableArray<Bytes32> ConsistencyProof(ReadOnlySpan<Bytes32> leafHashes, int oldSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, leafHashes.Length);
        return new MerkleProver(leafHashes).ConsistencyProof(oldSize);
    }

    /// <summary>
    /// Whether the tree of <paramref name="newRoot"/> starts with all leaves of the tree of <paramref name="oldRoot"/>
    /// (RFC 9162, section 2.1.4.2). Equal sizes need equal roots and an empty proof; an old size of 0 proves nothing and is refused.
    /// </summary>
    public static bool VerifyConsistency(long oldSize, long newSize, Bytes32 oldRoot, Bytes32 newRoot, ReadOnlySpan<Bytes32> proof)
    {
        if (oldSize <= 0 || oldSize > newSize)
        {
            return false;
        }

        if (oldSize == newSize)
        {
            return proof.IsEmpty && oldRoot == newRoot;
        }

        if (proof.IsEmpty)
        {
            return false;
        }

        // The old root is itself a node of the new tree, and therefore not sent, when its size is a power of two.
        var first = BitOperations.IsPow2(oldSize) ? oldRoot : proof[0];
        var rest = BitOperations.IsPow2(oldSize) ? proof : proof[1..];

        var (fn, sn) = (oldSize - 1, newSize - 1);
        while ((fn & 1) == 1)
        {
            fn >>= 1;
            sn >>= 1;
        }

        var (fr, sr) = (first, first);
        foreach (var c in rest)
        {
            if (sn == 0)
            {
                return false;
            }

            if ((fn & 1) == 1 || fn == sn)
            {
                fr = HashNode(c, fr);
                sr = HashNode(c, sr);
                SkipMissingSiblings(ref fn, ref sn);
            }
            else
            {
                sr = HashNode(sr, c);
            }

            fn >>= 1;
            sn >>= 1;
        }

        return fr == oldRoot && sr == newRoot && sn == 0;
    }

    /// <summary>
    /// Hashes one level into the next and returns its length. A node without a sibling moves up unchanged, which gives the
    /// same tree as the recursive split. The two spans may be the same.
    /// </summary>
    internal static int HashLevel(ReadOnlySpan<Bytes32> level, Span<Bytes32> parents)
    {
        var pairs = level.Length / 2;
        HashNodes(level[..(2 * pairs)], parents[..pairs]);
        if ((level.Length & 1) == 1)
        {
            parents[pairs] = level[^1];
        }

        return pairs + (level.Length & 1);
    }

    // Steps 4.b.ii (inclusion) and 6.b.iii (consistency): go up until the node is a right child, or the leftmost node.
    private static void SkipMissingSiblings(ref long fn, ref long sn)
    {
        while ((fn & 1) == 0 && fn != 0)
        {
            fn >>= 1;
            sn >>= 1;
        }
    }
}
