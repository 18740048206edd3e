namespace LazAI.Attestation;

/// <summary>
/// A token that an instance of Azure Attestation has signed and that is valid at the time of verification. It is that instance's word
/// about evidence which was not looked at here. Only <see cref="AzureTokenVerifier"/> can make this value.
/// </summary>
public sealed record AzureTokenVerified : EvidenceVerification
{
    internal AzureTokenVerified(AzureTokenClaims claims, string keyId)
    {
        Claims = claims;
        KeyId = keyId;
    }

    /// <summary>What the instance says.</summary>
    public AzureTokenClaims Claims { get; }

    /// <summary>The name of the key that signed it.</summary>
    public string KeyId { get; }
}
