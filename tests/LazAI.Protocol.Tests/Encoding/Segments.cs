using System.Buffers;
using System.Text.Json;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Tests.Encoding;

/// <summary>Text in many small buffers, as it comes from a network: values lie across their borders.</summary>
internal sealed class Segments : ReadOnlySequenceSegment<byte>
{
    /// <summary>Reads what stands in segments of <paramref name="length"/> bytes.</summary>
    public static T Deserialize<T>(byte[] utf8, int length)
    {
        var reader = new Utf8JsonReader(Of(utf8, length));
        var value = JsonSerializer.Deserialize<T>(ref reader, CanonicalJson.Options);
        return value is null || reader.Read() ? throw new JsonException("This is not one value.") : value;
    }

    private static ReadOnlySequence<byte> Of(byte[] utf8, int length)
    {
        var first = new Segments();
        var last = first;
        foreach (var part in utf8.Chunk(length))
        {
            var next = new Segments { Memory = part, RunningIndex = last.RunningIndex + last.Memory.Length };
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
