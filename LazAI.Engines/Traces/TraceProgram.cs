using System.Collections.Immutable;
using LazAI.Cryptography;

namespace LazAI.Engines.Traces;

/// <summary>One step of a program: it writes the one tile that its result is, a function of the tiles and the weights that it reads.</summary>
/// <param name="Operation">What is computed.</param>
/// <param name="Reads">Tiles that it reads, at least one, all of them written before.</param>
/// <param name="Weights">Bytes of the weight file that it reads; may be none.</param>
/// <param name="Writes">The tile that it writes; no other step does.</param>
public sealed record ProgramStep(TraceOperation Operation, LeafRange Reads, ByteRange Weights, int Writes);

/// <summary>
/// A model's computation as a fixed list of steps on a memory of tiles, which follows from the header of the weight file alone. The input's tiles
/// come first; then each step writes the next tile. README.md beside this file has the definition.
/// </summary>
/// <remarks>Immutable. A program names no weights: who runs a step brings the bytes that the step reads.</remarks>
public abstract class TraceProgram
{
    /// <summary>A tile's share of the weights, in bytes, unless a single output needs more.</summary>
    public const int WeightBytesOfTile = 16_384;

    private ImmutableArray<Bytes32> _operationHashes;
    private MemoryTree? _memoryTree;
    private int[]? _tileEnds;

    /// <summary>Bytes of the whole weight file.</summary>
    public abstract int WeightBytes { get; }

    /// <summary>Tiles that hold the input.</summary>
    public abstract int InputTileCount { get; }

    /// <summary>Number of steps, and of tiles after those of the input; at least one.</summary>
    public abstract int StepCount { get; }

    /// <summary>The last so many tiles hold the result.</summary>
    public abstract int ResultTileCount { get; }

    public int TileCount => InputTileCount + StepCount;

    /// <summary>The tiles that hold the result.</summary>
    public LeafRange ResultTiles => new(TileCount - ResultTileCount, ResultTileCount);

    /// <summary>Bytes of the input.</summary>
    public int InputBytes => Tile(InputTileCount - 1).End;

    /// <summary>Bytes of all tiles together.</summary>
    public int MemoryBytes => Tile(TileCount - 1).End;

    internal MemoryTree MemoryTree => _memoryTree ??= new MemoryTree(TileCount);

    /// <summary>Where a tile lies among the bytes of all tiles, one after the other. No tile is empty.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tile.</exception>
    public abstract ByteRange Tile(int tile);

    /// <summary>A step by its index, from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step.</exception>
    public abstract ProgramStep Step(int step);

    /// <summary>
    /// Runs one step. False if these weights belong to no model that the engine accepts, so that the step has no result. Any bytes of the
    /// right lengths are taken without an exception.
    /// </summary>
    /// <param name="step">Index of the step.</param>
    /// <param name="reads">The bytes of the tiles that it reads, one after the other.</param>
    /// <param name="weights">The bytes of the weight file that it reads.</param>
    /// <param name="written">Takes the tile.</param>
    /// <exception cref="ArgumentException">There is no such step, or a span has not the length that the step says.</exception>
    public abstract bool TryExecute(int step, ReadOnlySpan<byte> reads, ReadOnlySpan<byte> weights, Span<byte> written);

    /// <summary>The engine's one encoding of the result that these tiles hold.</summary>
    /// <param name="tiles">The bytes of <see cref="ResultTiles"/>.</param>
    public abstract byte[] EncodeResult(ReadOnlySpan<byte> tiles);

    /// <summary>The tiles that hold an encoded result; false if no tiles do. Never throws on the bytes.</summary>
    public abstract bool TryDecodeResult(ReadOnlySpan<byte> result, out byte[] tiles);

    /// <summary>Where some neighbouring tiles lie.</summary>
    public ByteRange Tiles(LeafRange tiles)
    {
        var start = Tile(tiles.First).Offset;
        return new ByteRange(start, Tile(tiles.End - 1).End - start);
    }

    /// <summary>The root of a memory that holds the input and nothing else; false if the program's input has another length.</summary>
    public bool TryComputeInitialState(ReadOnlySpan<byte> input, out Bytes32 root)
    {
        var fits = input.Length == InputBytes;
        root = fits ? MemoryTree.Root(HashTiles(new LeafRange(0, InputTileCount), input)) : default;
        return fits;
    }

    /// <summary>Hash of each step's operation.</summary>
    public ReadOnlySpan<Bytes32> OperationHashes()
    {
        if (_operationHashes.IsDefault)
        {
            // Several threads may come here at once; they write the same.
            ImmutableInterlocked.InterlockedInitialize(
                ref _operationHashes, [.. Enumerable.Range(0, StepCount).Select(step => Step(step).Operation.ComputeHash())]);
        }

        return _operationHashes.AsSpan();
    }

    /// <summary>The leaf hash of each of some neighbouring tiles.</summary>
    /// <param name="bytes">The bytes of these tiles, one after the other.</param>
    /// <exception cref="ArgumentException">The bytes are not those of so many tiles.</exception>
    public Bytes32[] HashTiles(LeafRange tiles, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Tiles(tiles).Length)
        {
            throw new ArgumentException($"{bytes.Length} bytes where the tiles have {Tiles(tiles).Length}.", nameof(bytes));
        }

        // Neighbours of one length, and a shorter one that ends them, are hashed together.
        var ends = TileEnds();
        var hashes = new Bytes32[tiles.Count];
        for (var (i, start) = (tiles.First, Tile(tiles.First).Offset); i < tiles.End;)
        {
            var (first, length, offset) = (i, ends[i] - start, start);
            var complete = true;
            while (complete && i < tiles.End && ends[i] - start <= length)
            {
                complete = ends[i] - start == length;
                start = ends[i++];
            }

            MerkleTree.HashLeaves(bytes[..(start - offset)], length, hashes.AsSpan(first - tiles.First, i - first));
            bytes = bytes[(start - offset)..];
        }

        return hashes;
    }

    /// <summary>Where each tile ends: <see cref="Tile"/> of all, looked up once.</summary>
    internal int[] TileEnds() => _tileEnds ??= [.. Enumerable.Range(0, TileCount).Select(tile => Tile(tile).End)];
}
