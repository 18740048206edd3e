using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using LazAI.Engines.Traces;

namespace LazAI.Engines;

/// <summary>
/// Runs an <see cref="Int8MlpModel"/>. The arithmetic is specified in README.md beside this file; every path gives the same bits as
/// <see cref="InferScalarReference"/>. Instances are immutable and may be shared by threads; an inference allocates nothing.
/// </summary>
public sealed class Int8MlpEngine : IClassifier
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
        _layers = [.. model.Layers.Select(layer => new PackedLayer(layer, kernel))];
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
        return ClassificationResult.IndexOfGreatest(logits);
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

        return ClassificationResult.IndexOfGreatest(logits);
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

    private void Run<TKernel>(ReadOnlySpan<byte> input, Span<int> logits)
        where TKernel : struct, IFourRowKernel
    {
        // At most two times 16 KiB: Int8MlpModel.WidthMaximum bounds the buffers.
        Span<byte> from = stackalloc byte[_bufferLength];
        Span<byte> to = stackalloc byte[_bufferLength];
        PackedLayer.Halve(input, from);
        for (var l = 0; l < _layers.Length - 1; l++)
        {
            _layers[l].RunHidden<TKernel>(from, to);
            var swap = from;
            from = to;
            to = swap;
        }

        _layers[^1].RunLast<TKernel>(from, logits);
    }

    /// <summary>The memory as the program lays it out: the input as it came, then each layer's outputs.</summary>
    private void RunInto<TKernel>(ReadOnlySpan<byte> input, Span<byte> memory)
        where TKernel : struct, IFourRowKernel
    {
        Span<byte> halved = stackalloc byte[_bufferLength];
        PackedLayer.Halve(input, halved);
        input.CopyTo(memory);
        memory = memory[input.Length..];
        ReadOnlySpan<byte> from = halved;
        foreach (var layer in _layers.AsSpan()[..^1])
        {
            layer.RunHidden<TKernel>(from, memory);
            from = memory;
            memory = memory[layer.Outputs..];
        }

        var logits = MemoryMarshal.Cast<byte, int>(memory)[..OutputWidth];
        _layers[^1].RunLast<TKernel>(from, logits);
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(logits, logits);
        }
    }
}
