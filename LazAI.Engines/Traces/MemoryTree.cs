using System.Collections.Immutable;
using LazAI.Cryptography;

namespace LazAI.Engines.Traces;

/// <summary>
/// The Merkle tree over a program's memory, as it is filled from the first tile to the last: a tile that no step has written yet is a leaf
/// without data.
/// </summary>
internal sealed class MemoryTree
{
    /// <summary>Leaf hash of a tile that is not written.</summary>
    public static readonly Bytes32 UnwrittenTile = MerkleTree.HashLeaf([]);

    private readonly int _tiles;
    private readonly Bytes32[] _unwritten;
    private readonly Bytes32[] _unwrittenLast;

    public MemoryTree(int tiles)
    {
        _tiles = tiles;

        // By level: a whole subtree of unwritten tiles, and the last node, which may be less than a whole one.
        var (whole, last) = (new List<Bytes32> { UnwrittenTile }, new List<Bytes32> { UnwrittenTile });
        for (var level = 0; LastNode(level) > 0; level++)
        {
            last.Add((LastNode(level) & 1) == 1 ? MerkleTree.HashNode(whole[level], last[level]) : last[level]);
            whole.Add(MerkleTree.HashNode(whole[level], whole[level]));
        }

        (_unwritten, _unwrittenLast) = ([.. whole], [.. last]);
    }

    /// <summary>The root when only the first tiles are written.</summary>
    public Bytes32 Root(ReadOnlySpan<Bytes32> written)
    {
        var siblings = new List<Bytes32>();
        for (var level = 0; LastNode(level) > 0; level++)
        {
            var last = (written.Length - 1) >> level;
            if ((last & 1) == 0 && last < LastNode(level))
            {
                siblings.Add(Unwritten(level, last + 1));
            }
        }

        MerkleRange.TryComputeRoot(written, 0, _tiles, siblings.ToArray(), out var root);
        return root;
    }

    /// <summary>
    /// The roots after each of the tiles is written, and the siblings of the last <paramref name="resultTiles"/> in the last of these trees.
    /// Level by level for all roots together, so that independent hashes lie side by side.
    /// </summary>
    public Bytes32[] Roots(ReadOnlySpan<Bytes32> tiles, int resultTiles, out ImmutableArray<Bytes32> opening)
    {
        var path = tiles.ToArray();
        var pairs = new Bytes32[2 * path.Length];
        var openingSiblings = ImmutableArray.CreateBuilder<Bytes32>();
        for (var level = 0; LastNode(level) > 0; level++)
        {
            var firstResult = (path.Length - resultTiles) >> level;
            if ((firstResult & 1) == 1)
            {
                openingSiblings.Add(path[(firstResult << level) - 1]);
            }

            HashLevel(level, path, runs: 1, pairs);
        }

        opening = openingSiblings.DrainToImmutable();
        return path;
    }

    /// <summary>Of several memories side by side: makes the roots after each tile of the tiles, in their place.</summary>
    /// <param name="path">Each tile's hash in every run, then the next tile's.</param>
    /// <param name="runs">How many memories.</param>
    /// <param name="pairs">Room for twice as many hashes.</param>
    public void Roots(Span<Bytes32> path, int runs, Span<Bytes32> pairs)
    {
        for (var level = 0; LastNode(level) > 0; level++)
        {
            HashLevel(level, path, runs, pairs);
        }
    }

    /// <summary>
    /// One level up. path[w] is the node above tile w in the tree that has the tiles up to w. A node whose tiles are all written is the one above its last tile.
    /// </summary>
    private void HashLevel(int level, Span<Bytes32> path, int runs, Span<Bytes32> pairs)
    {
        var count = 0;
        for (var w = 0; w < path.Length / runs; w++)
        {
            var node = w >> level;
            var own = path.Slice(w * runs, runs);
            if ((node & 1) == 1)
            {
                var left = path.Slice(((node << level) - 1) * runs, runs);
                for (var run = 0; run < own.Length; run++)
                {
                    (pairs[count], pairs[count + 1]) = (left[run], own[run]);
                    count += 2;
                }
            }
            else if (node < LastNode(level))
            {
                var right = Unwritten(level, node + 1);
                for (var run = 0; run < own.Length; run++)
                {
                    (pairs[count], pairs[count + 1]) = (own[run], right);
                    count += 2;
                }
            }
        }

        // Only the nodes of the tree's edge, behind all pairs, have no sibling and move up unchanged.
        MerkleTree.HashNodes(pairs[..count], path[..(count / 2)]);
    }

    private int LastNode(int level) => (_tiles - 1) >> level;

    private Bytes32 Unwritten(int level, int node) => node == LastNode(level) ? _unwrittenLast[level] : _unwritten[level];
}
