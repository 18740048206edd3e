namespace LazAI.Client.Attestation;

/// <summary>How an instance of Azure Attestation is used.</summary>
public sealed record AzureAttestationOptions
{
    /// <summary>The version of the interface; <c>2025-06-01</c> is the first stable one with both TDX and SEV-SNP.</summary>
    public string ApiVersion { get; init; } = "2025-06-01";

    /// <summary>How old keys may be before they are read again. Less notices withdrawn keys sooner, more asks less often.</summary>
    public TimeSpan KeysRefreshAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How old keys may be used while they cannot be read again. More rides out longer failures of the instance, less trusts withdrawn keys
    /// for less time.</summary>
    public TimeSpan KeysAgeMaximum { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The least time between two reads of the keys, whatever tokens name. Less takes a new key sooner, more keeps senders of made-up
    /// names from having the instance asked.</summary>
    public TimeSpan KeysIntervalMinimum { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How far the instance's clock may differ. More lets a token live so much longer, less refuses new ones.</summary>
    public TimeSpan ClockDifferenceMaximum { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Patience and limits of single calls.</summary>
    public LazAIClientOptions Calls { get; init; } = new() { ResponseBytesMaximum = 1024 * 1024 };
}
