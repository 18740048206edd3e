namespace LazAI.Client.Attestation.Collateral;

/// <summary>
/// One part of collateral that a service gave: it can be read and is what was asked for. That it is signed is for the verifiers to find
/// out.
/// </summary>
public sealed record CollateralPart
{
    internal CollateralPart(CollateralKey key, ReadOnlyMemory<byte> body, string issuerChain)
    {
        Key = key;
        Body = body;
        IssuerChain = issuerChain;
    }

    /// <summary>What was asked for.</summary>
    public CollateralKey Key { get; }

    /// <summary>
    /// The answer's body; revocation lists in DER, in whichever form the service gave them, and certificates in the form of the service.
    /// </summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>PEM of those who signed it, where the service gives them beside the body; else empty.</summary>
    public string IssuerChain { get; }

    /// <summary>When it was signed; null for certificates, which hold as long as they say themselves.</summary>
    public DateTimeOffset? Made { get; internal init; }

    /// <summary>From when on it is no evidence; null for certificates.</summary>
    public DateTimeOffset? NextUpdate { get; internal init; }

    /// <summary>When it came from the service.</summary>
    public DateTimeOffset FetchedAt { get; init; }

    /// <summary>Whether it may be relied on at the time.</summary>
    public bool IsCurrent(DateTimeOffset at) => !(Made > at) && !(NextUpdate <= at);
}
