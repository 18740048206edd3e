using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace LazAI.Engines;

/// <summary>
/// The weights of an int8 multi-layer perceptron, held to every bound that the engine relies on. Arithmetic and file format are
/// specified in README.md beside this file.
/// </summary>
public sealed class Int8MlpModel
{
    /// <summary>Greatest activation, and so greatest input after its shift: 7 bits.</summary>
    public const int ActivationMaximum = 127;

    public const int LayersMaximum = 32;

    public const int WidthMaximum = 16_384;

    public const int ShiftMaximum = 24;

    /// <summary>In bytes.</summary>
    public const int EncodedLengthMaximum = 64 * 1024 * 1024;

    private const ushort FormatVersion = 1;
    private const int FixedHeaderLength = 16;
    private const int LayerHeaderLength = 8;
    private const int BiasLength = sizeof(int);

    private Int8MlpModel(ImmutableArray<Int8MlpLayer> layers) => Layers = layers;

    public ImmutableArray<Int8MlpLayer> Layers { get; }

    /// <summary>Bytes of one input.</summary>
    public int InputWidth => Layers[0].Inputs;

    /// <summary>Number of logits.</summary>
    public int OutputWidth => Layers[^1].Outputs;

    private static ReadOnlySpan<byte> Magic => "LAZI8MLP"u8;

    /// <summary>A model of these layers, or the bound that they break.</summary>
    /// <exception cref="ArgumentException">A layer's inputs are not the outputs of the one before it.</exception>
    public static bool TryCreate(
        ImmutableArray<Int8MlpLayer> layers,
        [NotNullWhen(true)] out Int8MlpModel? model,
        out Int8MlpRefusal refusal)
    {
        model = null;
        for (var i = 1; i < layers.Length; i++)
        {
            if (layers[i].Inputs != layers[i - 1].Outputs)
            {
                throw new ArgumentException($"Layer {i} takes {layers[i].Inputs} inputs from {layers[i - 1].Outputs} outputs.", nameof(layers));
            }
        }

        var inputWidth = layers.IsEmpty ? 0 : layers[0].Inputs;
        refusal = CheckShape((uint)inputWidth, [.. layers.Select(layer => new Shape((uint)layer.Outputs, (uint)layer.Shift))], out _);
        if (refusal == Int8MlpRefusal.None && !layers.All(layer => layer.AccumulatorsFit()))
        {
            refusal = Int8MlpRefusal.AccumulatorOverflow;
        }

        if (refusal != Int8MlpRefusal.None)
        {
            return false;
        }

        model = new Int8MlpModel(layers);
        return true;
    }

    /// <summary>Reads the one encoding of a model; never throws, and allocates no more than the given bytes hold.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> encoded,
        [NotNullWhen(true)] out Int8MlpModel? model,
        out Int8MlpRefusal refusal)
    {
        model = null;
        refusal = ReadHeader(encoded, out var inputWidth, out var shapes);
        if (refusal != Int8MlpRefusal.None)
        {
            return false;
        }

        var layers = ImmutableArray.CreateBuilder<Int8MlpLayer>(shapes.Length);
        var rows = encoded[(FixedHeaderLength + (shapes.Length * LayerHeaderLength))..];
        var inputs = (int)inputWidth;
        foreach (var shape in shapes)
        {
            var layer = ReadLayer(inputs, shape, ref rows);
            if (!layer.AccumulatorsFit())
            {
                refusal = Int8MlpRefusal.AccumulatorOverflow;
                return false;
            }

            layers.Add(layer);
            inputs = layer.Outputs;
        }

        model = new Int8MlpModel(layers.MoveToImmutable());
        return true;
    }

    /// <summary>The one encoding of this model; <see cref="TryParse"/> reads it back.</summary>
    public byte[] Encode()
    {
        var length = FixedHeaderLength + Layers.Sum(layer => LayerHeaderLength + (layer.Outputs * (BiasLength + layer.Inputs)));
        var encoded = new byte[length];
        Magic.CopyTo(encoded);
        BinaryPrimitives.WriteUInt16LittleEndian(encoded.AsSpan(8), FormatVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(encoded.AsSpan(10), (ushort)Layers.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(encoded.AsSpan(12), (uint)InputWidth);

        var at = FixedHeaderLength;
        foreach (var layer in Layers)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(encoded.AsSpan(at), (uint)layer.Outputs);
            BinaryPrimitives.WriteUInt32LittleEndian(encoded.AsSpan(at + 4), (uint)layer.Shift);
            at += LayerHeaderLength;
        }

        foreach (var layer in Layers)
        {
            for (var output = 0; output < layer.Outputs; output++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(encoded.AsSpan(at), layer.Biases[output]);
                at += BiasLength;
                MemoryMarshal.AsBytes(layer.Row(output)).CopyTo(encoded.AsSpan(at));
                at += layer.Inputs;
            }
        }

        return encoded;
    }

    private static Int8MlpRefusal ReadHeader(ReadOnlySpan<byte> encoded, out uint inputWidth, out Shape[] shapes)
    {
        inputWidth = 0;
        shapes = [];
        if (!Magic.StartsWith(encoded[..Math.Min(encoded.Length, Magic.Length)]))
        {
            return Int8MlpRefusal.MagicUnknown;
        }

        if (encoded.Length < FixedHeaderLength)
        {
            return Int8MlpRefusal.Truncated;
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(encoded[8..]) != FormatVersion)
        {
            return Int8MlpRefusal.VersionUnknown;
        }

        var count = BinaryPrimitives.ReadUInt16LittleEndian(encoded[10..]);
        if (count is 0 or > LayersMaximum)
        {
            return Int8MlpRefusal.LayerCountOutOfRange;
        }

        if (encoded.Length < FixedHeaderLength + (count * LayerHeaderLength))
        {
            return Int8MlpRefusal.Truncated;
        }

        inputWidth = BinaryPrimitives.ReadUInt32LittleEndian(encoded[12..]);
        shapes = new Shape[count];
        for (var i = 0; i < count; i++)
        {
            var header = encoded.Slice(FixedHeaderLength + (i * LayerHeaderLength), LayerHeaderLength);
            shapes[i] = new Shape(BinaryPrimitives.ReadUInt32LittleEndian(header), BinaryPrimitives.ReadUInt32LittleEndian(header[4..]));
        }

        var refusal = CheckShape(inputWidth, shapes, out var length);
        return refusal != Int8MlpRefusal.None ? refusal
            : encoded.Length < length ? Int8MlpRefusal.Truncated
            : encoded.Length > length ? Int8MlpRefusal.TrailingBytes
            : Int8MlpRefusal.None;
    }

    private static Int8MlpRefusal CheckShape(uint inputWidth, ReadOnlySpan<Shape> layers, out long encodedLength)
    {
        encodedLength = FixedHeaderLength;
        if (layers.Length is 0 or > LayersMaximum)
        {
            return Int8MlpRefusal.LayerCountOutOfRange;
        }

        var width = inputWidth;
        var widthsFit = width is > 0 and <= WidthMaximum;
        var shiftsFit = true;
        foreach (var layer in layers)
        {
            encodedLength += LayerHeaderLength + (layer.Outputs * ((long)BiasLength + width));
            width = layer.Outputs;
            widthsFit &= width is > 0 and <= WidthMaximum;
            shiftsFit &= layer.Shift <= ShiftMaximum;
        }

        return !widthsFit ? Int8MlpRefusal.WidthOutOfRange
            : !shiftsFit ? Int8MlpRefusal.ShiftOutOfRange
            : layers[^1].Shift != 0 ? Int8MlpRefusal.LastLayerShifted
            : encodedLength > EncodedLengthMaximum ? Int8MlpRefusal.TooLarge
            : Int8MlpRefusal.None;
    }

    private static Int8MlpLayer ReadLayer(int inputs, Shape shape, ref ReadOnlySpan<byte> rows)
    {
        var biases = ImmutableArray.CreateBuilder<int>((int)shape.Outputs);
        var weights = ImmutableArray.CreateBuilder<sbyte>((int)shape.Outputs * inputs);
        for (var output = 0; output < shape.Outputs; output++)
        {
            biases.Add(BinaryPrimitives.ReadInt32LittleEndian(rows));
            weights.AddRange(MemoryMarshal.Cast<byte, sbyte>(rows.Slice(BiasLength, inputs)));
            rows = rows[(BiasLength + inputs)..];
        }

        return new Int8MlpLayer(inputs, biases.MoveToImmutable(), weights.MoveToImmutable(), (int)shape.Shift);
    }

    private readonly record struct Shape(uint Outputs, uint Shift);
}
