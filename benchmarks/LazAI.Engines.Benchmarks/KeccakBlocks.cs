using LazAI.Cryptography;
using LazAI.Engines.Traces;

namespace LazAI.Engines.Benchmarks;

/// <summary>What nobody can save who computes a trace root: permutations of Keccak, one a block of 136 bytes.</summary>
internal static class KeccakBlocks
{
    /// <summary>How many <see cref="Hash"/> hashes.</summary>
    public const int Together = 256;

    private const int BlockBytes = 136;

    private static readonly Bytes32[] s_pairs = new Bytes32[2 * Together];
    private static readonly Bytes32[] s_parents = new Bytes32[Together];

    /// <summary>Blocks of a trace root and all that it is made of, each hashed once.</summary>
    public static long OfTrace(TraceProgram program)
    {
        // The tree over the memory after each tile, without what it shares with that before.
        var (tiles, last) = (program.TileCount, program.TileCount - 1);
        var memory = Enumerable.Range(0, tiles).Sum(tile => (long)BlocksOf(1 + program.Tile(tile).Length));
        for (var level = 0; last >> level > 0; level++)
        {
            memory += Enumerable.Range(0, tiles).Count(tile => ((tile >> level) & 1) == 1 || tile >> level < last >> level);
        }

        // A step has the type's hash and four fields; then come its leaf and the tree over the steps.
        var step = BlocksOf(5 * Bytes32.Size) + BlocksOf(1 + Bytes32.Size);
        return memory + (program.StepCount * (step + 1L)) - 1;
    }

    /// <summary>Hashes as many messages of one block each, in full lanes.</summary>
    public static void Hash() => MerkleTree.HashNodes(s_pairs, s_parents);

    private static int BlocksOf(int bytes) => (bytes / BlockBytes) + 1;
}
