using System.Buffers.Binary;

namespace LazAI.Engines;

/// <summary>What a layer does with its input; the numbers are those of the file.</summary>
public enum Int8ConvKind
{
    /// <summary>Rows of weights laid over each window, rectified and requantised.</summary>
    Convolution = 1,

    /// <summary>The greatest of each window, channel by channel.</summary>
    MaxPool = 2,

    /// <summary>The mean of each window, channel by channel, rounded half up.</summary>
    AveragePool = 3,

    /// <summary>Rows of weights over the whole input.</summary>
    Dense = 4,
}

/// <summary>Size of an image, or of what a layer makes of it. Elements lie row by row, in a row position by position, and at a position channel by channel.</summary>
public readonly record struct ImageShape(int Height, int Width, int Channels)
{
    /// <summary>Number of elements.</summary>
    public long Size => (long)Positions * Channels;

    /// <summary>Number of pixels.</summary>
    public int Positions => Height * Width;
}

/// <summary>A layer's line in the header. A dense layer has no window, a pool no outputs, padding or shift: these are 0.</summary>
/// <param name="Outputs">Channels of the output of a convolution, or outputs of a dense layer.</param>
/// <param name="Shift">Right shift that brings an accumulator back to 7 bits; 0 on the last layer.</param>
public readonly record struct Int8ConvLine(
    Int8ConvKind Kind,
    int Outputs,
    int KernelHeight,
    int KernelWidth,
    int StrideHeight,
    int StrideWidth,
    int PaddingHeight,
    int PaddingWidth,
    int Shift)
{
    /// <summary>Bytes of a line.</summary>
    public const int EncodedLength = 9 * sizeof(ushort);

    public static Int8ConvLine Convolution(
        int outputs, (int Height, int Width) kernel, (int Height, int Width) stride, (int Height, int Width) padding, int shift) =>
        new(Int8ConvKind.Convolution, outputs, kernel.Height, kernel.Width, stride.Height, stride.Width, padding.Height, padding.Width, shift);

    public static Int8ConvLine MaxPool((int Height, int Width) kernel, (int Height, int Width) stride) =>
        new(Int8ConvKind.MaxPool, 0, kernel.Height, kernel.Width, stride.Height, stride.Width, 0, 0, 0);

    public static Int8ConvLine AveragePool((int Height, int Width) kernel, (int Height, int Width) stride) =>
        new(Int8ConvKind.AveragePool, 0, kernel.Height, kernel.Width, stride.Height, stride.Width, 0, 0, 0);

    public static Int8ConvLine Dense(int outputs, int shift) => new(Int8ConvKind.Dense, outputs, 0, 0, 0, 0, 0, 0, shift);

    internal static Int8ConvLine Read(ReadOnlySpan<byte> line)
    {
        Span<int> fields = stackalloc int[EncodedLength / sizeof(ushort)];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = BinaryPrimitives.ReadUInt16LittleEndian(line[(i * sizeof(ushort))..]);
        }

        return new((Int8ConvKind)fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6], fields[7], fields[8]);
    }

    /// <exception cref="OverflowException">A number is none that the file can hold.</exception>
    internal void Write(Span<byte> line)
    {
        ReadOnlySpan<int> fields =
            [(int)Kind, Outputs, KernelHeight, KernelWidth, StrideHeight, StrideWidth, PaddingHeight, PaddingWidth, Shift];
        for (var i = 0; i < fields.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(line[(i * sizeof(ushort))..], checked((ushort)fields[i]));
        }
    }
}

/// <summary>A layer with its weights.</summary>
/// <param name="Line">What it does.</param>
/// <param name="Rows">A row for each output; null in pools, which have none.</param>
public sealed record Int8ConvLayer(Int8ConvLine Line, Int8MlpLayer? Rows);
