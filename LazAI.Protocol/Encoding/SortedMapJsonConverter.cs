using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LazAI.Protocol.Encoding;

/// <summary>Writes maps with their members sorted (RFC 8785 §3.2.3): a map enumerates by hash codes, which differ from process to process.</summary>
internal sealed class SortedMapJsonConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(ImmutableDictionary<,>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<,>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Converter<TKey, TValue> : JsonConverter<ImmutableDictionary<TKey, TValue>>
        where TKey : notnull
    {
        public override ImmutableDictionary<TKey, TValue> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException("A map is an object.");
            }

            var keys = (JsonConverter<TKey>)options.GetConverter(typeof(TKey));
            var map = ImmutableDictionary.CreateBuilder<TKey, TValue>();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var key = keys.ReadAsPropertyName(ref reader, typeof(TKey), options);
                reader.Read();
                var value = JsonSerializer.Deserialize<TValue>(ref reader, options);
                if (value is null || !map.TryAdd(key, value))
                {
                    throw new JsonException("A map has each member once, and none is null.");
                }
            }

            return map.ToImmutable();
        }

        public override void Write(Utf8JsonWriter writer, ImmutableDictionary<TKey, TValue> value, JsonSerializerOptions options)
        {
            var members = new KeyValuePair<string, TValue>[value.Count];
            var names = new string[value.Count];
            using var nameOf = new NameReader((JsonConverter<TKey>)options.GetConverter(typeof(TKey)), options);
            var count = 0;
            foreach (var (key, member) in value)
            {
                names[count] = nameOf.Read(key);
                members[count] = new(names[count], member);
                count++;
            }

            Array.Sort(names, members, StringComparer.Ordinal);
            writer.WriteStartObject();
            foreach (var (name, member) in members)
            {
                writer.WritePropertyName(name);
                JsonSerializer.Serialize(writer, member, options);
            }

            writer.WriteEndObject();
        }

        /// <summary>Finds out what a key is called as a member.</summary>
        private sealed class NameReader(JsonConverter<TKey> keys, JsonSerializerOptions options) : IDisposable
        {
            private readonly ArrayBufferWriter<byte> _bytes = new();
            private readonly Utf8JsonWriter _writer = new(Stream.Null);

            public string Read(TKey key)
            {
                _bytes.ResetWrittenCount();
                _writer.Reset(_bytes);
                _writer.WriteStartObject();
                keys.WriteAsPropertyName(_writer, key, options);
                _writer.WriteNullValue();
                _writer.WriteEndObject();
                _writer.Flush();
                var reader = new Utf8JsonReader(_bytes.WrittenSpan);
                reader.Read();
                reader.Read();
                return reader.GetString()!;
            }

            public void Dispose() => _writer.Dispose();
        }
    }
}
