using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LazAI.Engines;

/// <summary>
/// A layer as the vector paths read and run it: rows padded with zeros to whole vectors, and the number of rows padded with zero rows to a
/// multiple of four. Zero weights make the padding of the activations irrelevant, so nothing ever has to clear it.
/// </summary>
internal sealed class PackedLayer
{
    public const int RowsTogether = 4;

    public PackedLayer(Int8MlpLayer layer, Int8MlpKernel kernel)
    {
        var vectorLength = kernel switch
        {
            Int8MlpKernel.Avx512 => Avx512Kernel.VectorLength,
            Int8MlpKernel.Avx2 => Avx2Kernel.VectorLength,
            _ => PortableKernel.VectorLength,
        };
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

    /// <summary>Bytes from one row to the next, which are read of the activations.</summary>
    public int Stride { get; }

    public int[] Biases { get; }

    public sbyte[] Weights { get; }

    private ref sbyte FirstWeight => ref MemoryMarshal.GetArrayDataReference(Weights);

    /// <summary>The upper seven bits of each byte: how an input becomes activations.</summary>
    public static void Halve(ReadOnlySpan<byte> input, Span<byte> activations)
    {
        ref var source = ref MemoryMarshal.GetReference(input);
        ref var target = ref MemoryMarshal.GetReference(activations);
        var i = 0;
        for (; i <= input.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            (Vector128.LoadUnsafe(ref source, (nuint)i) >> 1).StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < input.Length; i++)
        {
            activations[i] = (byte)(input[i] >> 1);
        }
    }

    /// <summary>Rectified, shifted and capped outputs. Reads <see cref="Stride"/> bytes and writes as many as there are <see cref="Biases"/>.</summary>
    public void RunHidden<TKernel>(ReadOnlySpan<byte> from, Span<byte> to)
        where TKernel : struct, IFourRowKernel
    {
        ref var activations = ref MemoryMarshal.GetReference(from);
        var stride = (nuint)Stride;
        var rounding = Vector128.Create(Rounding);
        var maximum = Vector128.Create(Int8MlpModel.ActivationMaximum);
        for (var j = 0; j < Biases.Length; j += RowsTogether)
        {
            var sums = TKernel.Dot(ref activations, ref Unsafe.Add(ref FirstWeight, (nuint)j * stride), stride);
            var accumulators = sums + Vector128.LoadUnsafe(ref Biases[j]);
            var shifted = (Vector128.Max(accumulators, Vector128<int>.Zero) + rounding) >> Shift;
            var narrowed = Vector128.Narrow(Vector128.Min(shifted, maximum), Vector128<int>.Zero);
            var bytes = Vector128.Narrow(narrowed, Vector128<short>.Zero);
            MemoryMarshal.Write(to[j..], bytes.AsUInt32().ToScalar());
        }
    }

    /// <summary>The accumulators as they are. Reads <see cref="Stride"/> bytes.</summary>
    public void RunLast<TKernel>(ReadOnlySpan<byte> from, Span<int> logits)
        where TKernel : struct, IFourRowKernel
    {
        ref var activations = ref MemoryMarshal.GetReference(from);
        var stride = (nuint)Stride;
        for (var j = 0; j < logits.Length; j += RowsTogether)
        {
            var sums = TKernel.Dot(ref activations, ref Unsafe.Add(ref FirstWeight, (nuint)j * stride), stride);
            var accumulators = sums + Vector128.LoadUnsafe(ref Biases[j]);
            for (var k = 0; k < Math.Min(RowsTogether, logits.Length - j); k++)
            {
                logits[j + k] = accumulators[k];
            }
        }
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
