using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace LazAI.Engines;

/// <summary>The weights of an int8 convolutional network, held to every bound that the engine relies on. Arithmetic and file format are specified in README.md beside this file.</summary>
public sealed class Int8ConvModel
{
    public const int LayersMaximum = 32;

    /// <summary>Elements of the input, and of each layer's output.</summary>
    public const int ActivationsMaximum = 65_536;

    /// <summary>Steps of a trace. With what a step may do it bounds an inference.</summary>
    public const int StepsMaximum = 8_192;

    /// <summary>In bytes.</summary>
    public const int EncodedLengthMaximum = 64 * 1024 * 1024;

    private Int8ConvModel(Int8ConvHeader header, ImmutableArray<Int8ConvLayer> layers) => (Header, Layers) = (header, layers);

    public ImageShape Input => Header.Input;

    public ImmutableArray<Int8ConvLayer> Layers { get; }

    /// <summary>Bytes of one input.</summary>
    public int InputWidth => (int)Header.Input.Size;

    /// <summary>Number of logits.</summary>
    public int OutputWidth => (int)Header.Stages[^1].Output.Size;

    internal Int8ConvHeader Header { get; }

    /// <summary>A model of these layers, or the bound that they break.</summary>
    /// <exception cref="OverflowException">A number is none that the header can hold.</exception>
    public static bool TryCreate(
        ImageShape input, ImmutableArray<Int8ConvLayer> layers, [NotNullWhen(true)] out Int8ConvModel? model, out Int8ConvRefusal refusal) =>
        TryParse(Encode(input, layers), out model, out refusal);

    /// <summary>Reads the one encoding of a model; never throws, and allocates no more than the given bytes hold.</summary>
    public static bool TryParse(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out Int8ConvModel? model, out Int8ConvRefusal refusal)
    {
        model = null;
        refusal = Int8ConvHeader.Read(encoded, encoded.Length, out var header);
        if (header is null)
        {
            return false;
        }

        var layers = ImmutableArray.CreateBuilder<Int8ConvLayer>(header.Stages.Length);
        foreach (var stage in header.Stages)
        {
            var rows = stage.HasRows ? ReadRows(stage, encoded[stage.RowsAt..]) : null;
            if (rows is not null && !rows.AccumulatorsFit())
            {
                refusal = Int8ConvRefusal.AccumulatorOverflow;
                return false;
            }

            layers.Add(new Int8ConvLayer(stage.Line, rows));
        }

        model = new Int8ConvModel(header, layers.MoveToImmutable());
        return true;
    }

    /// <summary>The one encoding of this model; <see cref="TryParse"/> reads it back.</summary>
    public byte[] Encode() => Encode(Input, Layers);

    private static byte[] Encode(ImageShape input, ImmutableArray<Int8ConvLayer> layers)
    {
        var encoded = new MemoryStream();
        encoded.Write(Int8ConvHeader.Encode(input, [.. layers.Select(layer => layer.Line)]));
        Span<byte> bias = stackalloc byte[Int8MlpHeader.BiasLength];
        foreach (var rows in layers.Select(layer => layer.Rows).OfType<Int8MlpLayer>())
        {
            for (var output = 0; output < rows.Outputs; output++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(bias, rows.Biases[output]);
                encoded.Write(bias);
                encoded.Write(MemoryMarshal.AsBytes(rows.Row(output)));
            }
        }

        return encoded.ToArray();
    }

    private static Int8MlpLayer ReadRows(Int8ConvStage stage, ReadOnlySpan<byte> rows)
    {
        var biases = ImmutableArray.CreateBuilder<int>(stage.Rows);
        var weights = ImmutableArray.CreateBuilder<sbyte>(stage.Rows * stage.RowLength);
        for (var output = 0; output < stage.Rows; output++)
        {
            biases.Add(BinaryPrimitives.ReadInt32LittleEndian(rows));
            weights.AddRange(MemoryMarshal.Cast<byte, sbyte>(rows.Slice(Int8MlpHeader.BiasLength, stage.RowLength)));
            rows = rows[stage.RowBytes..];
        }

        return new Int8MlpLayer(stage.RowLength, biases.MoveToImmutable(), weights.MoveToImmutable(), stage.Line.Shift);
    }
}
