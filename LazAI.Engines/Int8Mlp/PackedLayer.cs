using System.Runtime.InteropServices;

namespace LazAI.Engines;

/// <summary>
/// A layer as the vector paths read it: rows padded with zeros to whole vectors, and the number of rows padded with zero rows to a
/// multiple of four. Zero weights make the padding of the activations irrelevant, so nothing ever has to clear it.
/// </summary>
internal sealed class PackedLayer
{
    public const int RowsTogether = 4;

    public PackedLayer(Int8MlpLayer layer, int vectorLength)
    {
        Outputs = layer.Outputs;
        Shift = layer.Shift;
        Rounding = layer.Rounding;
        Stride = RoundUp(layer.Inputs, vectorLength);
        Biases = new int[RoundUp(layer.Outputs, RowsTogether)];
        layer.Biases.CopyTo(Biases);
        Weights = new sbyte[Biases.Length * Stride];
        for (var output = 0; output < layer.Outputs; output++)
        {
            layer.Row(output).CopyTo(Weights.AsSpan(output * Stride));
        }
    }

    public int Outputs { get; }

    public int Shift { get; }

    public int Rounding { get; }

    /// <summary>Bytes from one row to the next.</summary>
    public int Stride { get; }

    public int[] Biases { get; }

    public sbyte[] Weights { get; }

    public ref sbyte FirstWeight => ref MemoryMarshal.GetArrayDataReference(Weights);

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
