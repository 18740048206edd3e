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
        // path[w]: the node above tile w in the tree that has the tiles up to w. A node whose tiles are all written is the one above its last tile.
        var path = tiles.ToArray();
        var pairs = new Bytes32[2 * path.Length];
        var hashes = new Bytes32[path.Length];
        var openingSiblings = ImmutableArray.CreateBuilder<Bytes32>();
        for (var level = 0; LastNode(level) > 0; level++)
        {
            var firstResult = (path.Length - resultTiles) >> level;
            if ((firstResult & 1) == 1)
            {
                openingSiblings.Add(path[(firstResult << level) - 1]);
            }

            var count = 0;
            for (var w = 0; w < path.Length; w++)
            {
                var node = w >> level;
                if ((node & 1) == 1)
                {
                    (pairs[2 * count], pairs[(2 * count) + 1]) = (path[(node << level) - 1], path[w]);
                    count++;
                }
                else if (node < LastNode(level))
                {
                    (pairs[2 * count], pairs[(2 * count) + 1]) = (path[w], Unwritten(level, node + 1));
                    count++;
                }
            }

            MerkleTree.HashNodes(pairs.AsSpan(0, 2 * count), hashes.AsSpan(0, count));

            // Only the nodes of the tree's edge, behind all pairs, have no sibling and move up unchanged.
            hashes.AsSpan(0, count).CopyTo(path);
        }

        opening = openingSiblings.DrainToImmutable();
        return path;
    }

    private int LastNode(int level) => (_tiles - 1) >> level;

    private Bytes32 Unwritten(int level, int node) => node == LastNode(level) ? _unwrittenLast[level] : _unwritten[level];
}
