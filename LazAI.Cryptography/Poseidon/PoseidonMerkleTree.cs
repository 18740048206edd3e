using System.Collections.Immutable;
using LazAI.Cryptography.Bn254;

namespace LazAI.Cryptography.Poseidon;

/// <summary>
/// A binary tree of fixed depth over numbers below r: node = Poseidon(left, right), leaves that were never set are 0. The form that
/// circuits prove membership in. It keeps what was set, so memory grows with that and not with the tree. Not for use by several
/// threads at once.
/// </summary>
/// <remarks>
/// A leaf is taken as it is. Hash what it stands for with another number of inputs than two, so that no node can pass for a leaf.
/// </remarks>
public sealed class PoseidonMerkleTree
{
    /// <summary>Levels above the leaves at most.</summary>
    public const int DepthMaximum = 32;

    // What a core takes at a time: 0.15 ms with AVX-512, many times what it costs to set another core to work.
    private const int ParentsPerShare = 64;

    // The root of the tree of each depth in which nothing was set.
    private static readonly ImmutableArray<Bn254Scalar> _emptyRoots = EmptyRoots();

    // For each level, leaves first, the nodes above leaves that were set.
    private readonly Dictionary<uint, Bn254Scalar>[] _levels;

    /// <summary>A tree in which nothing is set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The depth is not between 1 and <see cref="DepthMaximum"/>.</exception>
    public PoseidonMerkleTree(int depth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, DepthMaximum);
        _levels = new Dictionary<uint, Bn254Scalar>[depth + 1];
        for (var level = 0; level <= depth; level++)
        {
            _levels[level] = [];
        }
    }

    /// <summary>A tree whose first leaves are set: each node is hashed once, level by level and many at a time.</summary>
    /// <param name="depth">Levels above the leaves.</param>
    /// <param name="leaves">Those from index 0 on.</param>
    /// <param name="maximumDegreeOfParallelism">How many cores at most work on it; 1 keeps it on the calling thread.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The depth is out of range, there are more leaves than the tree holds, or no core may work on it.
    /// </exception>
    public PoseidonMerkleTree(int depth, ReadOnlySpan<Bn254Scalar> leaves, int maximumDegreeOfParallelism = 1)
        : this(depth)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(leaves.Length, Capacity);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumDegreeOfParallelism, 1);

        // A level and room for the next, with a place for the node that an odd number of them lacks.
        var (nodes, parents) = (new Bn254Scalar[leaves.Length + 1], new Bn254Scalar[leaves.Length / 2 + 2]);
        leaves.CopyTo(nodes);
        var count = leaves.Length;
        Store(0, nodes.AsSpan(0, count));
        for (var level = 1; level <= depth; level++)
        {
            nodes[count] = _emptyRoots[level - 1];
            count = (count + 1) / 2;
            HashPairs(nodes, parents, count, maximumDegreeOfParallelism);
            (nodes, parents) = (parents, nodes);
            Store(level, nodes.AsSpan(0, count));
        }
    }

    /// <summary>Levels above the leaves.</summary>
    public int Depth => _levels.Length - 1;

    /// <summary>Leaves that the tree has: 2^depth.</summary>
    public long Capacity => 1L << Depth;

    /// <summary>What the leaves as they are now hash to.</summary>
    public Bn254Scalar Root => Node(Depth, 0);

    /// <summary>A leaf; 0 if it was never set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no leaf of that index.</exception>
    public Bn254Scalar this[uint index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Capacity);
            return Node(0, index);
        }
    }

    /// <summary>Sets a leaf and hashes the nodes above it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no leaf of that index.</exception>
    public void Update(uint index, Bn254Scalar leaf)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Capacity);
        _levels[0][index] = leaf;
        for (var level = 1; level <= Depth; level++)
        {
            index >>= 1;
            HashNode(level, index);
        }
    }

    /// <summary>The proof for a leaf, whether it was set or not.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no leaf of that index.</exception>
    public PoseidonMerkleProof Prove(uint index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Capacity);
        var siblings = ImmutableArray.CreateBuilder<Bn254Scalar>(Depth);
        for (var level = 0; level < Depth; level++)
        {
            siblings.Add(Node(level, index >> level ^ 1));
        }

        return new PoseidonMerkleProof(index, siblings.MoveToImmutable());
    }

    private static void HashPairs(Bn254Scalar[] nodes, Bn254Scalar[] parents, int count, int maximumDegreeOfParallelism)
    {
        if (maximumDegreeOfParallelism > 1 && count > ParentsPerShare)
        {
            HashPairsInParallel(nodes, parents, count, maximumDegreeOfParallelism);
        }
        else
        {
            PoseidonHash.HashBatch(nodes.AsSpan(0, 2 * count), 2, parents.AsSpan(0, count));
        }
    }

    // By itself, so that its closure is not allocated where one core does the work.
    private static void HashPairsInParallel(Bn254Scalar[] nodes, Bn254Scalar[] parents, int count, int maximumDegreeOfParallelism) => Parallel.For(
        0,
        (count + ParentsPerShare - 1) / ParentsPerShare,
        new ParallelOptions { MaxDegreeOfParallelism = maximumDegreeOfParallelism },
        share =>
        {
            var first = share * ParentsPerShare;
            var length = Math.Min(ParentsPerShare, count - first);
            PoseidonHash.HashBatch(nodes.AsSpan(2 * first, 2 * length), 2, parents.AsSpan(first, length));
        });

    private void Store(int level, ReadOnlySpan<Bn254Scalar> nodes)
    {
        _levels[level].EnsureCapacity(nodes.Length);
        for (var i = 0; i < nodes.Length; i++)
        {
            _levels[level].Add((uint)i, nodes[i]);
        }
    }

    private void HashNode(int level, uint index) =>
        _levels[level][index] = PoseidonHash.Hash(Node(level - 1, 2 * index), Node(level - 1, 2 * index + 1));

    private Bn254Scalar Node(int level, uint index) => _levels[level].TryGetValue(index, out var node) ? node : _emptyRoots[level];

    private static ImmutableArray<Bn254Scalar> EmptyRoots()
    {
        var roots = new Bn254Scalar[DepthMaximum + 1];
        for (var depth = 1; depth <= DepthMaximum; depth++)
        {
            roots[depth] = PoseidonHash.Hash(roots[depth - 1], roots[depth - 1]);
        }

        return [.. roots];
    }
}
