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

    private const int BiasLength = Int8MlpHeader.BiasLength;

    private Int8MlpModel(Int8MlpHeader header, ImmutableArray<Int8MlpLayer> layers) => (Header, Layers) = (header, layers);

    public ImmutableArray<Int8MlpLayer> Layers { get; }

    /// <summary>Bytes of one input.</summary>
    public int InputWidth => Layers[0].Inputs;

    /// <summary>Number of logits.</summary>
    public int OutputWidth => Layers[^1].Outputs;

    internal Int8MlpHeader Header { get; }

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
        refusal = Int8MlpHeader.Create(
            (uint)inputWidth, [.. layers.Select(layer => new Int8MlpShape((uint)layer.Outputs, (uint)layer.Shift))], out var header);
        if (refusal == Int8MlpRefusal.None && !layers.All(layer => layer.AccumulatorsFit()))
        {
            refusal = Int8MlpRefusal.AccumulatorOverflow;
        }

        if (refusal != Int8MlpRefusal.None)
        {
            return false;
        }

        model = new Int8MlpModel(header!, layers);
        return true;
    }

    /// <summary>Reads the one encoding of a model; never throws, and allocates no more than the given bytes hold.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> encoded,
        [NotNullWhen(true)] out Int8MlpModel? model,
        out Int8MlpRefusal refusal)
    {
        model = null;
        refusal = Int8MlpHeader.Read(encoded, encoded.Length, out var header);
        if (header is null)
        {
            return false;
        }

        var layers = ImmutableArray.CreateBuilder<Int8MlpLayer>(header.Layers.Length);
        var rows = encoded[header.EncodedLength..];
        var inputs = header.InputWidth;
        foreach (var shape in header.Layers)
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

        model = new Int8MlpModel(header, layers.MoveToImmutable());
        return true;
    }

    /// <summary>The one encoding of this model; <see cref="TryParse"/> reads it back.</summary>
    public byte[] Encode()
    {
        var encoded = new byte[Header.FileLength];
        Header.Write(encoded);
        var at = Header.EncodedLength;
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

    private static Int8MlpLayer ReadLayer(int inputs, Int8MlpShape shape, ref ReadOnlySpan<byte> rows)
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
}
