using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace LazAI.Attestation;

/// <summary>The bundle of a token of Azure Attestation.</summary>
/// <remarks>
/// Nothing signs a key set: whoever keeps this file vouches for having read it from the instance. Verifying a token with it rests on that.
/// </remarks>
/// <param name="Instance">The instance that the keys were read from, as its tokens name it.</param>
/// <param name="Keys">The key set (RFC 7517) as the instance gave it.</param>
/// <param name="FetchedAt">When it did, in whole seconds.</param>
public sealed record AzureTokenBundle(string Instance, ReadOnlyMemory<byte> Keys, DateTimeOffset FetchedAt) : CollateralBundle
{
    internal const string KindName = "azure-token";

    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ssZ";

    internal override string Kind => KindName;

    /// <summary>Reads instance and keys.</summary>
    public bool TryReadTrust([NotNullWhen(true)] out AzureTokenTrust? trust, [NotNullWhen(false)] out EvidenceRefused? refusal)
    {
        trust = null;
        var fault = !Instance.StartsWith("https://", StringComparison.Ordinal) || Instance.EndsWith('/')
                ? "an instance is an https:// address without a slash at the end"
            : null;
        if (fault is null)
        {
            trust = JsonWebKeySet.TryParse(Keys, out var keys) ? new AzureTokenTrust(Instance, keys) : null;
        }

        refusal = trust is null ? new EvidenceRefused(AttestationErrors.CollateralMalformed, fault ?? "the key set cannot be read") : null;
        return trust is not null;
    }

    internal static AzureTokenBundle? Read(JsonElement json) =>
        json.TryGetTime("fetchedAt", out var fetchedAt)
        && json.TryGetText("instance", out var instance)
        && json.TryGetBase64("keys", out var keys)
            ? new AzureTokenBundle(instance, keys, fetchedAt)
            : null;

    private protected override void WriteParts(Utf8JsonWriter writer)
    {
        writer.WriteString("fetchedAt", FetchedAt.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        writer.WriteString("instance", Instance);
        writer.WriteBase64String("keys", Keys.Span);
    }
}
