using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LazAI.Engines.Traces;

namespace LazAI.Engines;

/// <summary>
/// Runs an <see cref="Int8ConvModel"/>. The arithmetic is specified in README.md beside this file; every path gives the same bits as
/// <see cref="InferScalarReference"/>. Instances are immutable and may be shared by threads; an inference allocates nothing that it does not give back.
/// </summary>
/// <remarks>A convolution is a dense layer over each window: windows are copied side by side and go through the perceptron's kernels.</remarks>
public sealed class Int8ConvEngine : IClassifier
{
    /// <summary>The engine's id in a model's deterministic configuration and in objective commitments.</summary>
    public const string Id = "lazai.int8-conv";

    /// <summary>Changes whenever any input of any model would give another result.</summary>
    public const string Version = "1";

    /// <summary>How this engine's models represent numbers: int8 weights, power-of-two scales, requantisation by shift.</summary>
    public const string Quantisation = Int8MlpEngine.Quantisation;

    private readonly ImmutableArray<Int8ConvStage> _stages;
    private readonly PackedLayer?[] _rows;
    private readonly int _imageLength;
    private readonly int _windowLength;

    /// <summary>An engine on the widest instruction set of this machine.</summary>
    public Int8ConvEngine(Int8ConvModel model)
        : this(model, Int8MlpKernels.Supported[^1])
    {
    }

    /// <exception cref="PlatformNotSupportedException">This machine lacks <paramref name="kernel"/>.</exception>
    public Int8ConvEngine(Int8ConvModel model, Int8MlpKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!Int8MlpKernels.Supported.Contains(kernel))
        {
            throw new PlatformNotSupportedException($"This machine does not run {kernel}.");
        }

        Kernel = kernel;
        Program = Int8ConvTraceProgram.Create(model);
        InputWidth = model.InputWidth;
        OutputWidth = model.OutputWidth;
        _stages = model.Header.Stages;
        _rows = [.. model.Layers.Select(layer => layer.Rows is { } rows ? new PackedLayer(rows, kernel) : null)];

        // Windows are read, and outputs written, up to a vector behind their end.
        _windowLength = _rows.Max(rows => rows?.Stride ?? 0);
        _imageLength = Math.Max(InputWidth, (int)_stages.Max(stage => stage.Output.Size)) + _windowLength + Vector128<byte>.Count;
    }

    public Int8MlpKernel Kernel { get; }

    /// <summary>What <see cref="Trace"/> executes.</summary>
    public TraceProgram Program { get; }

    /// <summary>Bytes of one input.</summary>
    public int InputWidth { get; }

    /// <summary>Number of logits, and of classes.</summary>
    public int OutputWidth { get; }

    /// <summary>The specification as code: obvious loops, no vectors, no windows that are copied. Writes the logits and returns the class.</summary>
    /// <exception cref="ArgumentException">A span's length is not the model's.</exception>
    public static int InferScalarReference(Int8ConvModel model, ReadOnlySpan<byte> input, Span<int> logits)
    {
        ArgumentNullException.ThrowIfNull(model);
        RequireLength(input.Length, model.InputWidth, nameof(input));
        RequireLength(logits.Length, model.OutputWidth, nameof(logits));
        var activations = new int[input.Length];
        for (var i = 0; i < input.Length; i++)
        {
            activations[i] = input[i] >> 1;
        }

        foreach (var (stage, layer) in model.Header.Stages.Zip(model.Layers))
        {
            activations = Int8ConvReference.Run(stage, layer.Rows, activations);
        }

        activations.CopyTo(logits);
        return ClassificationResult.IndexOfGreatest(logits);
    }

    /// <summary>Writes the logits of one input and returns its class.</summary>
    /// <exception cref="ArgumentException">A span's length is not the model's.</exception>
    public int Infer(ReadOnlySpan<byte> input, Span<int> logits)
    {
        RequireLength(input.Length, InputWidth, nameof(input));
        RequireLength(logits.Length, OutputWidth, nameof(logits));
        Run(input, logits, default);
        return ClassificationResult.IndexOfGreatest(logits);
    }

    /// <summary>As <see cref="Infer"/>, and keeps what every layer has computed.</summary>
    /// <exception cref="ArgumentException">The input's length is not the model's.</exception>
    public TracedRun Trace(ReadOnlySpan<byte> input)
    {
        RequireLength(input.Length, InputWidth, nameof(input));
        var memory = GC.AllocateUninitializedArray<byte>(Program.MemoryBytes);
        input.CopyTo(memory);
        var logits = MemoryMarshal.Cast<byte, int>(memory.AsSpan(_stages[^1].MemoryAt));
        Run(input, logits, memory);
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(logits, logits);
        }

        return new TracedRun(Program, memory);
    }

    private static void RequireLength(long length, long expected, string parameter)
    {
        if (length != expected)
        {
            throw new ArgumentException($"Length {length} where the model has {expected}.", parameter);
        }
    }

    /// <param name="memory">Takes the tiles of all layers but the last; empty where nobody wants them.</param>
    private void Run(ReadOnlySpan<byte> input, Span<int> logits, Span<byte> memory)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((2 * _imageLength) + _windowLength);
        try
        {
            switch (Kernel)
            {
                case Int8MlpKernel.Avx512: Run<Avx512Kernel>(input, logits, memory, buffer); break;
                case Int8MlpKernel.Avx2: Run<Avx2Kernel>(input, logits, memory, buffer); break;
                default: Run<PortableKernel>(input, logits, memory, buffer); break;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Run<TKernel>(ReadOnlySpan<byte> input, Span<int> logits, Span<byte> memory, Span<byte> buffer)
        where TKernel : struct, IFourRowKernel
    {
        var from = buffer[.._imageLength];
        var to = buffer.Slice(_imageLength, _imageLength);
        var window = buffer[(2 * _imageLength)..];
        PackedLayer.Halve(input, from);
        for (var s = 0; s < _stages.Length - 1; s++)
        {
            var stage = _stages[s];
            switch (stage.Line.Kind)
            {
                case Int8ConvKind.Convolution: Convolve<TKernel>(stage, _rows[s]!, from, window, to); break;
                case Int8ConvKind.Dense: _rows[s]!.RunHidden<TKernel>(from, to); break;
                case Int8ConvKind.MaxPool: PoolGreatest(stage, from, to); break;
                default: PoolMean(stage, from, to); break;
            }

            if (!memory.IsEmpty)
            {
                stage.Cut(to, memory);
            }

            var swap = from;
            from = to;
            to = swap;
        }

        _rows[^1]!.RunLast<TKernel>(from, logits);
    }

    private static void Convolve<TKernel>(Int8ConvStage stage, PackedLayer rows, ReadOnlySpan<byte> from, Span<byte> window, Span<byte> to)
        where TKernel : struct, IFourRowKernel
    {
        var (channels, width) = (stage.Input.Channels, stage.WindowWidth * stage.Input.Channels);
        for (var position = 0; position < stage.Output.Positions; position++)
        {
            var (top, left) = stage.WindowAt(position);
            var (clearLeft, clearRight) = (Math.Max(-left, 0) * channels, Math.Max(left + stage.WindowWidth - stage.Input.Width, 0) * channels);
            for (var y = 0; y < stage.WindowHeight; y++)
            {
                var line = window.Slice(y * width, width);
                if ((uint)(top + y) >= (uint)stage.Input.Height)
                {
                    line.Clear();
                    continue;
                }

                // Zeros for the padding, which no product then depends on.
                line[..clearLeft].Clear();
                line[(width - clearRight)..].Clear();
                line = line[clearLeft..(width - clearRight)];
                from.Slice((((top + y) * stage.Input.Width) + Math.Max(left, 0)) * channels, line.Length).CopyTo(line);
            }

            rows.RunHidden<TKernel>(window, to[(position * stage.Output.Channels)..]);
        }
    }

    private static void PoolGreatest(Int8ConvStage stage, ReadOnlySpan<byte> from, Span<byte> to)
    {
        var channels = stage.Input.Channels;
        for (var position = 0; position < stage.Output.Positions; position++)
        {
            var (top, left) = stage.WindowAt(position);
            var pooled = to.Slice(position * channels, channels);
            pooled.Clear();
            for (var y = top; y < top + stage.WindowHeight; y++)
            {
                for (var x = left; x < left + stage.WindowWidth; x++)
                {
                    TakeGreater(from.Slice(((y * stage.Input.Width) + x) * channels, channels), pooled);
                }
            }
        }
    }

    private static void TakeGreater(ReadOnlySpan<byte> from, Span<byte> to)
    {
        var i = 0;
        for (; i <= from.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            Vector128.Max(Vector128.Create(from[i..]), Vector128.Create<byte>(to[i..])).CopyTo(to[i..]);
        }

        for (; i < from.Length; i++)
        {
            to[i] = Math.Max(to[i], from[i]);
        }
    }

    private static void PoolMean(Int8ConvStage stage, ReadOnlySpan<byte> from, Span<byte> to)
    {
        var (channels, elements) = (stage.Input.Channels, stage.WindowHeight * stage.WindowWidth);
        for (var position = 0; position < stage.Output.Positions; position++)
        {
            var (top, left) = stage.WindowAt(position);
            for (var channel = 0; channel < channels; channel++)
            {
                var sum = elements / 2;
                for (var y = top; y < top + stage.WindowHeight; y++)
                {
                    var at = (((y * stage.Input.Width) + left) * channels) + channel;
                    for (var x = 0; x < stage.WindowWidth; x++)
                    {
                        sum += from[at + (x * channels)];
                    }
                }

                to[(position * channels) + channel] = (byte)(sum / elements);
            }
        }
    }
}
