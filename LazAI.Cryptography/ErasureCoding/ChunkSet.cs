using System.Collections;

namespace LazAI.Cryptography.ErasureCoding;

/// <summary>A set of chunks of an extended square, by row and column below 128.</summary>
public sealed class ChunkSet : IEnumerable<(int Row, int Column)>
{
    private const int Size = ExtendedDataSquare.Size;

    private readonly bool[] _chunks = new bool[Size * Size];

    /// <summary>Chunks in the set.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a chunk is in the set.</summary>
    public bool this[int row, int column]
    {
        get => _chunks[Index(row, column)];
        set
        {
            ref var chunk = ref _chunks[Index(row, column)];
            Count += (value ? 1 : 0) - (chunk ? 1 : 0);
            chunk = value;
        }
    }

    /// <summary>A set of all chunks.</summary>
    public static ChunkSet All()
    {
        var all = new ChunkSet { Count = Size * Size };
        Array.Fill(all._chunks, true);
        return all;
    }

    /// <summary>A set of the chunks that are not in this one.</summary>
    public ChunkSet Complement()
    {
        var complement = new ChunkSet { Count = Size * Size - Count };
        for (var i = 0; i < _chunks.Length; i++)
        {
            complement._chunks[i] = !_chunks[i];
        }

        return complement;
    }

    /// <summary>The chunks, row by row.</summary>
    public IEnumerator<(int Row, int Column)> GetEnumerator()
    {
        for (var i = 0; i < _chunks.Length; i++)
        {
            if (_chunks[i])
            {
                yield return Math.DivRem(i, Size);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static int Index(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Size, nameof(row));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Size, nameof(column));
        return Size * row + column;
    }
}
