namespace LazAI.Engines;

/// <summary>Some neighbouring bytes: of a weight file, or of a program's memory.</summary>
public readonly record struct ByteRange(int Offset, int Length)
{
    /// <summary>Offset of the first byte behind them.</summary>
    public int End => Offset + Length;
}

/// <summary>Some neighbouring leaves of a Merkle tree: chunks of a weight file, or tiles of a program's memory.</summary>
public readonly record struct LeafRange(int First, int Count)
{
    /// <summary>Index of the first leaf behind them.</summary>
    public int End => First + Count;
}
