using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace LazAI.Attestation;

/// <summary>
/// The keys that a service signs with (RFC 7517 section 5), as it publishes them at <c>/certs</c>. Services rotate their keys, so several
/// are in it at a time. The set is trusted for where it came from; nothing in it proves itself.
/// </summary>
public sealed class JsonWebKeySet
{
    /// <summary>The longest set in bytes. Certificates of Azure's signing keys carry evidence and have about 40 KiB each.</summary>
    public const int LengthMaximum = 4 * 1024 * 1024;

    private const int KeysMaximum = 64;

    private JsonWebKeySet(ImmutableArray<JsonWebKey> keys) => Keys = keys;

    /// <summary>The RSA keys for signatures, in the order of the set. Keys of other kinds are passed over.</summary>
    public ImmutableArray<JsonWebKey> Keys { get; }

    /// <summary>Reads a set; false when it is no JSON object with an array <c>keys</c> of at most 64 members.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out JsonWebKeySet? keys)
    {
        keys = null;
        if (utf8.Length > LengthMaximum)
        {
            return false;
        }

        using var document = StrictJson.TryParseObject(utf8);
        if (document is null || !document.RootElement.TryGetProperty("keys", out var entries)
            || entries.ValueKind != JsonValueKind.Array || entries.GetArrayLength() > KeysMaximum)
        {
            return false;
        }

        keys = new JsonWebKeySet([.. entries.EnumerateArray().Select(JsonWebKey.TryRead).OfType<JsonWebKey>()]);
        return true;
    }

    /// <summary>The keys of exactly this name: usually one, none when the set is older than the key.</summary>
    public IEnumerable<JsonWebKey> Find(string id) => Keys.Where(key => string.Equals(key.Id, id, StringComparison.Ordinal));
}
