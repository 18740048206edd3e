using System.Buffers.Binary;
using System.Collections.Immutable;

namespace LazAI.Engines;

/// <summary>The header of a model file: every layer in its place. README.md beside this file has the format.</summary>
internal sealed class Int8ConvHeader
{
    private const ushort FormatVersion = 1;
    private const int FixedLength = 18;

    private Int8ConvHeader(ImageShape input, ImmutableArray<Int8ConvStage> stages) => (Input, Stages) = (input, stages);

    public ImageShape Input { get; }

    public ImmutableArray<Int8ConvStage> Stages { get; }

    /// <summary>Bytes of the whole file.</summary>
    public int FileLength => Stages[^1].RowsAt + (Stages[^1].Rows * Stages[^1].RowBytes);

    private static ReadOnlySpan<byte> Magic => "LAZ8CONV"u8;

    /// <summary>Reads the header of a file of <paramref name="fileLength"/> bytes from its first bytes, which need not be all; never throws.</summary>
    public static Int8ConvRefusal Read(ReadOnlySpan<byte> start, long fileLength, out Int8ConvHeader? header)
    {
        header = null;
        if (!Magic.StartsWith(start[..Math.Min(start.Length, Magic.Length)]))
        {
            return Int8ConvRefusal.MagicUnknown;
        }

        if (start.Length < FixedLength)
        {
            return Int8ConvRefusal.Truncated;
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) != FormatVersion)
        {
            return Int8ConvRefusal.VersionUnknown;
        }

        int count = BinaryPrimitives.ReadUInt16LittleEndian(start[10..]);
        if (count is 0 or > Int8ConvModel.LayersMaximum)
        {
            return Int8ConvRefusal.LayerCountOutOfRange;
        }

        if (start.Length < FixedLength + (count * Int8ConvLine.EncodedLength))
        {
            return Int8ConvRefusal.Truncated;
        }

        var input = new ImageShape(
            BinaryPrimitives.ReadUInt16LittleEndian(start[12..]),
            BinaryPrimitives.ReadUInt16LittleEndian(start[14..]),
            BinaryPrimitives.ReadUInt16LittleEndian(start[16..]));
        var refusal = Place(input, start.Slice(FixedLength, count * Int8ConvLine.EncodedLength), out var candidate);
        if (refusal == Int8ConvRefusal.None && fileLength != candidate!.FileLength)
        {
            refusal = fileLength < candidate.FileLength ? Int8ConvRefusal.Truncated : Int8ConvRefusal.TrailingBytes;
        }

        header = refusal == Int8ConvRefusal.None ? candidate : null;
        return refusal;
    }

    /// <summary>The front of a file; <see cref="Read"/> checks what it is given.</summary>
    /// <exception cref="OverflowException">A number is none that the file can hold.</exception>
    public static byte[] Encode(ImageShape input, ReadOnlySpan<Int8ConvLine> lines)
    {
        var encoded = new byte[FixedLength + (lines.Length * Int8ConvLine.EncodedLength)];
        Magic.CopyTo(encoded);
        ReadOnlySpan<int> fields = [FormatVersion, lines.Length, input.Height, input.Width, input.Channels];
        for (var i = 0; i < fields.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(encoded.AsSpan(Magic.Length + (i * sizeof(ushort))), checked((ushort)fields[i]));
        }

        for (var i = 0; i < lines.Length; i++)
        {
            lines[i].Write(encoded.AsSpan(FixedLength + (i * Int8ConvLine.EncodedLength)));
        }

        return encoded;
    }

    private static Int8ConvRefusal Place(ImageShape input, ReadOnlySpan<byte> lines, out Int8ConvHeader? header)
    {
        header = null;
        if (!Fits(input))
        {
            return Int8ConvRefusal.SizeOutOfRange;
        }

        var stages = ImmutableArray.CreateBuilder<Int8ConvStage>(lines.Length / Int8ConvLine.EncodedLength);
        var (shape, tile, memoryAt) = (input, 1, (int)input.Size);
        long rowsAt = FixedLength + lines.Length;
        while (stages.Count < stages.Capacity)
        {
            var line = Int8ConvLine.Read(lines[(stages.Count * Int8ConvLine.EncodedLength)..]);
            var last = stages.Count == stages.Capacity - 1;
            var refusal = Check(line, shape, last, out var output);
            if (refusal != Int8ConvRefusal.None)
            {
                return refusal;
            }

            var stage = Int8ConvStage.Create(stages.Count, line, shape, output, last, tile, (int)rowsAt, memoryAt);
            stages.Add(stage);
            rowsAt += (long)stage.Rows * stage.RowBytes;
            if (rowsAt > Int8ConvModel.EncodedLengthMaximum)
            {
                return Int8ConvRefusal.TooLarge;
            }

            (shape, tile) = (output, stage.Writes.End);
            if (tile - 1 > Int8ConvModel.StepsMaximum)
            {
                return Int8ConvRefusal.TooManySteps;
            }

            memoryAt += (int)output.Size * stage.OutputBytes;
        }

        header = new Int8ConvHeader(input, stages.MoveToImmutable());
        return Int8ConvRefusal.None;
    }

    private static Int8ConvRefusal Check(Int8ConvLine line, ImageShape input, bool last, out ImageShape output)
    {
        output = default;
        if (!Enum.IsDefined(line.Kind))
        {
            return Int8ConvRefusal.LayerKindUnknown;
        }

        var (isDense, isPool) = (line.Kind == Int8ConvKind.Dense, line.Kind is Int8ConvKind.MaxPool or Int8ConvKind.AveragePool);
        if ((isDense && line != Int8ConvLine.Dense(line.Outputs, line.Shift))
            || (isPool && (line.Outputs | line.PaddingHeight | line.PaddingWidth | line.Shift) != 0))
        {
            return Int8ConvRefusal.LayerMalformed;
        }

        if (!isDense && !(WindowFits(line.KernelHeight, line.StrideHeight, line.PaddingHeight, input.Height)
            && WindowFits(line.KernelWidth, line.StrideWidth, line.PaddingWidth, input.Width)))
        {
            return Int8ConvRefusal.WindowOutOfRange;
        }

        output = isDense
            ? new ImageShape(1, 1, line.Outputs)
            : new ImageShape(
                ((input.Height + (2 * line.PaddingHeight) - line.KernelHeight) / line.StrideHeight) + 1,
                ((input.Width + (2 * line.PaddingWidth) - line.KernelWidth) / line.StrideWidth) + 1,
                isPool ? input.Channels : line.Outputs);
        var rowLength = isDense ? input.Size : isPool ? 0 : (long)line.KernelHeight * line.KernelWidth * input.Channels;
        return !Fits(output) ? Int8ConvRefusal.SizeOutOfRange
            : rowLength > Int8MlpModel.WidthMaximum || (last && output.Size > Int8MlpModel.WidthMaximum) ? Int8ConvRefusal.WidthOutOfRange
            : line.Shift > Int8MlpModel.ShiftMaximum ? Int8ConvRefusal.ShiftOutOfRange
            : last && (!isDense || line.Shift != 0) ? Int8ConvRefusal.LastLayerNotLogits
            : Int8ConvRefusal.None;
    }

    private static bool Fits(ImageShape shape) =>
        shape is { Height: > 0, Width: > 0, Channels: > 0 } && (long)shape.Height * shape.Width <= Int8ConvModel.ActivationsMaximum
        && shape.Size <= Int8ConvModel.ActivationsMaximum;

    // Padding below the kernel's size: no window lies in the padding alone.
    private static bool WindowFits(int kernel, int stride, int padding, int size) =>
        kernel > 0 && stride > 0 && padding < kernel && kernel <= size + (2 * padding);
}
