using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using LazAI.Engines.Traces;

namespace LazAI.Engines;

/// <summary>
/// An int8 perceptron as a <see cref="TraceProgram"/>: the input is one tile, a layer's outputs are tiles of as many as fit into
/// <see cref="TraceProgram.WeightBytesOfTile"/> of rows, and each tile reads the whole layer before. The arithmetic is that of README.md beside this file.
/// </summary>
public sealed class Int8MlpTraceProgram : ClassifierTraceProgram
{
    /// <summary>Kind of the steps of every layer but the last: rectified, shifted and capped outputs, a byte each.</summary>
    public const string HiddenKind = "int8-mlp-hidden";

    /// <summary>Kind of the steps of the last layer: logits, 4 bytes little-endian each.</summary>
    public const string LogitsKind = "int8-mlp-logits";

    private readonly ImmutableArray<Layer> _layers;
    private readonly int _inputWidth;

    private Int8MlpTraceProgram(Int8MlpHeader header)
    {
        WeightBytes = header.FileLength;
        _inputWidth = header.InputWidth;
        var layers = ImmutableArray.CreateBuilder<Layer>(header.Layers.Length);
        var (inputs, reads, rowsAt, memoryAt) = (header.InputWidth, new LeafRange(0, 1), header.EncodedLength, header.InputWidth);
        foreach (var shape in header.Layers)
        {
            var (outputs, last) = ((int)shape.Outputs, layers.Count == header.Layers.Length - 1);
            var rowBytes = Int8MlpHeader.BiasLength + inputs;
            var rowsOfTile = Math.Clamp(WeightBytesOfTile / rowBytes, 1, outputs);
            var writes = new LeafRange(reads.End, (outputs + rowsOfTile - 1) / rowsOfTile);
            layers.Add(new Layer(
                layers.Count, inputs, outputs, (int)shape.Shift, last, reads, writes, rowsOfTile, rowsAt, memoryAt));
            rowsAt += outputs * rowBytes;
            memoryAt += outputs * (last ? LogitBytes : 1);
            (inputs, reads) = (outputs, writes);
        }

        _layers = layers.MoveToImmutable();
    }

    public override int WeightBytes { get; }

    public override int InputTileCount => 1;

    public override int StepCount => _layers[^1].Writes.End - InputTileCount;

    public override int ResultTileCount => _layers[^1].Writes.Count;

    public override int OutputWidth => _layers[^1].Outputs;

    /// <summary>The program of a weight file of <paramref name="weightBytes"/> bytes that begins like this; never throws on the bytes.</summary>
    public static bool TryCreate(
        ReadOnlySpan<byte> start, long weightBytes, [NotNullWhen(true)] out Int8MlpTraceProgram? program, out Int8MlpRefusal refusal)
    {
        refusal = Int8MlpHeader.Read(start, weightBytes, out var header);
        program = header is null ? null : new Int8MlpTraceProgram(header);
        return program is not null;
    }

    /// <summary>The program of a model.</summary>
    public static Int8MlpTraceProgram Create(Int8MlpModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new Int8MlpTraceProgram(model.Header);
    }

    public override ByteRange Tile(int tile)
    {
        if (tile == 0)
        {
            return new ByteRange(0, _inputWidth);
        }

        var layer = LayerOf(tile);
        var firstRow = (tile - layer.Writes.First) * layer.RowsOfTile;
        return new ByteRange(layer.MemoryAt + (firstRow * layer.OutputBytes), layer.RowsIn(tile) * layer.OutputBytes);
    }

    public override ProgramStep Step(int step)
    {
        var tile = step + InputTileCount;
        var layer = LayerOf(tile);
        var index = tile - layer.Writes.First;
        return new ProgramStep(
            new TraceOperation(layer.Last ? LogitsKind : HiddenKind, (uint)layer.Index, (uint)index),
            layer.Reads,
            new ByteRange(layer.RowsAt + (index * layer.RowsOfTile * layer.RowBytes), layer.RowsIn(tile) * layer.RowBytes),
            tile);
    }

    public override bool TryExecute(int step, ReadOnlySpan<byte> reads, ReadOnlySpan<byte> weights, Span<byte> written)
    {
        var tile = step + InputTileCount;
        var layer = LayerOf(tile);
        var rows = layer.RowsIn(tile);
        RequireLength(reads.Length, layer.Inputs, nameof(reads));
        RequireLength(weights.Length, rows * layer.RowBytes, nameof(weights));
        RequireLength(written.Length, rows * layer.OutputBytes, nameof(written));

        // The first layer reads the input's bytes, of which it takes the upper seven bits.
        var inputShift = layer.Reads.First == 0 ? 1 : 0;
        for (var output = 0; output < rows; output++)
        {
            var bias = BinaryPrimitives.ReadInt32LittleEndian(weights);
            var row = MemoryMarshal.Cast<byte, sbyte>(weights.Slice(Int8MlpHeader.BiasLength, layer.Inputs));
            weights = weights[layer.RowBytes..];
            if (!Int8MlpLayer.AccumulatorFits(bias, row, layer.Rounding))
            {
                return false;
            }

            var accumulator = bias;
            for (var i = 0; i < row.Length; i++)
            {
                accumulator += row[i] * (reads[i] >> inputShift);
            }

            if (layer.Last)
            {
                BinaryPrimitives.WriteInt32LittleEndian(written[(output * LogitBytes)..], accumulator);
            }
            else
            {
                var shifted = (Math.Max(accumulator, 0) + layer.Rounding) >> layer.Shift;
                written[output] = (byte)Math.Min(Int8MlpModel.ActivationMaximum, shifted);
            }
        }

        return true;
    }

    private Layer LayerOf(int tile)
    {
        foreach (var layer in _layers)
        {
            if (tile >= layer.Writes.First && tile < layer.Writes.End)
            {
                return layer;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(tile), tile, "No step writes such a tile.");
    }

    /// <param name="RowsAt">Offset of the first row in the weight file.</param>
    /// <param name="MemoryAt">Offset of the first output in the memory.</param>
    private sealed record Layer(
        int Index, int Inputs, int Outputs, int Shift, bool Last, LeafRange Reads, LeafRange Writes, int RowsOfTile, int RowsAt, int MemoryAt)
    {
        public int RowBytes => Int8MlpHeader.BiasLength + Inputs;

        public int OutputBytes => Last ? LogitBytes : 1;

        public int Rounding => Shift == 0 ? 0 : 1 << (Shift - 1);

        public int RowsIn(int tile) => Math.Min(RowsOfTile, Outputs - ((tile - Writes.First) * RowsOfTile));
    }
}
