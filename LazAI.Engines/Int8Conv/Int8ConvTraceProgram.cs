using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using LazAI.Engines.Traces;

namespace LazAI.Engines;

/// <summary>
/// An int8 convolutional network as a <see cref="TraceProgram"/>: the input is one tile, each layer's outputs are cut as <see cref="Int8ConvStage"/> says, and a tile reads
/// those tiles of the layer before that its windows lie on. The arithmetic is that of README.md beside this file.
/// </summary>
public sealed class Int8ConvTraceProgram : ClassifierTraceProgram
{
    /// <summary>Kind of the steps of convolutions.</summary>
    public const string ConvolutionKind = "int8-conv-convolution";

    /// <summary>Kind of the steps of pools that take the greatest.</summary>
    public const string MaxPoolKind = "int8-conv-max-pool";

    /// <summary>Kind of the steps of pools that take the mean.</summary>
    public const string AveragePoolKind = "int8-conv-average-pool";

    /// <summary>Kind of the steps of dense layers but the last.</summary>
    public const string DenseKind = "int8-conv-dense";

    /// <summary>Kind of the steps of the last layer: logits, 4 bytes little-endian each.</summary>
    public const string LogitsKind = "int8-conv-logits";

    private readonly Int8ConvHeader _header;
    private readonly ImmutableArray<Int8ConvStage> _stages;

    private Int8ConvTraceProgram(Int8ConvHeader header) => (_header, _stages) = (header, header.Stages);

    public override int WeightBytes => _header.FileLength;

    public override int InputTileCount => 1;

    public override int StepCount => _stages[^1].Writes.End - InputTileCount;

    public override int ResultTileCount => _stages[^1].Writes.Count;

    public override int OutputWidth => _stages[^1].Output.Channels;

    /// <summary>The program of a weight file of <paramref name="weightBytes"/> bytes that begins like this; never throws on the bytes.</summary>
    public static bool TryCreate(
        ReadOnlySpan<byte> start, long weightBytes, [NotNullWhen(true)] out Int8ConvTraceProgram? program, out Int8ConvRefusal refusal)
    {
        refusal = Int8ConvHeader.Read(start, weightBytes, out var header);
        program = header is null ? null : new Int8ConvTraceProgram(header);
        return program is not null;
    }

    /// <summary>The program of a model.</summary>
    public static Int8ConvTraceProgram Create(Int8ConvModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new Int8ConvTraceProgram(model.Header);
    }

    public override ByteRange Tile(int tile) => tile == 0 ? new ByteRange(0, (int)_header.Input.Size) : StageOf(tile).Tile(tile);

    public override ProgramStep Step(int step)
    {
        var tile = step + InputTileCount;
        var stage = StageOf(tile);
        var kind = stage.Line.Kind switch
        {
            Int8ConvKind.Convolution => ConvolutionKind,
            Int8ConvKind.MaxPool => MaxPoolKind,
            Int8ConvKind.AveragePool => AveragePoolKind,
            _ => stage.Last ? LogitsKind : DenseKind,
        };
        return new ProgramStep(
            new TraceOperation(kind, (uint)stage.Index, (uint)(tile - stage.Writes.First)), ReadsOf(stage, tile), stage.RowsOf(tile), tile);
    }

    public override bool TryExecute(int step, ReadOnlySpan<byte> reads, ReadOnlySpan<byte> weights, Span<byte> written)
    {
        var tile = step + InputTileCount;
        var stage = StageOf(tile);
        var tiles = ReadsOf(stage, tile);
        RequireLength(reads.Length, Tiles(tiles).Length, nameof(reads));
        RequireLength(weights.Length, stage.RowsOf(tile).Length, nameof(weights));
        RequireLength(written.Length, stage.Tile(tile).Length, nameof(written));
        var image = Join(stage, tiles, reads, out var firstPosition);
        if (!stage.HasRows)
        {
            Pool(stage, tile, image, firstPosition, written);
            return true;
        }

        var channels = stage.ChannelsOf(tile).Count;
        for (var channel = 0; channel < channels; channel++)
        {
            var bias = BinaryPrimitives.ReadInt32LittleEndian(weights);
            var row = MemoryMarshal.Cast<byte, sbyte>(weights.Slice(Int8MlpHeader.BiasLength, stage.RowLength));
            weights = weights[stage.RowBytes..];
            if (!Int8MlpLayer.AccumulatorFits(bias, row, stage.Rounding))
            {
                return false;
            }

            var positions = stage.PositionsOf(tile);
            for (var position = positions.First; position < positions.End; position++)
            {
                Write(stage, bias + Sum(stage, position, row, image, firstPosition), written, ((position - positions.First) * channels) + channel);
            }
        }

        return true;
    }

    private static void Write(Int8ConvStage stage, int accumulator, Span<byte> written, int index)
    {
        if (stage.Last)
        {
            BinaryPrimitives.WriteInt32LittleEndian(written[(index * LogitBytes)..], accumulator);
        }
        else
        {
            var shifted = (Math.Max(accumulator, 0) + stage.Rounding) >> stage.Line.Shift;
            written[index] = (byte)Math.Min(Int8MlpModel.ActivationMaximum, shifted);
        }
    }

    /// <param name="image">Some neighbouring positions of the input.</param>
    /// <param name="firstPosition">The first of them.</param>
    private static int Sum(Int8ConvStage stage, int position, ReadOnlySpan<sbyte> row, ReadOnlySpan<byte> image, int firstPosition)
    {
        var ((top, left), channels, sum) = (stage.WindowAt(position), stage.Input.Channels, 0);
        for (var y = Math.Max(0, -top); y < Math.Min(stage.WindowHeight, stage.Input.Height - top); y++)
        {
            var (from, to) = (Math.Max(0, -left), Math.Min(stage.WindowWidth, stage.Input.Width - left));
            var inputs = image.Slice((((top + y) * stage.Input.Width) + left + from - firstPosition) * channels, (to - from) * channels);
            var weights = row.Slice(((y * stage.WindowWidth) + from) * channels, inputs.Length);
            for (var i = 0; i < inputs.Length; i++)
            {
                sum += weights[i] * inputs[i];
            }
        }

        return sum;
    }

    private static void Pool(Int8ConvStage stage, int tile, ReadOnlySpan<byte> image, int firstPosition, Span<byte> written)
    {
        var (positions, channels) = (stage.PositionsOf(tile), stage.Input.Channels);
        var window = stage.WindowHeight * stage.WindowWidth;
        for (var position = positions.First; position < positions.End; position++)
        {
            var (top, left) = stage.WindowAt(position);
            for (var channel = 0; channel < channels; channel++)
            {
                var (greatest, sum) = (0, 0);
                for (var i = 0; i < window; i++)
                {
                    var (y, x) = (top + (i / stage.WindowWidth), left + (i % stage.WindowWidth));
                    int element = image[(((y * stage.Input.Width) + x - firstPosition) * channels) + channel];
                    (greatest, sum) = (Math.Max(greatest, element), sum + element);
                }

                var pooled = stage.Line.Kind == Int8ConvKind.MaxPool ? greatest : (sum + (window / 2)) / window;
                written[((position - positions.First) * channels) + channel] = (byte)pooled;
            }
        }
    }

    /// <summary>What a step reads, as it lies in an image; of the input's bytes the upper seven bits.</summary>
    private ReadOnlySpan<byte> Join(Int8ConvStage stage, LeafRange tiles, ReadOnlySpan<byte> reads, out int firstPosition)
    {
        if (stage.Index > 0)
        {
            var before = _stages[stage.Index - 1];
            firstPosition = before.PositionsOf(tiles.First).First;
            return before.ChannelGroups == 1 ? reads : before.Join(tiles, reads);
        }

        firstPosition = 0;
        var activations = new byte[reads.Length];
        PackedLayer.Halve(reads, activations);
        return activations;
    }

    private LeafRange ReadsOf(Int8ConvStage stage, int tile) =>
        stage.Index == 0 ? new LeafRange(0, 1) : _stages[stage.Index - 1].TilesOf(stage.InputsOf(tile));

    private Int8ConvStage StageOf(int tile)
    {
        foreach (var stage in _stages)
        {
            if (tile >= stage.Writes.First && tile < stage.Writes.End)
            {
                return stage;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(tile), tile, "No step writes such a tile.");
    }
}
