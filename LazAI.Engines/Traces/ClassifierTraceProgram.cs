using System.Buffers;
using System.Buffers.Binary;

namespace LazAI.Engines.Traces;

/// <summary>A program whose last tiles hold each class's score, 4 bytes little-endian, and whose result is a <see cref="ClassificationResult"/>.</summary>
public abstract class ClassifierTraceProgram : TraceProgram
{
    /// <summary>Bytes of one score.</summary>
    protected const int LogitBytes = sizeof(int);

    /// <summary>Number of classes.</summary>
    public abstract int OutputWidth { get; }

    public override byte[] EncodeResult(ReadOnlySpan<byte> tiles)
    {
        RequireLength(tiles.Length, OutputWidth * LogitBytes, nameof(tiles));
        var rentedLogits = ArrayPool<int>.Shared.Rent(OutputWidth);
        var logits = rentedLogits.AsSpan(0, OutputWidth);
        for (var i = 0; i < logits.Length; i++)
        {
            logits[i] = BinaryPrimitives.ReadInt32LittleEndian(tiles[(i * LogitBytes)..]);
        }

        var rentedBytes = ArrayPool<byte>.Shared.Rent(ClassificationResult.EncodedLengthBound(logits.Length));
        var encoded = rentedBytes.AsSpan(0, ClassificationResult.Encode(logits, rentedBytes)).ToArray();
        ArrayPool<byte>.Shared.Return(rentedBytes);
        ArrayPool<int>.Shared.Return(rentedLogits);
        return encoded;
    }

    public override bool TryDecodeResult(ReadOnlySpan<byte> result, out byte[] tiles)
    {
        tiles = [];
        if (!ClassificationResult.TryParse(result, out var parsed) || parsed.Logits.Length != OutputWidth)
        {
            return false;
        }

        tiles = new byte[parsed.Logits.Length * LogitBytes];
        for (var i = 0; i < parsed.Logits.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(tiles.AsSpan(i * LogitBytes), parsed.Logits[i]);
        }

        return true;
    }

    /// <exception cref="ArgumentException">The lengths differ.</exception>
    protected static void RequireLength(int length, int expected, string parameter)
    {
        if (length != expected)
        {
            throw new ArgumentException($"Length {length} where the step has {expected}.", parameter);
        }
    }
}
