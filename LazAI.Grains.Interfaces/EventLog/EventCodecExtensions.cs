using System.Text.Json;
using LazAI.Protocol.Encoding;

namespace LazAI.Grains.EventLog;

/// <summary>Reads what the log holds.</summary>
public static class EventCodecExtensions
{
    /// <summary>The event that was recorded.</summary>
    /// <exception cref="JsonException">The payload is not such an event: the log is damaged or newer than this build.</exception>
    public static TEvent Read<TEvent>(this EventCodec<TEvent> codec, RecordedEvent recorded)
        where TEvent : class
    {
        ArgumentNullException.ThrowIfNull(codec);
        ArgumentNullException.ThrowIfNull(recorded);
        return codec.Decode(recorded.Type, recorded.Payload.Span, recorded.Event);
    }
}
