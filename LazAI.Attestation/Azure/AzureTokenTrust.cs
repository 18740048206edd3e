namespace LazAI.Attestation;

/// <summary>
/// Whose tokens count: one instance of Azure Attestation and its keys, which were read from that instance (over TLS to its own name) or
/// kept from there. Keys are never read from where a token says.
/// </summary>
public sealed record AzureTokenTrust
{
    /// <param name="instance">The instance's address as its tokens name it, such as <c>https://sharedweu.weu.attest.azure.net</c>: without a slash at the end.</param>
    /// <param name="keys">The instance's keys.</param>
    public AzureTokenTrust(string instance, JsonWebKeySet keys)
    {
        ArgumentException.ThrowIfNullOrEmpty(instance);
        ArgumentNullException.ThrowIfNull(keys);
        if (!instance.StartsWith("https://", StringComparison.Ordinal) || instance.EndsWith('/'))
        {
            throw new ArgumentException("An instance is an https:// address without a slash at the end.", nameof(instance));
        }

        Instance = instance;
        Keys = keys;
    }

    /// <summary>The only issuer that is accepted.</summary>
    public string Instance { get; }

    /// <summary>The keys that its tokens are signed with.</summary>
    public JsonWebKeySet Keys { get; }

    /// <summary>How far the instance's clock may differ. More lets a token live so much longer, less refuses new ones.</summary>
    public TimeSpan ClockDifferenceMaximum { get; init; } = TimeSpan.FromSeconds(5);
}
