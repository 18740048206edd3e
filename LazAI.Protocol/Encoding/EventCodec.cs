using System.Collections.Frozen;
using System.Text.Json;

namespace LazAI.Protocol.Encoding;

/// <summary>Names the events of one aggregate and turns them into log payloads and back.</summary>
/// <typeparam name="TEvent">The aggregate's event base type; its concrete events are nested records of it.</typeparam>
public sealed class EventCodec<TEvent>
    where TEvent : class
{
    private readonly FrozenDictionary<string, Type> _types;
    private readonly FrozenDictionary<Type, string> _names;

    /// <param name="module">Prefix of the event names, for instance <c>task</c> gives <c>task.submitted</c>.</param>
    public EventCodec(string module)
    {
        ArgumentException.ThrowIfNullOrEmpty(module);
        var types = typeof(TEvent).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(TEvent)) && !type.IsAbstract).ToArray();
        _types = types.ToFrozenDictionary(type => module + "." + JsonNamingPolicy.KebabCaseLower.ConvertName(type.Name));
        _names = _types.ToFrozenDictionary(entry => entry.Value, entry => entry.Key);
    }

    /// <summary>Every event name, sorted.</summary>
    public IEnumerable<string> Names => _types.Keys.Order(StringComparer.Ordinal);

    /// <summary>The event's name and its canonical payload.</summary>
    public (string Type, byte[] Payload) Encode(TEvent @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        var type = @event.GetType();
        return (_names[type], CanonicalJson.Serialize(@event, type));
    }

    /// <summary>Reads an event back from the log.</summary>
    /// <param name="known">The event itself where it has never left this process. Nothing is decoded then.</param>
    /// <exception cref="JsonException">The payload is not that event, or nobody knows the name: the log is damaged or newer than this build.</exception>
    public TEvent Decode(string type, ReadOnlySpan<byte> payload, object? known = null) =>
        known is TEvent @event ? @event
        : _types.TryGetValue(type, out var shape)
            ? (TEvent)(JsonSerializer.Deserialize(payload, shape, CanonicalJson.Options) ?? throw new JsonException("An event is an object."))
            : throw new JsonException($"This build knows no event '{type}'.");
}
