using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LazAI.Engines.Traces;

namespace LazAI.Engines;

/// <summary>
/// Runs an <see cref="Int8MlpModel"/>. The arithmetic is specified in README.md beside this file; every path gives the same bits as
/// <see cref="InferScalarReference"/>. Instances are immutable and may be shared by threads; an inference allocates nothing.
/// </summary>
public sealed class Int8MlpEngine
{
    /// <summary>The engine's id in a model's deterministic configuration and in objective commitments.</summary>
    public const string Id = "lazai.int8-mlp";

    /// <summary>Changes whenever any input of any model would give another result.</summary>
    public const string Version = "1";

    /// <summary>How this engine's models represent numbers: int8 weights, power-of-two scales, requantisation by shift.</summary>
    public const string Quantisation = "int8-shift";

    private readonly ImmutableArray<PackedLayer> _layers;
    private readonly int _bufferLength;

    /// <summary>An engine on the widest instruction set of this machine.</summary>
    public Int8MlpEngine(Int8MlpModel model)
        : this(model, Int8MlpKernels.Supported[^1])
    {
    }

    /// <exception cref="PlatformNotSupportedException">This machine lacks <paramref name="kernel"/>.</exception>
    public Int8MlpEngine(Int8MlpModel model, Int8MlpKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!Int8MlpKernels.Supported.Contains(kernel))
        {
            throw new PlatformNotSupportedException($"This machine does not run {kernel}.");
        }

        Kernel = kernel;
        Program = Int8MlpTraceProgram.Create(model);
        InputWidth = model.InputWidth;
        OutputWidth = model.OutputWidth;
        var vectorLength = kernel switch
        {
            Int8MlpKernel.Avx512 => Avx512Kernel.VectorLength,
            Int8MlpKernel.Avx2 => Avx2Kernel.VectorLength,
            _ => PortableKernel.VectorLength,
        };
        _layers = [.. model.Layers.Select(layer => new PackedLayer(layer, vectorLength))];
        _bufferLength = _layers.Max(layer => Math.Max(layer.Stride, layer.Biases.Length));
    }

    public Int8MlpKernel Kernel { get; }

    /// <summary>What <see cref="Trace"/> executes.</summary>
    public TraceProgram Program { get; }

    /// <summary>Bytes of one input.</summary>
    public int InputWidth { get; }

    /// <summary>Number of logits, and of classes.</summary>
    public int OutputWidth { get; }

    /// <summary>The specification as code: obvious loops, no vectors. Writes the logits and returns the class.</summary>
    /// <exception cref="ArgumentException">A span's length is not the model's.</exception>
    public static int InferScalarReference(Int8MlpModel model, ReadOnlySpan<byte> input, Span<int> logits)
    {
        ArgumentNullException.ThrowIfNull(model);
        RequireLength(input.Length, model.InputWidth, nameof(input));
        RequireLength(logits.Length, model.OutputWidth, nameof(logits));

        var activations = new int[input.Length];
        for (var i = 0; i < input.Length; i++)
        {
            activations[i] = input[i] >> 1;
        }

        foreach (var layer in model.Layers.AsSpan()[..^1])
        {
            activations = Accumulate(layer, activations);
            for (var j = 0; j < activations.Length; j++)
            {
                activations[j] = Math.Min(Int8MlpModel.ActivationMaximum, (Math.Max(activations[j], 0) + layer.Rounding) >> layer.Shift);
            }
        }

        Accumulate(model.Layers[^1], activations).CopyTo(logits);
        return IndexOfGreatest(logits);
    }

    /// <summary>Index of the greatest logit, the lowest one where several are equal.</summary>
    public static int IndexOfGreatest(ReadOnlySpan<int> logits)
    {
        var greatest = 0;
        for (var i = 1; i < logits.Length; i++)
        {
            if (logits[i] > logits[greatest])
            {
                greatest = i;
            }
        }

        return greatest;
    }

    /// <summary>Writes the logits of one input and returns its class.</summary>
    /// <exception cref="ArgumentException">A span's length is not the model's.</exception>
    public int Infer(ReadOnlySpan<byte> input, Span<int> logits)
    {
        RequireLength(input.Length, InputWidth, nameof(input));
        RequireLength(logits.Length, OutputWidth, nameof(logits));
        switch (Kernel)
        {
            case Int8MlpKernel.Avx512: Run<Avx512Kernel>(input, logits); break;
            case Int8MlpKernel.Avx2: Run<Avx2Kernel>(input, logits); break;
            default: Run<PortableKernel>(input, logits); break;
        }

        return IndexOfGreatest(logits);
    }

    /// <summary>As <see cref="Infer"/> for as many inputs as there are <paramref name="classes"/>, one after the other in each span.</summary>
    /// <exception cref="ArgumentException">A span's length is not the model's times the number of classes.</exception>
    public void InferBatch(ReadOnlySpan<byte> inputs, Span<int> logits, Span<int> classes)
    {
        RequireLength(inputs.Length, (long)InputWidth * classes.Length, nameof(inputs));
        RequireLength(logits.Length, (long)OutputWidth * classes.Length, nameof(logits));
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i] = Infer(inputs.Slice(i * InputWidth, InputWidth), logits.Slice(i * OutputWidth, OutputWidth));
        }
    }

    /// <summary>As <see cref="Infer"/>, and keeps what every layer has computed.</summary>
    /// <exception cref="ArgumentException">The input's length is not the model's.</exception>
    public TracedRun Trace(ReadOnlySpan<byte> input)
    {
        RequireLength(input.Length, InputWidth, nameof(input));

        // The vector paths write and read up to a vector behind a layer's end: into the next layer before it is written, and behind the last one.
        var memory = GC.AllocateUninitializedArray<byte>(Program.MemoryBytes + _bufferLength);
        switch (Kernel)
        {
            case Int8MlpKernel.Avx512: RunInto<Avx512Kernel>(input, memory); break;
            case Int8MlpKernel.Avx2: RunInto<Avx2Kernel>(input, memory); break;
            default: RunInto<PortableKernel>(input, memory); break;
        }

        return new TracedRun(Program, memory.AsMemory(0, Program.MemoryBytes));
    }

    private static int[] Accumulate(Int8MlpLayer layer, ReadOnlySpan<int> activations)
    {
        var accumulators = new int[layer.Outputs];
        for (var j = 0; j < accumulators.Length; j++)
        {
            var row = layer.Row(j);
            var accumulator = layer.Biases[j];
            for (var i = 0; i < row.Length; i++)
            {
                accumulator += row[i] * activations[i];
            }

            accumulators[j] = accumulator;
        }

        return accumulators;
    }

    private static void RequireLength(long length, long expected, string parameter)
    {
        if (length != expected)
        {
            throw new ArgumentException($"Length {length} where the model has {expected}.", parameter);
        }
    }

    private static void Halve(ReadOnlySpan<byte> input, Span<byte> activations)
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

    private void Run<TKernel>(ReadOnlySpan<byte> input, Span<int> logits)
        where TKernel : struct, IFourRowKernel
    {
        // At most two times 16 KiB: Int8MlpModel.WidthMaximum bounds the buffers.
        Span<byte> from = stackalloc byte[_bufferLength];
        Span<byte> to = stackalloc byte[_bufferLength];
        Halve(input, from);
        for (var l = 0; l < _layers.Length - 1; l++)
        {
            RunHidden<TKernel>(_layers[l], from, to);
            var swap = from;
            from = to;
            to = swap;
        }

        RunLast<TKernel>(_layers[^1], from, logits);
    }

    /// <summary>The memory as the program lays it out: the input as it came, then each layer's outputs.</summary>
    private void RunInto<TKernel>(ReadOnlySpan<byte> input, Span<byte> memory)
        where TKernel : struct, IFourRowKernel
    {
        Span<byte> halved = stackalloc byte[_bufferLength];
        Halve(input, halved);
        input.CopyTo(memory);
        memory = memory[input.Length..];
        ReadOnlySpan<byte> from = halved;
        foreach (var layer in _layers.AsSpan()[..^1])
        {
            RunHidden<TKernel>(layer, from, memory);
            from = memory;
            memory = memory[layer.Outputs..];
        }

        var logits = MemoryMarshal.Cast<byte, int>(memory)[..OutputWidth];
        RunLast<TKernel>(_layers[^1], from, logits);
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(logits, logits);
        }
    }

    private static void RunHidden<TKernel>(PackedLayer layer, ReadOnlySpan<byte> from, Span<byte> to)
        where TKernel : struct, IFourRowKernel
    {
        ref var activations = ref MemoryMarshal.GetReference(from);
        var stride = (nuint)layer.Stride;
        var rounding = Vector128.Create(layer.Rounding);
        var maximum = Vector128.Create(Int8MlpModel.ActivationMaximum);
        for (var j = 0; j < layer.Biases.Length; j += PackedLayer.RowsTogether)
        {
            var sums = TKernel.Dot(ref activations, ref Unsafe.Add(ref layer.FirstWeight, (nuint)j * stride), stride);
            var accumulators = sums + Vector128.LoadUnsafe(ref layer.Biases[j]);
            var shifted = (Vector128.Max(accumulators, Vector128<int>.Zero) + rounding) >> layer.Shift;
            var narrowed = Vector128.Narrow(Vector128.Min(shifted, maximum), Vector128<int>.Zero);
            var bytes = Vector128.Narrow(narrowed, Vector128<short>.Zero);
            MemoryMarshal.Write(to[j..], bytes.AsUInt32().ToScalar());
        }
    }

    private static void RunLast<TKernel>(PackedLayer layer, ReadOnlySpan<byte> from, Span<int> logits)
        where TKernel : struct, IFourRowKernel
    {
        ref var activations = ref MemoryMarshal.GetReference(from);
        var stride = (nuint)layer.Stride;
        for (var j = 0; j < logits.Length; j += PackedLayer.RowsTogether)
        {
            var sums = TKernel.Dot(ref activations, ref Unsafe.Add(ref layer.FirstWeight, (nuint)j * stride), stride);
            var accumulators = sums + Vector128.LoadUnsafe(ref layer.Biases[j]);
            for (var k = 0; k < Math.Min(PackedLayer.RowsTogether, logits.Length - j); k++)
            {
                logits[j + k] = accumulators[k];
            }
        }
    }
}
