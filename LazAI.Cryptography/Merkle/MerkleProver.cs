using System.Collections.Immutable;
using System.Numerics;

namespace LazAI.Cryptography;

/// <summary>
/// A <see cref="MerkleTree"/> with all its nodes kept: built with n - 1 node hashes, it then reads every proof off in
/// O(log n). Holds 64 bytes a leaf. Immutable.
/// </summary>
public sealed class MerkleProver
{
    private readonly Bytes32[][] _levels;

    /// <summary>Builds the tree over hashes made by <see cref="MerkleTree.HashLeaf"/>.</summary>
    public MerkleProver(ReadOnlySpan<Bytes32> leafHashes)
    {
        var levels = new List<Bytes32[]> { leafHashes.ToArray() };
        while (levels[^1].Length > 1)
        {
            var parents = new Bytes32[(levels[^1].Length + 1) / 2];
            MerkleTree.HashLevel(levels[^1], parents);
            levels.Add(parents);
        }

        _levels = [.. levels];
    }

    /// <summary>Number of leaves.</summary>
    public int Size => _levels[0].Length;

    /// <summary>The root; <see cref="MerkleTree.EmptyRoot"/> without leaves.</summary>
    public Bytes32 Root => Size == 0 ? MerkleTree.EmptyRoot : _levels[^1][0];

    /// <summary>The siblings from leaf <paramref name="index"/> up to the root (RFC 9162, section 2.1.3.1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no leaf of that index.</exception>
    public ImmutableArray<Bytes32> InclusionProof(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Size);

        var proof = ImmutableArray.CreateBuilder<Bytes32>(_levels.Length - 1);
        foreach (var level in _levels.AsSpan(0, _levels.Length - 1))
        {
            var sibling = index ^ 1;
            if (sibling < level.Length)
            {
                proof.Add(level[sibling]);
            }

            index >>= 1;
        }

        return proof.DrainToImmutable();
    }

    /// <summary>The siblings of <paramref name="count"/> leaves from <paramref name="first"/> on, as <see cref="MerkleRange"/> reads them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no such leaves.</exception>
    public ImmutableArray<Bytes32> RangeProof(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Size - first);

        var proof = ImmutableArray.CreateBuilder<Bytes32>(2 * (_levels.Length - 1));
        var last = first + count - 1;
        foreach (var level in _levels.AsSpan(0, _levels.Length - 1))
        {
            if ((first & 1) == 1)
            {
                proof.Add(level[first - 1]);
            }

            if ((last & 1) == 0 && last + 1 < level.Length)
            {
                proof.Add(level[last + 1]);
            }

            first >>= 1;
            last >>= 1;
        }

        return proof.DrainToImmutable();
    }

    /// <summary>What shows that the first <paramref name="oldSize"/> leaves are a prefix of all (RFC 9162, section 2.1.4.1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The old size is not between 1 and <see cref="Size"/>.</exception>
    public ImmutableArray<Bytes32> ConsistencyProof(int oldSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, Size);

        // SUBPROOF descends from the root towards the last old leaf; the same nodes are read here from the bottom up.
        var proof = ImmutableArray.CreateBuilder<Bytes32>(_levels.Length);
        if (oldSize == Size)
        {
            return proof.DrainToImmutable();
        }

        var height = BitOperations.TrailingZeroCount(oldSize);
        var index = (oldSize >> height) - 1;
        if (!BitOperations.IsPow2(oldSize))
        {
            proof.Add(_levels[height][index]);
        }

        for (; height < _levels.Length - 1; height++, index >>= 1)
        {
            var sibling = index ^ 1;
            if (sibling < _levels[height].Length)
            {
                proof.Add(_levels[height][sibling]);
            }
        }

        return proof.DrainToImmutable();
    }
}
