namespace LazAI.Engines;

/// <summary>
/// A layer in its place: what it takes and makes, where its rows lie in the file, and how its outputs are cut into the tiles of a trace. Follows from the header alone.
/// </summary>
/// <remarks>
/// A tile has some neighbouring channels of some neighbouring positions. All groups of channels of some positions come first, then the next positions: so
/// what a window of the next layer needs lies in neighbouring tiles. Within a tile elements lie as in an image.
/// </remarks>
internal sealed record Int8ConvStage(
    int Index, Int8ConvLine Line, ImageShape Input, ImageShape Output, bool Last, LeafRange Writes, int PositionsOfTile, int ChannelsOfTile, int RowsAt, int MemoryAt)
{
    /// <summary>Elements of a tile, unless one position has more: so that neighbours can be hashed together.</summary>
    public const int OutputsOfTile = 1_024;

    /// <summary>Products and comparisons of a tile, unless one position has more: so that a step is judged in well under a millisecond.</summary>
    public const int WorkOfTile = 1 << 17;

    public bool HasRows => Line.Kind is Int8ConvKind.Convolution or Int8ConvKind.Dense;

    public int WindowHeight => Line.Kind == Int8ConvKind.Dense ? Input.Height : Line.KernelHeight;

    public int WindowWidth => Line.Kind == Int8ConvKind.Dense ? Input.Width : Line.KernelWidth;

    /// <summary>Weights of one output.</summary>
    public int RowLength => WindowHeight * WindowWidth * Input.Channels;

    /// <summary>Bytes of one output's bias and weights in the file; 0 where there are none.</summary>
    public int RowBytes => HasRows ? Int8MlpHeader.BiasLength + RowLength : 0;

    public int OutputBytes => Last ? sizeof(int) : 1;

    public int ChannelGroups => DivideUp(Output.Channels, ChannelsOfTile);

    /// <summary>What is added before the shift so that it rounds half up.</summary>
    public int Rounding => Line.Shift == 0 ? 0 : 1 << (Line.Shift - 1);

    /// <summary>Number of rows of all outputs.</summary>
    public int Rows => HasRows ? Output.Channels : 0;

    /// <summary>A layer behind all that is written so far; its form has been checked.</summary>
    public static Int8ConvStage Create(int index, Int8ConvLine line, ImageShape input, ImageShape output, bool last, int firstTile, int rowsAt, int memoryAt)
    {
        var stage = new Int8ConvStage(index, line, input, output, last, default, 1, output.Channels, rowsAt, memoryAt);
        var channels = stage.HasRows
            ? Math.Clamp(Traces.TraceProgram.WeightBytesOfTile / stage.RowBytes, 1, output.Channels)
            : output.Channels;
        var work = (long)channels * (stage.HasRows ? stage.RowLength : stage.WindowHeight * stage.WindowWidth);
        var positions = (int)Math.Clamp(Math.Min(OutputsOfTile / channels, WorkOfTile / work), 1, output.Positions);
        stage = stage with { PositionsOfTile = positions, ChannelsOfTile = channels };
        return stage with { Writes = new LeafRange(firstTile, DivideUp(output.Positions, positions) * stage.ChannelGroups) };
    }

    /// <summary>The positions of a tile, in raster order.</summary>
    public LeafRange PositionsOf(int tile)
    {
        var first = (tile - Writes.First) / ChannelGroups * PositionsOfTile;
        return new LeafRange(first, Math.Min(PositionsOfTile, Output.Positions - first));
    }

    /// <summary>The channels of a tile.</summary>
    public LeafRange ChannelsOf(int tile)
    {
        var first = (tile - Writes.First) % ChannelGroups * ChannelsOfTile;
        return new LeafRange(first, Math.Min(ChannelsOfTile, Output.Channels - first));
    }

    /// <summary>Where a tile lies in the memory.</summary>
    public ByteRange Tile(int tile)
    {
        var (positions, channels) = (PositionsOf(tile), ChannelsOf(tile));
        var before = (positions.First * Output.Channels) + (positions.Count * channels.First);
        return new ByteRange(MemoryAt + (before * OutputBytes), positions.Count * channels.Count * OutputBytes);
    }

    /// <summary>Where the rows of a tile lie in the file.</summary>
    public ByteRange RowsOf(int tile)
    {
        var channels = ChannelsOf(tile);
        return new ByteRange(RowsAt + (channels.First * RowBytes), channels.Count * RowBytes);
    }

    /// <summary>First row and column of the input that the window of an output covers; they may lie in the padding.</summary>
    public (int Top, int Left) WindowAt(int position)
    {
        var (y, x) = (position / Output.Width, position % Output.Width);
        return ((y * Line.StrideHeight) - Line.PaddingHeight, (x * Line.StrideWidth) - Line.PaddingWidth);
    }

    /// <summary>The positions of the input that the windows of a tile need, with those between.</summary>
    public LeafRange InputsOf(int tile)
    {
        var positions = PositionsOf(tile);
        var ((top, left), (lastTop, lastLeft)) = (WindowAt(positions.First), WindowAt(positions.End - 1));
        var oneRow = positions.First / Output.Width == (positions.End - 1) / Output.Width;
        var first = (Math.Max(top, 0) * Input.Width) + (oneRow ? Math.Max(left, 0) : 0);
        var lastRow = Math.Min(lastTop + WindowHeight, Input.Height) - 1;
        var lastColumn = (oneRow ? Math.Min(lastLeft + WindowWidth, Input.Width) : Input.Width) - 1;
        return new LeafRange(first, (lastRow * Input.Width) + lastColumn + 1 - first);
    }

    /// <summary>The tiles that have some positions of the output.</summary>
    public LeafRange TilesOf(LeafRange positions)
    {
        var (first, last) = (positions.First / PositionsOfTile, (positions.End - 1) / PositionsOfTile);
        return new LeafRange(Writes.First + (first * ChannelGroups), (last + 1 - first) * ChannelGroups);
    }

    /// <summary>Copies a whole output, as it lies in an image, to where its tiles lie in the memory. Not for the logits, which lie in the same way.</summary>
    public void Cut(ReadOnlySpan<byte> image, Span<byte> memory)
    {
        if (ChannelGroups == 1)
        {
            image[..(int)Output.Size].CopyTo(memory[MemoryAt..]);
            return;
        }

        for (var tile = Writes.First; tile < Writes.End; tile++)
        {
            var (positions, channels, to) = (PositionsOf(tile), ChannelsOf(tile), Tile(tile).Offset);
            for (var position = positions.First; position < positions.End; position++, to += channels.Count)
            {
                image.Slice((position * Output.Channels) + channels.First, channels.Count).CopyTo(memory[to..]);
            }
        }
    }

    /// <summary>The other way round: some neighbouring tiles with all channels of their positions, as these lie in an image.</summary>
    public byte[] Join(LeafRange tiles, ReadOnlySpan<byte> bytes)
    {
        var (image, start) = (new byte[bytes.Length], PositionsOf(tiles.First).First);
        for (var tile = tiles.First; tile < tiles.End; tile++)
        {
            var (positions, channels) = (PositionsOf(tile), ChannelsOf(tile));
            for (var position = positions.First - start; position < positions.End - start; position++)
            {
                bytes[..channels.Count].CopyTo(image.AsSpan((position * Output.Channels) + channels.First));
                bytes = bytes[channels.Count..];
            }
        }

        return image;
    }

    private static int DivideUp(int value, int by) => (value + by - 1) / by;
}
