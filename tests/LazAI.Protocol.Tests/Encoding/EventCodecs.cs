using System.Collections;
using System.Reflection;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Tests.Encoding;

/// <summary>Every event codec that LazAI.Protocol declares, found by reflection.</summary>
internal sealed class EventCodecs
{
    private readonly object _codec;

    private EventCodecs(Type eventType, object codec) => (EventType, _codec) = (eventType, codec);

    public static IReadOnlyList<EventCodecs> All { get; } =
    [
        .. typeof(EventCodec<>).Assembly.GetExportedTypes()
            .Select(type => (type, codec: type.GetProperty("Codec", BindingFlags.Public | BindingFlags.Static)?.GetValue(null)))
            .Where(found => found.codec is not null)
            .Select(found => new EventCodecs(found.type, found.codec!))
            .OrderBy(found => found.EventType.FullName, StringComparer.Ordinal),
    ];

    public Type EventType { get; }

    public IEnumerable<Type> Events => EventType.GetNestedTypes().Where(type => type.IsSubclassOf(EventType));

    public IEnumerable<string> Names => [.. ((IEnumerable)Call("get_Names")).Cast<string>()];

    public (string Type, byte[] Payload) Encode(object @event) => ((string, byte[]))Call("Encode", @event);

    public object Decode(string type, byte[] payload) =>
        typeof(EventCodecs).GetMethod(nameof(DecodeWith), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(EventType).Invoke(null, [_codec, type, payload])!;

    private static TEvent DecodeWith<TEvent>(EventCodec<TEvent> codec, string type, byte[] payload)
        where TEvent : class => codec.Decode(type, payload);

    private object Call(string method, params object[] arguments) => _codec.GetType().GetMethod(method)!.Invoke(_codec, arguments)!;
}
