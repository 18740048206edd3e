using System.Buffers.Binary;
using System.Collections.Immutable;

namespace LazAI.Engines;

/// <summary>A layer's line in the header: its number of outputs and its shift.</summary>
internal readonly record struct Int8MlpShape(uint Outputs, uint Shift);

/// <summary>The header of a model file: the shape of the model, and with it where each row lies. README.md beside this file has the format.</summary>
internal sealed class Int8MlpHeader
{
    public const int BiasLength = sizeof(int);

    private const ushort FormatVersion = 1;
    private const int FixedLength = 16;
    private const int LayerLength = 8;

    private Int8MlpHeader(int inputWidth, ImmutableArray<Int8MlpShape> layers, int fileLength) =>
        (InputWidth, Layers, FileLength) = (inputWidth, layers, fileLength);

    public int InputWidth { get; }

    public ImmutableArray<Int8MlpShape> Layers { get; }

    /// <summary>Bytes of the whole file.</summary>
    public int FileLength { get; }

    /// <summary>Bytes of the header, after which the first row begins.</summary>
    public int EncodedLength => FixedLength + (Layers.Length * LayerLength);

    private static ReadOnlySpan<byte> Magic => "LAZI8MLP"u8;

    /// <summary>A header of this shape, or null and the bound that it breaks.</summary>
    public static Int8MlpRefusal Create(uint inputWidth, ImmutableArray<Int8MlpShape> layers, out Int8MlpHeader? header)
    {
        header = null;
        if (layers.Length is 0 or > Int8MlpModel.LayersMaximum)
        {
            return Int8MlpRefusal.LayerCountOutOfRange;
        }

        var fileLength = FixedLength + ((long)LayerLength * layers.Length);
        var width = inputWidth;
        var widthsFit = width is > 0 and <= Int8MlpModel.WidthMaximum;
        var shiftsFit = true;
        foreach (var layer in layers)
        {
            fileLength += layer.Outputs * ((long)BiasLength + width);
            width = layer.Outputs;
            widthsFit &= width is > 0 and <= Int8MlpModel.WidthMaximum;
            shiftsFit &= layer.Shift <= Int8MlpModel.ShiftMaximum;
        }

        var refusal = !widthsFit ? Int8MlpRefusal.WidthOutOfRange
            : !shiftsFit ? Int8MlpRefusal.ShiftOutOfRange
            : layers[^1].Shift != 0 ? Int8MlpRefusal.LastLayerShifted
            : fileLength > Int8MlpModel.EncodedLengthMaximum ? Int8MlpRefusal.TooLarge
            : Int8MlpRefusal.None;
        header = refusal == Int8MlpRefusal.None ? new Int8MlpHeader((int)inputWidth, layers, (int)fileLength) : null;
        return refusal;
    }

    /// <summary>Reads the header of a file of <paramref name="fileLength"/> bytes from its first bytes, which need not be all; never throws.</summary>
    public static Int8MlpRefusal Read(ReadOnlySpan<byte> start, long fileLength, out Int8MlpHeader? header)
    {
        header = null;
        if (!Magic.StartsWith(start[..Math.Min(start.Length, Magic.Length)]))
        {
            return Int8MlpRefusal.MagicUnknown;
        }

        if (start.Length < FixedLength)
        {
            return Int8MlpRefusal.Truncated;
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) != FormatVersion)
        {
            return Int8MlpRefusal.VersionUnknown;
        }

        var count = BinaryPrimitives.ReadUInt16LittleEndian(start[10..]);
        if (count is 0 or > Int8MlpModel.LayersMaximum)
        {
            return Int8MlpRefusal.LayerCountOutOfRange;
        }

        if (start.Length < FixedLength + (count * LayerLength))
        {
            return Int8MlpRefusal.Truncated;
        }

        var layers = ImmutableArray.CreateBuilder<Int8MlpShape>(count);
        for (var i = 0; i < count; i++)
        {
            var line = start.Slice(FixedLength + (i * LayerLength), LayerLength);
            layers.Add(new Int8MlpShape(BinaryPrimitives.ReadUInt32LittleEndian(line), BinaryPrimitives.ReadUInt32LittleEndian(line[4..])));
        }

        var refusal = Create(BinaryPrimitives.ReadUInt32LittleEndian(start[12..]), layers.MoveToImmutable(), out var candidate);
        refusal = refusal != Int8MlpRefusal.None ? refusal
            : fileLength < candidate!.FileLength ? Int8MlpRefusal.Truncated
            : fileLength > candidate.FileLength ? Int8MlpRefusal.TrailingBytes
            : Int8MlpRefusal.None;
        header = refusal == Int8MlpRefusal.None ? candidate : null;
        return refusal;
    }

    /// <summary>Writes the header to the front of the file.</summary>
    public void Write(Span<byte> file)
    {
        Magic.CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file[8..], FormatVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(file[10..], (ushort)Layers.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(file[12..], (uint)InputWidth);
        for (var i = 0; i < Layers.Length; i++)
        {
            var line = file.Slice(FixedLength + (i * LayerLength), LayerLength);
            BinaryPrimitives.WriteUInt32LittleEndian(line, Layers[i].Outputs);
            BinaryPrimitives.WriteUInt32LittleEndian(line[4..], Layers[i].Shift);
        }
    }
}
